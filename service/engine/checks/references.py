"""Our properties: names we know, rules and deadlines that exist, values that can be read."""

import re
from collections import Counter
from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.expressions import DEADLINE_UNKNOWN
from service.engine.checks.namespaces import CAMUNDA, EVENTS
from service.engine.checks.panels import OF_PANELS, ON_AGENDA
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, did_you_mean, warning
from service.engine.checks.tasks import ROLE_UNKNOWN, form_of
from service.findings import Finding

ON_STEPS = frozenset(
    {
        "rules",
        "deadlines",
        "event",
        "event_at",
        "event_when",
        "case_stage",
        "case_status",
        "case_outcome",
        "case_team",
        "case_lead",
        "case_consent",
        "instructions",
        "item_label",
        "collect",
        "offered_to",
        "public",
        "record_kind",
        *ON_AGENDA,
    }
)
ON_PROCESSES = frozenset({"kind", "record_kind", "rules", "supervises", *OF_PANELS})
CORRELATE = "correlate."
EVENT_NAME = re.compile(r"^[a-z][a-z0-9_]*$")

PROPERTY_UNKNOWN = warning(code="property-unknown", remedy="Correct the name of the property, or remove it.")
PROPERTY_TWICE = Rule(code="property-twice", remedy="Keep one of the two; several ids go into one, with spaces.")
PROPERTY_ALONE = Rule(code="property-without-event", remedy="Add the property event with the name of what happened.")
EVENT_NAME_BAD = Rule(
    code="event-name-unreadable", remedy="Use small letters, digits and _ only, such as first_visit_done."
)
RULE_UNKNOWN = Rule(code="rule-unknown", remedy="Use ids of the rule register, separated by spaces.")
NEVER_STARTS = Rule(
    code="deadline-never-starts",
    remedy="Record the event with the property event on the step where it happens, or correct deadlines.dmn.",
)
OFFERS_NOTHING = Rule(code="offer-without-message", remedy="Put it on a start event, or on what waits for the message.")
CORRELATES_NOTHING = Rule(
    code="correlation-without-message", remedy="Put it on the message event, send or receive task that it belongs to."
)
ITEM_LABEL_ALONE = warning(
    code="item-label-without-items", remedy="Remove it, or repeat the step for each item of a list."
)

RECORD_KINDS = frozenset({"oversight", "sign_off"})
RECORD_KIND_UNKNOWN = Rule(
    code="record-kind-unknown", remedy="Write oversight or sign_off, or remove the property record_kind."
)
PUBLIC_NOWHERE = Rule(
    code="public-without-form",
    remedy='Put public="true" on a start event that asks a form, and leave it out everywhere else.',
)

CATCHING = frozenset({"intermediateCatchEvent", "boundaryEvent"})
MESSAGE_TASKS = frozenset({"sendTask", "receiveTask"})


def check(diagram: Diagram, library: Library) -> Iterator[Finding]:
    for process in diagram.processes:
        yield from _known_names(process, ON_PROCESSES)
        yield from _rules(process, library)
        yield from _record_kind(process)
    for _, node in diagram.nodes:
        yield from _known_names(node, ON_STEPS)
        yield from _rules(node, library)
        yield from _deadlines(node, library)
        yield from _event(node)
        yield from _correlation(node)
        yield from _offer(node, library)
        yield from _public(node)
        yield from _record_kind(node)
        multiple = node.child("multiInstanceLoopCharacteristics")
        if "item_label" in node.properties and multiple is None:
            yield ITEM_LABEL_ALONE.at(node, f"{node.label} labels its items and has none.")


def _known_names(element: Element, known: frozenset[str]) -> Iterator[Finding]:
    names = Counter(
        entry.get("name") or ""
        for holder in element.extensions("properties")
        for entry in holder.children("property", namespace=CAMUNDA)
    )
    for name, count in names.items():
        if count > 1:
            yield PROPERTY_TWICE.at(element, f"The property {name} stands {count} times on {element.label}.")
        if name not in known and not (name.startswith(CORRELATE) and element.kind != "process"):
            hint = did_you_mean(name, known)
            yield PROPERTY_UNKNOWN.at(element, f'Nobody reads the property "{name}" of {element.label}.', hint=hint)


def _rules(element: Element, library: Library) -> Iterator[Finding]:
    for rule in element.properties.get("rules", "").split():
        if rule not in library.known.rules:
            yield RULE_UNKNOWN.at(element, f"{element.label} names the rule {rule}, which is not in the register.")


def _deadlines(node: Element, library: Library) -> Iterator[Finding]:
    known = library.known.deadlines
    for key in node.properties.get("deadlines", "").split():
        if key not in known:
            if key in library.known.optional_deadlines:
                continue
            hint = did_you_mean(key, known)
            yield DEADLINE_UNKNOWN.at(
                node, f'{node.label} starts the deadline "{key}", which does not exist.', hint=hint
            )
        elif known[key] not in library.recorded_events:
            yield NEVER_STARTS.at(
                node, f'The deadline {key} of {node.label} counts from "{known[key]}", which no step records.'
            )


def _event(node: Element) -> Iterator[Finding]:
    names = node.properties.get("event", "").split()
    for name in names:
        if not EVENT_NAME.match(name):
            yield EVENT_NAME_BAD.at(node, f'{node.label} records an event called "{name}".')
    for name in ("event_at", "event_when"):
        if name in node.properties and not names:
            yield PROPERTY_ALONE.at(node, f"{node.label} has {name} and records no event.")


def _correlation(node: Element) -> Iterator[Finding]:
    names = [name for name in node.properties if name.startswith(CORRELATE)]
    carries = node.kind in MESSAGE_TASKS or (node.kind in EVENTS and "message" in node.definitions)
    if names and not carries:
        yield CORRELATES_NOTHING.at(
            node, f"{node.label} has {', '.join(names)} and neither throws nor awaits a message."
        )


def _offer(node: Element, library: Library) -> Iterator[Finding]:
    """`offered_to` names the roles whose people may send the message, or start the process on their case."""
    roles = node.properties.get("offered_to", "").split()
    waits = node.kind in {"receiveTask", "startEvent"} or (node.kind in CATCHING and "message" in node.definitions)
    if roles and not waits:
        yield OFFERS_NOTHING.at(node, f"{node.label} is offered to {', '.join(roles)} and waits for no message.")
    known = library.known.roles
    for role in roles:
        if role not in known:
            hint = did_you_mean(role, known)
            yield ROLE_UNKNOWN.at(node, f'There is no role "{role}" to offer {node.label} to.', hint=hint)


def _public(node: Element) -> Iterator[Finding]:
    """`public` offers the start event's form to everybody, without an account."""
    value = node.properties.get("public")
    if value is not None and (value != "true" or node.kind != "startEvent" or form_of(node) is None):
        yield PUBLIC_NOWHERE.at(node, f'{node.label} has public="{value}" and is no start event that asks a form.')


def _record_kind(element: Element) -> Iterator[Finding]:
    """`record_kind` says that what a step leaves on record is management oversight, or a sign-off."""
    value = element.properties.get("record_kind")
    if value is not None and value not in RECORD_KINDS:
        message = f'{element.label} leaves records of the kind "{value}".'
        yield RECORD_KIND_UNKNOWN.at(element, message, hint=did_you_mean(value, RECORD_KINDS))
