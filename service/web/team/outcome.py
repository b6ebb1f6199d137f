"""What became of families and tasks that were given to others."""

from collections.abc import Iterable
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.pathways.queries.cases import get_case
from service.pathways.queries.worklist import tasks_for
from service.pathways.reassign_tasks import Outcome, Refused
from service.web.texts import listed, spelt
from service.web.work.many import Kept, OutcomePage


def team_outcome(families: Outcome, tasks: Outcome, *, warning: str, actor: Actor, clock: Clock) -> OutcomePage:
    """`warning`: of those who got some of it and are away."""
    names = {**_families(families.refused, actor), **_tasks(tasks.refused, actor, clock)}
    parts = [spelt(len(families.done), "family")] if families.done else []
    parts += [spelt(len(tasks.done), "task")] if tasks.done or not families.done else []
    return OutcomePage(
        summary=f"{listed(parts)} reassigned.",
        warning=warning,
        done=(),
        kept=tuple(
            Kept(about=names.get(each.id, "Something that is not open to you any more"), reason=each.reason)
            for each in (*families.refused, *tasks.refused)
        ),
    )


def _families(refused: Iterable[Refused], actor: Actor) -> dict[UUID, str]:
    return {each.id: get_case(case_id=each.id, actor=actor).family for each in refused if _known(each)}


def _known(refused: Refused) -> bool:
    return "There is no" not in refused.reason


def _tasks(refused: Iterable[Refused], actor: Actor, clock: Clock) -> dict[UUID, str]:
    ids = tuple(each.id for each in refused)
    found = tasks_for(actor=actor, clock=clock, task_ids=ids) if ids else ()
    return {task.id: ", ".join(part for part in (task.name, task.family) if part) for task in found}
