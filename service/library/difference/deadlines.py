"""Deadlines in words: how long, from when, how strictly."""

from collections.abc import Iterator
from dataclasses import replace

from service.clocks import DeadlineRule, Enforcement, Roll, Unit, WeeklyTime
from service.clocks.rules import PLACES, WEEKDAYS
from service.library.difference.model import Sentence, Weight
from service.library.difference.side import Side, Sides
from service.library.difference.speech import UNITS, capital, counted, quoted
from service.library.difference.traits import Comparable, Trait, details

STRICTNESS = {
    Enforcement.HARD: "a standard that counts as missed",
    Enforcement.WARNING: "a warning",
    Enforcement.REPORT: "a figure for reports",
}
ROLLS = {Roll.PREVIOUS: "the working day before", Roll.NEXT: "the working day after", Roll.KEEP: "the day itself"}
PLACE_NAMES = {number: name for name, number in PLACES.items()}

DEADLINE_TRAITS: tuple[Comparable[DeadlineRule], ...] = (
    Trait(
        what="counts from",
        weight=Weight.TIME,
        read=lambda rule: rule.start,
        say=lambda rule, side: side.beginning(rule.start) if rule.start else "",
        changed="{it} now counts from {after} instead of {before}.",
        otherwise="{it} now counts from something else.",
    ),
    Trait(
        what="met by",
        weight=Weight.TIME,
        read=lambda rule: rule.met_by,
        say=lambda rule, side: side.beginning(rule.met_by) if rule.met_by else "the end of the step that starts it",
        changed="{it} is now met by {after} instead of {before}.",
        otherwise="{it} is now met by something else.",
    ),
    Trait(
        what="on a day off",
        weight=Weight.TIME,
        read=lambda rule: rule.roll,
        say=lambda rule, _: "what the calendar says" if rule.roll is None else ROLLS[rule.roll],
        changed="When its day is no working day, {it} now takes {after} instead of {before}.",
        otherwise="{it} now falls on another day when its day is no working day.",
    ),
    Trait(
        what="strictness",
        weight=Weight.TIME,
        read=lambda rule: rule.enforcement,
        say=lambda rule, _: STRICTNESS[rule.enforcement],
        changed="{it} is now {after} instead of {before}.",
        otherwise="How strict {it} is has changed.",
    ),
    Trait(
        what="name",
        weight=Weight.WORDING,
        read=lambda rule: rule.label,
        say=lambda rule, _: quoted(rule.label),
        changed="The deadline {before} is now called {after}.",
        otherwise="The deadline {it} has another name.",
    ),
)


def deadline_sentences(before: DeadlineRule | None, after: DeadlineRule | None, sides: Sides) -> Iterator[Sentence]:
    """Yield what a process owner is told about one deadline."""
    if before is None and after is not None:
        yield _time(f"New deadline: {_spoken(after, sides.after)} {span(after)}{_start(after, sides.after)}.")
    elif after is None and before is not None:
        yield _time(f"The deadline {quoted(_name(before, sides.before))} ({span(before)}) is no longer there.")
    elif before is not None and after is not None:
        if span(before) != span(after):
            yield _time(f"{_spoken(after, sides.after)} {span(after)} instead of {_instead(before, after)}.")
        it = quoted(_name(after, sides.after))
        for detail in details(DEADLINE_TRAITS, before, after, sides=sides, it=it):
            yield from detail.sentences


def span(rule: DeadlineRule) -> str:
    """Return "every 6 weeks", "within 5 working days", "every Tuesday at 10:00"."""
    length = counted(rule.amount, UNITS[rule.unit])
    if rule.at is not None and rule.repeat:
        return f"every {_rhythm(rule)}{_day(rule.at)}"
    if rule.repeat:
        return f"every {length if rule.amount != 1 else UNITS[rule.unit]}"
    if rule.at is not None:
        return f"by {_day(rule.at)} within {length}"
    return f"within {length}" if rule.amount else "at once"


def _rhythm(rule: DeadlineRule) -> str:
    if rule.unit is Unit.WEEKS and rule.amount == 1:
        return ""
    length = counted(rule.amount, UNITS[rule.unit]) if rule.amount != 1 else UNITS[rule.unit]
    return f"{length} on {'the ' if rule.at is not None and rule.at.place else ''}"


def _day(at: WeeklyTime) -> str:
    place = f"{PLACE_NAMES[at.place]} " if at.place else ""
    first = f", counted from {at.first:%-d %B %Y}" if at.first else ""
    return f"{place}{WEEKDAYS[at.weekday].capitalize()} at {at.time:%H:%M}{first}"


def _instead(before: DeadlineRule, after: DeadlineRule) -> str:
    """Return only the number where nothing else differs: "every 6 weeks instead of 8"."""
    alike = span(replace(before, amount=after.amount)) == span(after)
    return str(before.amount) if alike and min(before.amount, after.amount) > 1 else span(before)


def _name(rule: DeadlineRule, side: Side) -> str:
    return side.deadline(rule.key).strip('"')


def _spoken(rule: DeadlineRule, side: Side) -> str:
    """Return its name as the beginning of a sentence; a colon parts it from the span when it names one itself."""
    name = _name(rule, side)
    return f"{name}:" if any(unit in name.lower() for unit in UNITS.values()) else name


def _start(rule: DeadlineRule, side: Side) -> str:
    return f", counted from {side.beginning(rule.start)}" if rule.start else ""


def _time(text: str) -> Sentence:
    return Sentence(text=capital(text), weight=Weight.TIME)
