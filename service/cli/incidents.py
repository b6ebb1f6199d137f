"""Steps that failed, for the operator."""

from uuid import UUID

import click

from service.cli.installation import installation, operator
from service.context import current_clock
from service.models import IncidentStatus
from service.pathways.finish_call import replay_call
from service.pathways.incidents import resolve_incident, retry_incident
from service.pathways.queries.incidents import IncidentFilter, list_incidents
from service.pathways.queries.paging import PageRequest
from service.pathways.skip_incident import skip_incident

MANY = PageRequest(limit=200)


@click.group()
def incidents() -> None:
    """Steps that failed and wait for an operator."""


@incidents.command("list")
def list_open() -> None:
    """List the open incidents, the oldest last."""
    with installation():
        filters = IncidentFilter(status=IncidentStatus.OPEN)
        found = list_incidents(actor=operator(), filters=filters, page=MANY).items
    for incident in found:
        click.echo(f"{incident.id}  {incident.opened_at:%Y-%m-%d %H:%M}  {incident.kind}  {incident.process}")
        click.echo(f"    {incident.name} ({incident.element}): {incident.message}")
        click.echo(f"    failed {incident.times} times since {incident.first_at:%Y-%m-%d %H:%M}")
    click.echo(f"{len(found)} open")


@incidents.command()
@click.argument("incident_id", type=click.UUID)
def retry(incident_id: UUID) -> None:
    """Run the failed step again."""
    with installation():
        handled = retry_incident(incident_id=incident_id, actor=operator(), clock=current_clock())
    click.echo(f"Incident {handled.incident_id}: {handled.status}")


@incidents.command()
@click.argument("incident_id", type=click.UUID)
@click.option("--reason", required=True, help="Why, for the audit trail.")
def skip(incident_id: UUID, reason: str) -> None:
    """Let the process go on behind the failed step."""
    with installation():
        handled = skip_incident(incident_id=incident_id, reason=reason, actor=operator(), clock=current_clock())
    click.echo(f"Incident {handled.incident_id}: {handled.status}")


@incidents.command()
@click.argument("incident_id", type=click.UUID)
@click.option("--note", required=True, help="What was done, for the audit trail.")
def resolve(incident_id: UUID, note: str) -> None:
    """Put an incident aside that was dealt with outside the service."""
    with installation():
        handled = resolve_incident(incident_id=incident_id, note=note, actor=operator(), clock=current_clock())
    click.echo(f"Incident {handled.incident_id}: {handled.status}")


@incidents.command()
@click.argument("call_id", type=click.UUID)
def replay(call_id: UUID) -> None:
    """Send a call that was given up once more."""
    with installation():
        call = replay_call(call_id=call_id, actor=operator(), clock=current_clock())
    click.echo(f"Call {call.call_id}: {call.status}")
