"""The calendar: when the council works, and where due dates on days off go."""

from collections.abc import Iterator, Mapping
from datetime import date

from service.clocks import OfficeHours, WorkingCalendar
from service.clocks.rules import WEEKDAYS
from service.library.difference.catalogue import Catalogue, section
from service.library.difference.deadlines import ROLLS
from service.library.difference.model import Change, Section, Sign, Subject, Weight
from service.library.difference.side import Sides
from service.library.difference.traits import Comparable, Trait, details

Closed = tuple[date, str]
Open = tuple[str, OfficeHours]  # day of the week

CALENDAR_TRAITS: tuple[Comparable[WorkingCalendar], ...] = (
    Trait(
        what="due on a day off",
        weight=Weight.TIME,
        read=lambda calendar: calendar.roll,
        say=lambda calendar, _: ROLLS[calendar.roll],
        changed="What falls due on a day off now takes {after} instead of {before}.",
        otherwise="What falls due on a day off now takes another day.",
    ),
    Trait(
        what="bank holidays",
        weight=Weight.TIME,
        read=lambda calendar: calendar.country,
        say=lambda calendar, _: calendar.country,
        changed="The bank holidays are now those of {after} instead of {before}.",
        otherwise="The bank holidays are now those of another country.",
    ),
    Trait(
        what="time zone",
        weight=Weight.TIME,
        read=lambda calendar: calendar.zone.key,
        say=lambda calendar, _: calendar.zone.key,
        changed="The time zone is now {after} instead of {before}.",
        otherwise="The time zone has changed.",
    ),
)
CLOSED = Catalogue[Closed](
    name=lambda closed: f"{closed[0]:%-d %B %Y}",
    added="The council is now closed on {it}.",
    removed="The council is no longer closed on {it}.",
    weight=Weight.TIME,
    traits=(
        Trait(
            what="reason",
            weight=Weight.WORDING,
            read=lambda closed: closed[1],
            say=lambda closed, _: f'"{closed[1]}"',
            changed="The council is closed on {it} for {after} instead of {before}.",
            otherwise="The council is closed on {it} for another reason.",
        ),
    ),
)
HOURS = Catalogue[Open](
    name=lambda opened: opened[0],
    added="The office is now open on {it}.",
    removed="The office is no longer open on {it}.",
    weight=Weight.TIME,
    traits=(
        Trait(
            what="office hours",
            weight=Weight.TIME,
            read=lambda opened: opened[1],
            say=lambda opened, _: f"{opened[1].opens:%H:%M} to {opened[1].closes:%H:%M}",
            changed="The office hours of {it} are now {after} instead of {before}.",
            otherwise="The office hours of {it} have changed.",
        ),
    ),
)


def calendar_sections(sides: Sides) -> Iterator[Section]:
    path = f"processes/{sides.after.composed.authority.id}/calendar.yaml"
    yield from section(Subject.CALENDAR, _changes(sides), files=frozenset({path}))


def _changes(sides: Sides) -> Iterator[Change]:
    before, after = (side.composed.release.calendar for side in sides)
    found = details(CALENDAR_TRAITS, before, after, sides=sides, it="the calendar")
    if found:
        yield Change(sign=Sign.CHANGED, id="calendar", name="Calendar", details=found)
    yield from HOURS.changes(_hours(before), _hours(after), sides)
    yield from CLOSED.changes(_closed(before), _closed(after), sides)


def _hours(calendar: WorkingCalendar) -> Mapping[str, Open]:
    return {WEEKDAYS[day]: (WEEKDAYS[day].capitalize(), hours) for day, hours in sorted(calendar.hours.items())}


def _closed(calendar: WorkingCalendar) -> Mapping[str, Closed]:
    return {day.isoformat(): (day, reason) for day, reason in sorted(calendar.closed.items())}
