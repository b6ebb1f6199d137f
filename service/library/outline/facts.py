"""What the outline says of a step, fact by fact."""

from collections.abc import Iterator

from service.engine.reading.elements import Element, Expression, Occasion, Repetition, TimerKind
from service.library.difference.formulas import formula_words
from service.library.difference.side import literal
from service.library.difference.speech import joined, quoted, raw, spelled
from service.library.outline.model import About, Fact, Values
from service.library.outline.words import CASE_PROPERTIES, Names, occasion_words

TOLD = frozenset({"rules", "deadlines", "event", "instructions", "offered_to", *CASE_PROPERTIES})
TIMERS = {TimerKind.DATE: "At", TimerKind.DURATION: "After", TimerKind.CYCLE: "Repeatedly", None: "When"}


def facts_of(element: Element, names: Names) -> Iterator[Fact]:
    """Yield everything about a step but for where it stands and what follows it."""
    yield from _who(element, names)
    yield from _what(element, names)
    yield from _when(element, names)
    yield from _record(element, names)
    yield from _data(element)
    yield from texts_of(element.properties.get("instructions", ""), element.documentation or "")


def values_of(element: Element) -> Values:
    """Return what can be changed about the step, as the file has it."""
    assignment, event = element.assignment, element.event
    groups = assignment.groups
    is_timer = event.occasion is Occasion.TIMER
    return Values(
        roles=literal(groups),
        roles_formula="" if groups is None else _formula(groups),
        due=_text(assignment.due),
        follow_up=_text(assignment.follow_up),
        deadlines=element.words("deadlines"),
        rules=element.words("rules"),
        instructions=element.properties.get("instructions", ""),
        timer_kind=event.timer.value if is_timer and event.timer is not None else "",
        timer=_text(event.expression) if is_timer else "",
    )


def texts_of(instructions: str, documentation: str) -> Iterator[Fact]:
    if instructions:
        yield Fact(about=About.INSTRUCTIONS, label="Help for the worker", words=instructions)
    if documentation:
        yield Fact(about=About.NOTES, label="Notes", words=documentation)


def rules_of(ids: tuple[str, ...], names: Names) -> Iterator[Fact]:
    known = names.composed.rules.rules
    for id_ in ids:
        words = f"{id_}: {known[id_].text}" if id_ in known else f"{id_} (not in the register)"
        yield Fact(about=About.RULES, label="Rule", words=words)


def _who(element: Element, names: Names) -> Iterator[Fact]:
    groups, assignee = element.assignment.groups, element.assignment.assignee
    if groups is not None:
        given = names.given(element.process, groups.text) if groups.feel else ()
        ids = [role.strip() for text in given for role in text.split(",")] if groups.feel else literal(groups)
        words = names.roles(ids) or "worked out by the pathway"
        yield Fact(about=About.ROLES, label="Done by", words=words, formula=_formula(groups))
    if assignee is not None:
        lead = assignee.feel and assignee.text == "case.lead"
        words = "the lead worker of the case" if lead else _plain(assignee)
        yield Fact(about=About.PERSON, label="Goes at once to", words=words, formula=_formula(assignee))
    if element.assignment.users is not None:
        users = element.assignment.users
        yield Fact(about=About.PERSON, label="Offered by name to", words=_plain(users), formula=_formula(users))
    if offered := element.words("offered_to"):
        yield Fact(about=About.OTHER, label="May be begun by", words=names.roles(offered))


def _what(element: Element, names: Names) -> Iterator[Fact]:
    if element.form:
        yield Fact(about=About.FORM, label="Form", words=names.form(element.form))
    if element.called:
        yield Fact(about=About.CALLED, label="Goes through", words=quoted(names.process(element.called)))
    if element.decision:
        yield Fact(about=About.DECISION, label="Asks the table", words=names.decision(element.decision))
    if element.topic is not None:
        yield Fact(about=About.SERVICE, label="Calls the service", words=spelled(element.topic.text))
    if element.repetition is not None:
        words, formula = _repeated(element.repetition)
        yield Fact(about=About.REPEATED, label="Done", words=words, formula=formula)


def _when(element: Element, names: Names) -> Iterator[Fact]:
    event, assignment = element.event, element.assignment
    if event.occasion is Occasion.TIMER:
        words = occasion_words(element, names) or "a time that the pathway works out"
        yield Fact(about=About.TIMER, label=TIMERS[event.timer], words=words, formula=_text(event.expression))
    elif words := occasion_words(element, names):
        verb = "Sends" if element.kind in {"intermediateThrowEvent", "endEvent", "sendTask"} else "Waits for"
        yield Fact(about=About.WAITS, label=verb, words=words)
    for about, label, moment in (
        (About.DUE, "Due by", assignment.due),
        (About.FOLLOW_UP, "Reminder on", assignment.follow_up),
    ):
        if moment is not None:
            words = formula_words(moment, names, element.process) or "a day that the pathway works out"
            yield Fact(about=about, label=label, words=words, formula=_text(moment))
    if keys := element.words("deadlines"):
        words = joined(names.deadline(key) for key in keys)
        yield Fact(about=About.DEADLINES, label="Deadlines that begin here", words=words)


def _record(element: Element, names: Names) -> Iterator[Fact]:
    if events := element.words("event"):
        words = joined(names.event(event) for event in events)
        yield Fact(about=About.EVENTS, label="Goes on record as", words=words)
    for name, label in CASE_PROPERTIES.items():
        if text := element.properties.get(name, ""):
            words = "worked out by the pathway" if text.startswith("=") else text
            formula = text if text.startswith("=") else ""
            yield Fact(about=About.CASE, label=label, words=words, formula=formula)
    yield from rules_of(element.words("rules"), names)


def _data(element: Element) -> Iterator[Fact]:
    for label, entries in (("Given beforehand", element.inputs), ("Kept of the answers", element.outputs)):
        if entries:
            words = joined(spelled(entry.name) for entry in entries)
            formula = "\n".join(f"{entry.name}: {raw(entry.value)}" for entry in entries)
            yield Fact(about=About.HANDED_ON, label=label, words=words, formula=formula)
    for label, mappings in (("Handed over", element.passed_in), ("Taken back", element.passed_out)):
        if mappings:
            words = joined(spelled(each.target) if not each.everything else "everything" for each in mappings)
            formula = "\n".join(f"{each.target}: {raw(each.value)}" for each in mappings if not each.everything)
            yield Fact(about=About.HANDED_ON, label=label, words=words, formula=formula)
    yield from _worked_out(element)
    for name, text in element.properties.items():
        if name not in TOLD:
            formula = text if text.startswith("=") else ""
            words = "worked out by the pathway" if formula else text
            yield Fact(about=About.OTHER, label=spelled(name).capitalize(), words=words, formula=formula)


def _worked_out(element: Element) -> Iterator[Fact]:
    if element.script is not None:
        name = spelled(element.result_variable or "a value")
        yield Fact(about=About.HANDED_ON, label="Works out", words=name, formula=_text(element.script))
    elif element.result_variable:
        yield Fact(about=About.HANDED_ON, label="Keeps the answer as", words=spelled(element.result_variable))


def _repeated(repetition: Repetition) -> tuple[str, str]:
    order = "one after the other" if repetition.sequential else "at the same time"
    if repetition.collection is None:
        return f"several times, {order}", _text(repetition.cardinality)
    item = spelled(repetition.item or "item")
    return f"once for each {item}, {order}", _text(repetition.collection)


def _plain(expression: Expression) -> str:
    return "worked out by the pathway" if expression.feel else expression.text


def _formula(expression: Expression) -> str:
    return _text(expression) if expression.feel else ""


def _text(expression: Expression | None) -> str:
    return raw(expression)
