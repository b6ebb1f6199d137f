"""What is compared about a step, event or gateway, and how it is told."""

from collections.abc import Callable
from dataclasses import replace

from service.engine.reading.elements import Element, Expression, Occasion, TimerKind
from service.library.difference.formulas import formula_words
from service.library.difference.matching import pairs
from service.library.difference.model import Detail, Sentence, Weight
from service.library.difference.picture import Node
from service.library.difference.side import Side, Sides, literal
from service.library.difference.speech import quoted, raw, spelled
from service.library.difference.traits import Comparable, Several, Trait

LEAD = "case.lead"
KINDS = {
    "userTask": "a task with a form",
    "manualTask": "a task without a form",
    "task": "a task without a form",
    "serviceTask": "an automatic step",
    "scriptTask": "a calculation",
    "sendTask": "a message that is sent",
    "receiveTask": "a message that is waited for",
    "businessRuleTask": "a decision by table",
    "callActivity": "a process of its own",
    "subProcess": "a group of steps",
    "exclusiveGateway": "a choice of one way",
    "inclusiveGateway": "a choice of one or more ways",
    "parallelGateway": "a split into ways that all are taken",
    "eventBasedGateway": "a wait for what comes first",
}
PROPERTIES = {
    "case_status": "the status of the case",
    "case_outcome": "the outcome of the case",
    "case_team": "the team of the case",
    "case_lead": "the lead worker of the case",
    "case_consent": "the consent that is kept",
    "record_kind": "the kind of record",
    "public": "who may send the form",
    "collect": "what is collected from each item",
    "item_label": "what one item is called",
    "correlate": "which case or panel a message belongs to",
    "panel": "the panel",
    "meeting": "whether it is a meeting",
    "agenda_item": "what is put on the agenda",
    "agenda_decision": "the decision on an item of the agenda",
    "agenda_reasons": "the reasons for the decision on an item of the agenda",
}
TIMERS = {TimerKind.DATE: "at", TimerKind.DURATION: "after"}
TOLD = frozenset(  # properties that a trait of their own tells
    {"rules", "deadlines", "event", "event_at", "event_when", "offered_to", "instructions", "case_stage"}
)


def who(node: Node, side: Side) -> str | None:
    """Return who does a step, in words; "" for nobody, None when the pathway works it out."""
    groups = node.element.assignment.groups
    if groups is None:
        return ""
    if groups.feel:
        given = side.given(node.element.process, groups.text)
        return side.roles(role.strip() for text in given for role in text.split(",")) or None
    return side.roles(literal(groups))


def _groups(node: Node) -> object:
    """The roles, in no order, or the formula that finds them."""
    groups = node.element.assignment.groups
    return _spaced(groups) if groups is None or groups.feel else frozenset(literal(groups))


def _spaced(expression: Expression | None) -> Expression | None:
    """Return it with single spaces: more of them say nothing."""
    return None if expression is None else replace(expression, text=" ".join(expression.text.split()))


def _formula(read: Callable[[Element], Expression | None]) -> Callable[[Node, Side], str | None]:
    return lambda node, side: formula_words(read(node.element), side, node.element.process)


def _property(name: str) -> Callable[[Node], str]:
    return lambda node: node.element.properties.get(name, "")


def _said(name: str) -> Callable[[Node, Side], str | None]:
    """A property that is plain text, in quotes."""
    return lambda node, _: None if _property(name)(node).startswith("=") else quoted(_property(name)(node))


def _words(name: str) -> Callable[[Node], tuple[str, ...]]:
    return lambda node: node.element.words(name)


def occasion(node: Node, side: Side) -> str | None:
    """Return when an event comes, such as "after 5 days"; "" for one without occasion, None when there are no words."""
    event = node.element.event
    match event.occasion:
        case Occasion.TIMER:
            moment = formula_words(event.expression, side, node.element.process)
            return f"{TIMERS[event.timer]} {moment}" if moment and event.timer in TIMERS else None
        case Occasion.MESSAGE | Occasion.SIGNAL | Occasion.ERROR | Occasion.ESCALATION:
            return f"with the {event.occasion} {quoted(spelled(event.name or 'any'))}"
        case Occasion.TERMINATE:
            return "with the end of everything around it"
        case _:
            return ""


def _attached(node: Node, side: Side) -> str:
    process = side.composed.release.processes[node.element.process]
    element = process.elements.get(node.drawn.get("attachedToRef") or "")
    return side.element(element) if element is not None else ""


class Properties:
    """What becomes of the case and the like: the properties that have no trait of their own."""

    def compare(self, before: Node, after: Node, *, sides: Sides, it: str) -> Detail | None:  # noqa: ARG002 - as every trait
        old, new = (
            {name: text for name, text in node.element.properties.items() if name not in TOLD}
            for node in (before, after)
        )
        names = [name for name, was, is_now in pairs(old, new) if was != is_now]
        if not names:
            return None
        things = dict.fromkeys(PROPERTIES.get(name.partition(".")[0], quoted(spelled(name))) for name in names)
        sentences = (Sentence(text=f"At {it}, {thing} is now different.", weight=Weight.CONTENT) for thing in things)
        return Detail(what="other properties", before=raw(old), after=raw(new), sentences=tuple(sentences))


NODE_TRAITS: tuple[Comparable[Node], ...] = (
    Trait(
        what="due date",
        weight=Weight.TIME,
        read=lambda node: _spaced(node.element.assignment.due),
        say=_formula(lambda element: element.assignment.due),
        changed="{it} is now due by {after} instead of {before}.",
        gained="{it} is now due by {after}.",
        lost="{it} has no due date any more.",
        otherwise="The due date of {it} is now worked out in another way.",
    ),
    Several(
        what="deadlines",
        weight=Weight.TIME,
        read=_words("deadlines"),
        say=lambda key, side: side.deadline(key),
        gained="{it} now starts the deadline {one}.",
        lost="{it} no longer starts the deadline {one}.",
    ),
    Trait(
        what="what it waits for or tells",
        weight=Weight.TIME,
        read=lambda node: node.element.event,
        say=occasion,
        changed="{it} now comes {after} instead of {before}.",
        gained="{it} now comes {after}.",
        lost="{it} no longer comes {before}.",
        otherwise="The moment of {it} is now worked out in another way.",
    ),
    Trait(
        what="kind",
        weight=Weight.STEP,
        read=lambda node: node.element.kind,
        say=lambda node, _: KINDS.get(node.element.kind),
        changed="{it} is now {after} instead of {before}.",
        otherwise="{it} is now another kind of event.",
    ),
    Trait(
        what="process that it runs",
        weight=Weight.STEP,
        read=lambda node: node.element.called,
        say=lambda node, side: quoted(side.process(node.element.called or "")),
        changed="{it} now runs {after} instead of {before}.",
        gained="{it} now runs {after}.",
        lost="{it} no longer runs {before}.",
        otherwise="{it} now runs another process.",
    ),
    Trait(
        what="what it calls outside",
        weight=Weight.STEP,
        read=lambda node: node.element.topic,
        say=lambda node, _: "" if node.element.topic is None else quoted(spelled(node.element.topic.text)),
        changed="{it} now calls the service {after} instead of {before}.",
        gained="{it} now calls the service {after}.",
        lost="{it} no longer calls the service {before}.",
        otherwise="{it} now calls another service.",
    ),
    Trait(
        what="how often",
        weight=Weight.STEP,
        read=lambda node: node.element.repetition,
        otherwise="How often {it} is done, and for whom, has changed.",
    ),
    Trait(
        what="what it happens to",
        weight=Weight.WAY,
        read=lambda node: node.attached_to,
        say=_attached,
        changed="{it} can now happen during {after} instead of {before}.",
        otherwise="{it} now belongs to another step.",
    ),
    Trait(
        what="whether it stops the work around it",
        weight=Weight.WAY,
        read=lambda node: (node.element.interrupting, node.drawn.get("isInterrupting") != "false"),
        otherwise="Whether {it} stops what is going on has changed.",
    ),
    Trait(
        what="sub-process around it",
        weight=Weight.WAY,
        read=lambda node: node.inside,
        otherwise="{it} is now part of another group of steps.",
    ),
    Trait(
        what="decision",
        weight=Weight.WAY,
        read=lambda node: node.element.decision,
        say=lambda node, side: side.decision(node.element.decision) if node.element.decision else "",
        changed="{it} now asks the table {after} instead of {before}.",
        gained="{it} now asks the table {after}.",
        lost="{it} no longer asks the table {before}.",
        otherwise="{it} now asks another table.",
    ),
    Trait(
        what="who does it",
        weight=Weight.PERSON,
        read=_groups,
        say=who,
        changed="{it} is now done by {after} instead of {before}.",
        gained="{it} is now done by {after}.",
        lost="{it} is no longer offered to {before}.",
        otherwise="Who does {it} is now worked out in another way.",
    ),
    Trait(
        what="person",
        weight=Weight.PERSON,
        read=lambda node: node.element.assignment.assignee,
        say=lambda node, _: _person(node.element.assignment.assignee),
        gained="{it} now goes to {after} at once.",
        lost="{it} no longer goes to {before} at once.",
        otherwise="The person whom {it} is given to is now found in another way.",
    ),
    Trait(
        what="named people",
        weight=Weight.PERSON,
        read=lambda node: node.element.assignment.users,
        otherwise="The people whom {it} is offered to by name have changed.",
    ),
    Several(
        what="who may begin it",
        weight=Weight.PERSON,
        read=_words("offered_to"),
        say=lambda role, side: side.role(role),
        gained="{it} is now open to {one}.",
        lost="{it} is no longer open to {one}.",
    ),
    Trait(
        what="form",
        weight=Weight.CONTENT,
        read=lambda node: node.element.form,
        say=lambda node, side: side.form(node.element.form) if node.element.form else "",
        changed="{it} now uses the form {after} instead of {before}.",
        gained="{it} now has the form {after}.",
        lost="{it} no longer has a form.",
        otherwise="{it} now uses another form.",
    ),
    Several(
        what="events",
        weight=Weight.CONTENT,
        read=_words("event"),
        say=lambda event, side: side.event(event),
        gained="{it} now goes on record as {one}.",
        lost="{it} no longer goes on record as {one}.",
    ),
    Trait(
        what="when it counts",
        weight=Weight.CONTENT,
        read=lambda node: (_property("event_at")(node), _property("event_when")(node)),
        otherwise="From when, or under which condition, {it} counts as having happened has changed.",
    ),
    Trait(
        what="stage",
        weight=Weight.CONTENT,
        read=_property("case_stage"),
        say=_said("case_stage"),
        changed="From {it} on the stage is now {after} instead of {before}.",
        gained="From {it} on the stage is now {after}.",
        lost="{it} no longer begins the stage {before}.",
        otherwise="The stage that begins with {it} is now worked out in another way.",
    ),
    Trait(
        what="what it is given",
        weight=Weight.CONTENT,
        read=lambda node: (node.element.inputs, node.element.passed_in),
        otherwise="What {it} is given beforehand has changed.",
    ),
    Trait(
        what="what is kept of it",
        weight=Weight.CONTENT,
        read=lambda node: (node.element.outputs, node.element.passed_out),
        otherwise="What the pathway keeps of {it} has changed.",
    ),
    Trait(
        what="what is worked out",
        weight=Weight.CONTENT,
        read=lambda node: (node.element.script, node.element.result_variable, node.element.result_mapping),
        otherwise="What {it} works out, or where its result goes, has changed.",
    ),
    Trait(
        what="reminder and priority",
        weight=Weight.CONTENT,
        read=lambda node: (node.element.assignment.follow_up, node.element.assignment.priority),
        otherwise="The reminder or the priority of {it} has changed.",
    ),
    Trait(
        what="attempts",
        weight=Weight.CONTENT,
        read=lambda node: node.element.retries,
        say=lambda node, _: str(node.element.retries),
        changed="{it} is now tried {after} times instead of {before}.",
        otherwise="How often {it} is tried has changed.",
    ),
    Properties(),
    Trait(
        what="name",
        weight=Weight.WORDING,
        read=lambda node: node.drawn.name,
        say=lambda node, _: quoted(node.drawn.name),
        changed="{before} is now called {after}.",
        gained="{it} is now called {after}.",
        lost="{before} has no name any more.",
        otherwise="{it} has another name.",
    ),
    Trait(
        what="help",
        weight=Weight.WORDING,
        read=_property("instructions"),
        say=_said("instructions"),
        changed="The line of help of {it} now reads {after}.",
        gained="{it} now has the line of help {after}.",
        lost="{it} has no line of help any more.",
        otherwise="The line of help of {it} has changed.",
    ),
    Trait(
        what="notes",
        weight=Weight.WORDING,
        read=lambda node: node.element.documentation,
        otherwise="The notes on {it} have changed.",
    ),
    Trait(
        what="rules", weight=Weight.PROOF, read=lambda node: frozenset(_words("rules")(node)), otherwise=""
    ),  # told by the section of rules
    Trait(
        what="lane",
        weight=Weight.DRAWING,
        read=lambda node: node.element.lane,
        say=lambda node, _: quoted(node.element.lane or ""),
        changed="{it} now stands in the lane {after} instead of {before}.",
        otherwise="{it} stands in another lane.",
    ),
)


def _person(assignee: Expression | None) -> str | None:
    if assignee is None:
        return ""
    return "the lead worker" if assignee.feel and assignee.text == LEAD else None
