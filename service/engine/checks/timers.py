"""Timers: texts that name one moment for everybody, durations that are not empty, cycles where they can turn."""

from collections.abc import Iterator
from datetime import datetime

from service.clocks import ClockError, parse_cycle, parse_span
from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule
from service.findings import Finding

NO_TIME = Rule(code="timer-without-time", remedy="Enter exactly one: a date, a duration or a cycle.")
DATE = Rule(
    code="timer-date-unreadable",
    remedy='Use an expression such as =due("first_visit"), or a moment with its zone such as 2027-01-04T09:00:00Z.',
)
DURATION = Rule(code="timer-duration-unreadable", remedy="Write an ISO duration such as PT5M or P2D, or an expression.")
CYCLE = Rule(
    code="timer-cycle-unreadable",
    remedy="Write a repeating interval such as R3/PT1H, or five cron fields such as 0 9 * * MON.",
)
DUE_DATE = Rule(
    code="due-date-unreadable",
    remedy='Use an expression such as =due("first_visit"), or a moment with its zone such as 2027-01-04T09:00:00Z.',
)


def check(diagram: Diagram, _library: Library) -> Iterator[Finding]:
    for _, node in diagram.nodes:
        definition = node.definition("timer")
        if definition is not None:
            yield from _timer(node, definition)
        for attribute in ("dueDate", "followUpDate"):
            text = node.camunda(attribute) or "="
            if not _is_formula(text) and not is_aware_moment(text):
                yield DUE_DATE.at(node, f'The {attribute} of {node.label} is "{text}", which is no moment.')


def _timer(node: Element, definition: Element) -> Iterator[Finding]:
    times = [entry for entry in definition.children("timeDate", "timeDuration", "timeCycle") if entry.text]
    if len(times) != 1:
        yield NO_TIME.at(node, f"The timer {node.label} has {len(times)} times.")
        return
    text = times[0].text
    if _is_formula(text):
        return
    match times[0].kind:
        case "timeDate" if not is_aware_moment(text):
            yield DATE.at(node, f'The date of {node.label} is "{text}", which is no moment with a zone.')
        case "timeDuration" if not is_duration(text):
            yield DURATION.at(node, f'The duration of {node.label} is "{text}".')
        case "timeCycle":
            yield from _cycle(node, text)


def _cycle(node: Element, text: str) -> Iterator[Finding]:
    try:
        parse_cycle(text)
    except ClockError as error:
        yield CYCLE.at(node, f"The cycle of {node.label} cannot be read: {error}")


def _is_formula(text: str) -> bool:
    """An expression, or one that normalising refused and reported."""
    return text.startswith("=") or "${" in text or "#{" in text


def is_aware_moment(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.utcoffset() is not None


def is_duration(text: str) -> bool:
    try:
        return not parse_span(text).empty
    except ClockError:
        return False
