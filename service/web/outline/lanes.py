"""The lanes that a step can lie in, and the roles that they stand for."""

from collections.abc import Sequence

from service.library.outline import Lane
from service.library.pick_lists import PickLists
from service.pathways.queries.outlines import DiagramAsList


def lanes_of(shown: DiagramAsList, step_id: str) -> tuple[Lane, ...]:
    """Return the lanes of the step's process that list steps."""
    processes = shown.outline.processes if shown.outline is not None else ()
    for process in processes:
        if any(step.id == step_id for step in process.walk()):
            return tuple(lane for lane in process.lanes if not lane.is_divided)
    return ()


def role_of(lane_id: str, lanes: Sequence[Lane], picks: PickLists) -> str:
    """Return the id of the role that a lane is named like; "" for none."""
    name = next((lane.name.casefold() for lane in lanes if lane.id == lane_id), "")
    return next((pick.id for pick in picks.roles if name in {pick.id.casefold(), pick.text.casefold()}), "")


def handed_over(roles: Sequence[str], *, before: str, after: str) -> tuple[str, ...]:
    """Return the roles of a task that went from the lane of one role to that of another; "" is the role of no lane."""
    if not roles or not after or after in roles:
        return tuple(roles)
    return tuple(after if role == before else role for role in roles) if before in roles else (*roles, after)
