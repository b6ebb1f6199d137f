"""Lanes stand for roles, and a task lies in the lane of the role that does it."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.known import Known
from service.engine.checks.namespaces import FLOW_NODES
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, did_you_mean, warning
from service.engine.checks.tasks import static_roles
from service.findings import Finding

LANE_BROKEN = Rule(code="lane-names-nothing", remedy="Save the diagram in the modeler, or remove the stale reference.")
NOT_A_ROLE = warning(code="lane-not-a-role", remedy="Name the lane like a role under Roles and words (authority.yaml).")
WRONG_LANE = warning(
    code="task-in-wrong-lane",
    remedy="Move the task into the lane of its role, or choose who does it (in Camunda Modeler: candidate groups).",
)
OUTSIDE = warning(code="outside-lanes", remedy="Move it into a lane.")


def check(diagram: Diagram, library: Library) -> Iterator[Finding]:
    for process in diagram.processes:
        lanes = list(_lanes(process))
        for lane in lanes:
            yield from _lane(diagram, lane, library.known)
        if lanes:
            yield from _outside(process, lanes)


def _lanes(process: Element) -> Iterator[Element]:
    return (element for element in process.descendants() if element.kind == "lane")


def _lane(diagram: Diagram, lane: Element, known: Known) -> Iterator[Finding]:
    role = lane_role(lane, known)
    # a process that several authorities share cannot name its lanes after the roles of each
    if role is None and lane.child("childLaneSet") is None and "/shared/" not in lane.file:
        hint = did_you_mean(lane.name, known.roles.values())
        yield NOT_A_ROLE.at(lane, f"The lane {lane.label} is not named like a role.", hint=hint)
    for reference in lane.children("flowNodeRef"):
        node = diagram.by_id.get(reference.text)
        if node is None:
            yield LANE_BROKEN.at(lane, f"The lane {lane.label} holds {reference.text}, which is not in the diagram.")
        elif role and static_roles(node) and role not in static_roles(node):
            roles = ", ".join(static_roles(node))
            yield WRONG_LANE.at(node, f"{node.label} lies in the lane {lane.label} and is offered to {roles}.")


def lane_role(lane: Element, known: Known) -> str | None:
    """The role a lane stands for: its name is the role's id or name, whatever the case."""
    wanted = lane.name.casefold()
    for id_, name in known.roles.items():
        if wanted in (id_.casefold(), name.casefold()):
            return id_
    return None


def _outside(process: Element, lanes: list[Element]) -> Iterator[Finding]:
    inside = {reference.text for lane in lanes for reference in lane.children("flowNodeRef")}
    for node in process.children(*FLOW_NODES):
        if node.get("id") not in inside:
            yield OUTSIDE.at(node, f"{node.label} lies in no lane.")
