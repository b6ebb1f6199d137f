"""Timers beside open steps, over random ways through releases that draw, lose, redraw and change them.

More of them: MOVES=2000 pytest tests/conformance/test_timers_on_the_way.py
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.engine.commands import FireTimers
from tests.conformance.play import MONDAY, Play
from tests.unit.engine.diagrams import drawn, flows, release_of, timer

MOVES = int(os.environ.get("MOVES", "100"))
SETTINGS = settings(
    max_examples=MOVES, deadline=None, derandomize="MOVES" not in os.environ, suppress_health_check=list(HealthCheck)
)
BORDER, LISTENER = "border", "listener"  # of a task, and of the whole process
REMINDERS = {"visit": BORDER, "letter": BORDER, "panel": LISTENER}
DATE, DURATION, CYCLE = "timeDate", "timeDuration", "timeCycle"


class Drawn(NamedTuple):
    """A reminder as one release has it; its name is always the same."""

    element: str
    kind: str
    days: int

    def definition(self) -> str:
        date = (MONDAY + timedelta(days=3 * self.days)).isoformat()
        return timer(self.kind, {DATE: date, DURATION: f"P{self.days}D", CYCLE: f"R/P{self.days}D"}[self.kind])

    def begins(self, now: datetime) -> datetime:
        return MONDAY + timedelta(days=3 * self.days) if self.kind == DATE else now + timedelta(days=self.days)

    def takes_the_place_of(self, other: "Drawn") -> bool:
        return other.element == self.element or other.kind == self.kind


Procedure = Mapping[str, Drawn | None]


@dataclass(frozen=True)
class Line:
    """A reminder of one family, whatever release it is drawn in.  `due` None: it was given, and will not be again."""

    drawn: Drawn
    due: datetime | None
    anchor: datetime | None = None

    def drawn_as(self, new: Drawn, now: datetime) -> "Line":
        """Go on as another release has it."""
        if new.kind != CYCLE:
            return replace(self, drawn=new, anchor=None)
        if self.due is None:
            return begun(new, now)
        return replace(self, drawn=new, anchor=self.anchor or self.due)

    def given(self, now: datetime) -> "Line":
        if self.anchor is None:
            return replace(self, due=None)
        turn = self.anchor
        while turn <= now:
            turn += timedelta(days=self.drawn.days)
        return replace(self, due=turn)


def begun(new: Drawn, now: datetime) -> Line:
    return Line(new, new.begins(now), now if new.kind == CYCLE else None)


@dataclass
class Reminder:
    """What has to become of one reminder.  `shelved`: lines that no release had in the place of another since."""

    line: Line | None = None
    shelved: list[Line] = field(default_factory=list)
    times: int = 0

    def pass_to(self, new: Drawn | None, now: datetime) -> None:
        was, self.line = self.line, None
        if was is not None and (new is None or not new.takes_the_place_of(was.drawn)):
            self.shelved.append(was)
            was = None
        if new is None:
            return
        found = self._from_the_shelf(new)
        before = was or found
        self.line = begun(new, now) if before is None else before.drawn_as(new, now)

    def _from_the_shelf(self, new: Drawn) -> Line | None:
        same = [each for each in self.shelved if each.drawn.element == new.element]
        alike = [each for each in self.shelved if each.drawn.kind == new.kind]
        found = same or (alike if len(alike) == 1 else [])
        self.shelved = [each for each in self.shelved if each not in found]
        return found[0] if found else None

    def go_off(self, now: datetime) -> None:
        if self.line is not None and self.line.due is not None and self.line.due <= now:
            self.line = self.line.given(now)
            self.times += 1


@lru_cache(maxsize=256)
def release(places: tuple[tuple[str, Drawn | None], ...]):
    body = "".join(_drawn(name, each) for name, each in places if each is not None)
    path = "Event_Begin Task_Work Event_Over"
    return release_of(
        drawn(f'<userTask id="Task_Work"/><endEvent id="Event_Over"/>{body}', path), digest=str(hash(places))
    )


def _drawn(name: str, each: Drawn) -> str:
    if REMINDERS[name] == BORDER:
        return (
            f'<boundaryEvent id="{each.element}" name="{name}" attachedToRef="Task_Work" cancelActivity="false">'
            f'{each.definition()}</boundaryEvent><endEvent id="{each.element}_Over"/>'
            + flows(f"{each.element} {each.element}_Over")
        )
    start, end = f"{each.element}_Start", f"{each.element}_Over"
    return (
        f'<subProcess id="{each.element}" name="{name}" triggeredByEvent="true">'
        f'<startEvent id="{start}" isInterrupting="false">{each.definition()}</startEvent>'
        f'<endEvent id="{end}"/>{flows(f"{start} {end}")}</subProcess>'
    )


def drawings(name: str, kinds: tuple[str, ...]) -> st.SearchStrategy[Drawn | None]:
    ids = st.sampled_from([f"{name}_{letter}" for letter in "abc"])
    return st.builds(Drawn, ids, st.sampled_from(kinds), st.sampled_from((3, 5, 7)))


def procedures(*kinds: str) -> st.SearchStrategy[list[Procedure]]:
    whole = {name: drawings(name, kinds) for name in REMINDERS}
    gaps = {name: st.none() | found for name, found in whole.items()}
    later = st.lists(st.fixed_dictionaries(gaps), min_size=2, max_size=3)
    return st.tuples(st.fixed_dictionaries(whole), later).map(lambda found: [found[0], *found[1]])


WAYS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), min_size=3, max_size=9)


class Way:
    """A case on its way through the releases, beside what has to become of it."""

    def __init__(self, procedures: list[Procedure]) -> None:
        self._procedures = procedures
        self.case = Play(release(tuple(procedures[0].items()))).start()
        self.expected = {name: Reminder() for name in REMINDERS}
        self._pass_to(procedures[0])

    def go(self, place: int, days: int) -> None:
        """Move to the release; then so many days pass."""
        procedure = self._procedures[place % len(self._procedures)]
        self.case.move(release(tuple(procedure.items())))
        self._pass_to(procedure)
        self.compare()
        self.case.clock.move_to(self.case.clock.now() + timedelta(days=days))
        self.case.do(FireTimers())
        for reminder in self.expected.values():
            reminder.go_off(self.case.clock.now())
        self.compare()

    def compare(self) -> None:
        lines = [each.line for each in self.expected.values() if each.line is not None]
        waiting = sorted((timer.element, timer.due_at) for timer in self.case.timers.values())
        assert waiting == sorted((line.drawn.element, line.due) for line in lines if line.due is not None)
        assert self.times() == Counter({name: each.times for name, each in self.expected.items() if each.times})

    def times(self) -> Counter[str]:
        """Return how often each reminder was given."""
        elements = {each.element: name for found in self._procedures for name, each in found.items() if each}
        return Counter(elements[element] for element in self.case.history if element in elements)

    def _pass_to(self, procedure: Procedure) -> None:
        for name, reminder in self.expected.items():
            reminder.pass_to(procedure[name], self.case.clock.now())


@SETTINGS
@given(procedures(DATE, DURATION, CYCLE), WAYS)
def test_timers_are_what_they_were_wherever_a_case_comes_to(procedures, ways):
    way = Way(procedures)

    for place, days in ways:
        way.go(place, days)


@SETTINGS
@given(procedures(DURATION), WAYS)
def test_what_is_due_once_is_given_once_and_never_before_its_time(procedures, ways):
    way, due = Way(procedures), dict[str, datetime]()

    for place, days in ways:
        way.go(place, days)
        for found in way.case.timers.values():
            assert due.setdefault(found.name, found.due_at) == found.due_at

    assert set(way.times().values()) <= {1}
    for name, element in _at_the_end(way):
        assert name in way.times() or element in way.case.armed


def _at_the_end(way: Way) -> Iterator[tuple[str, str]]:
    elements = way.case.release.processes["p"].elements
    return ((elements[each].name, each) for each in elements if elements[each].name in REMINDERS)
