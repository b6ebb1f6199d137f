"""Panels: the process that holds a panel's sittings says which panel it is, and what its agenda is made of."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element, Scope
from service.engine.checks.expressions import NOT_READABLE, PANEL_UNKNOWN
from service.engine.checks.formula import read_formula
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, did_you_mean
from service.engine.checks.tasks import ROLE_UNKNOWN, form_of
from service.feel import FeelSyntaxError
from service.findings import Finding

OF_PANELS = frozenset({"panel", "papers", "members", "quorum", "minutes_per_item"})  # on the process
AGENDA_ITEM = "agenda_item"  # on what receives a request
AGENDA_DECISION = "agenda_decision"  # on the task that decides: the answer that is the decision
AGENDA_REASONS = "agenda_reasons"  # the answer that gives the reasons
PANEL = "panel"  # on a start event: whose sitting it begins
MEETING = "meeting"  # "true" on a task: its form is the record of a meeting about the case
MANY = 2
ON_AGENDA = frozenset({AGENDA_ITEM, AGENDA_DECISION, AGENDA_REASONS, MEETING, PANEL})

PANEL_INCOMPLETE = Rule(
    code="panel-incomplete",
    remedy='Give a process of the kind "sitting" the property panel; minutes_per_item is a whole number of minutes. '
    "Where it names several panels, give each of its start events the property panel with one of them.",
)
AGENDA_MISPLACED = Rule(
    code="agenda-misplaced",
    remedy="Put agenda_item on a message catch; agenda_decision and agenda_reasons on a user task, where they name "
    'fields of its form; meeting="true" on a user task.',
)


def check(diagram: Diagram, library: Library) -> Iterator[Finding]:
    for process in diagram.processes:
        yield from _panel(process, library)
    for scope, node in diagram.nodes:
        yield from _start_event(scope, node)
        yield from _agenda_item(node)
        yield from _decision(node, library)


def _panel(process: Element, library: Library) -> Iterator[Finding]:
    said = process.properties
    if not OF_PANELS & said.keys():
        return
    if "panel" not in said or said.get("kind") != "sitting":
        yield PANEL_INCOMPLETE.at(process, f"The process {process.label} speaks of a panel and does not hold it.")
    if not said.get("minutes_per_item", "1").isdigit():
        yield PANEL_INCOMPLETE.at(process, f'{process.label} gives an item "{said["minutes_per_item"]}" minutes.')
    panels = library.known.panels
    for key in (key for name in ("panel", "papers") for key in said.get(name, "").split()):
        if key not in panels:
            yield PANEL_UNKNOWN.at(process, f'There is no panel "{key}".', hint=did_you_mean(key, panels))
    roles = library.known.roles
    for role in said.get("members", "").split():
        if role not in roles:
            yield ROLE_UNKNOWN.at(process, f'There is no role "{role}" on the panel.', hint=did_you_mean(role, roles))


def _start_event(scope: Scope, node: Element) -> Iterator[Finding]:
    """Where a process holds the sittings of several panels, each start event says whose sitting it begins."""
    named = node.properties.get(PANEL)
    keys = scope.process.properties.get(PANEL, "").split()
    starts = node.kind == "startEvent" and scope.owner is scope.process
    if (starts and len(keys) >= MANY and named not in keys) or (named is not None and not (starts and named in keys)):
        message = f"{node.label} does not begin a sitting of one of the panels of {scope.process.label}."
        yield PANEL_INCOMPLETE.at(node, message)


def _agenda_item(node: Element) -> Iterator[Finding]:
    text = node.properties.get(AGENDA_ITEM)
    if text is None:
        return
    if node.kind != "receiveTask" and not (node.kind.endswith("CatchEvent") and "message" in node.definitions):
        yield AGENDA_MISPLACED.at(node, f"{node.label} receives nothing that could be put on an agenda.")
    try:
        read_formula(text.strip().removeprefix("=").strip())
    except FeelSyntaxError as error:
        yield NOT_READABLE.at(node, f"The agenda_item of {node.label} cannot be read: {error}")


def _decision(node: Element, library: Library) -> Iterator[Finding]:
    if MEETING in node.properties and (node.kind != "userTask" or node.properties[MEETING] != "true"):
        yield AGENDA_MISPLACED.at(node, f"{node.label} is no task whose form is the record of a meeting.")
    form = form_of(node) or ""
    fields = library.known.forms.get(form, frozenset())
    for name in (AGENDA_DECISION, AGENDA_REASONS):
        key = node.properties.get(name)
        if key is not None and (node.kind != "userTask" or key not in fields):
            yield AGENDA_MISPLACED.at(node, f'{node.label} has no answer "{key}" for {name}.')
