"""Cases, for the operator."""

from uuid import UUID

import click

from service.cli.installation import installation, operator
from service.pathways.queries.cases import CaseDetail, find_case
from service.pathways.queries.deadlines import DeadlineFilter, list_deadlines
from service.pathways.queries.instances import InstanceFilter, list_instances
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.tasks import TaskFilter, list_tasks

MANY = PageRequest(limit=100)


@click.group()
def cases() -> None:
    """Cases."""


@cases.command()
@click.argument("reference")
def show(reference: str) -> None:
    """Show where the case REFERENCE stands.  Names of families are not shown."""
    with installation():
        case = find_case(reference=reference, actor=operator())
        _show_case(case)
        _show_what_waits(case.id)


def _show_case(case: CaseDetail) -> None:
    click.echo(f"{case.reference}  {case.status}  stage: {case.stage or '-'}  team: {case.team or '-'}")
    click.echo(f"opened {case.opened_at:%Y-%m-%d %H:%M} UTC, episode {case.episode}, revision {case.revision}")


def _show_what_waits(case_id: UUID) -> None:
    actor = operator()
    click.echo("processes")
    for instance in list_instances(actor=actor, filters=InstanceFilter(case_id=case_id), page=MANY).items:
        click.echo(f"  {instance.id}  {instance.status:<10} {instance.process}")
    click.echo("open tasks")
    for task in list_tasks(actor=actor, filters=TaskFilter(case_id=case_id), page=MANY).items:
        due = f"{task.due_at:%Y-%m-%d %H:%M}" if task.due_at else "-"
        click.echo(f"  {task.id}  due {due:<16} {task.assignee or ' '.join(task.groups)}: {task.name}")
    click.echo("deadlines")
    for deadline in list_deadlines(actor=actor, filters=DeadlineFilter(case_id=case_id), page=MANY).items:
        click.echo(f"  {deadline.status:<10} {deadline.due_at:%Y-%m-%d %H:%M}  {deadline.key}")
