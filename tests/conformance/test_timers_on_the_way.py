"""Timers beside open steps, over random ways through releases that draw, lose, redraw and change them.

More of them: MOVES=500 pytest tests/conformance/test_timers_on_the_way.py
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import pytest
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
    """A reminder as one release has it.  `name`: what people read; none where it is empty."""

    host: str
    element: str
    name: str
    kind: str
    days: int

    def definition(self) -> str:
        date = (MONDAY + timedelta(days=3 * self.days)).isoformat()
        return timer(self.kind, {DATE: date, DURATION: f"P{self.days}D", CYCLE: f"R/P{self.days}D"}[self.kind])

    def begins(self, now: datetime) -> datetime:
        return MONDAY + timedelta(days=3 * self.days) if self.kind == DATE else now + timedelta(days=self.days)

    def is_like(self, other: "Drawn") -> bool:
        return bool(self.name) and (self.host, self.name, self.kind) == (other.host, other.name, other.kind)


Procedure = tuple[Drawn, ...]


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


def taken_up(lines: list[Line], come: list[Drawn]) -> Mapping[str, Line]:
    """Return which of the lines goes on as what, by element: as itself, else as the only one that is like it."""
    last = {line.drawn.element: line for line in lines}
    found = {new.element: last[new.element] for new in come if new.element in last}
    lines = list({line.drawn.element: line for line in without(lines, found)}.values())  # the last of each
    come = [new for new in come if new.element not in found]
    for new in come:
        like = [line for line in lines if line.drawn.is_like(new)]
        if len(like) == 1 and sum(like[0].drawn.is_like(each) for each in come) == 1:
            found[new.element] = like[0]
    return found


@dataclass
class Reminders:
    """What has to become of the reminders of one family.  `shelved`: lines that are in no release since."""

    lines: list[Line] = field(default_factory=list)
    shelved: list[Line] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)  # by element

    def pass_to(self, procedure: Procedure, now: datetime) -> None:
        stay = taken_up(self.lines, list(procedure))
        self.shelved += without(self.lines, stay)
        back = taken_up(self.shelved, [new for new in procedure if new.element not in stay])
        self.shelved = without(self.shelved, back)
        before = {**stay, **back}
        self.lines = [
            before[new.element].drawn_as(new, now) if new.element in before else begun(new, now) for new in procedure
        ]

    def go_off(self, now: datetime) -> None:
        due = {line.drawn.element for line in self.lines if line.due is not None and line.due <= now}
        self.lines = [line.given(now) if line.drawn.element in due else line for line in self.lines]
        self.times.update(due)

    @property
    def waiting(self) -> list[tuple[str, datetime]]:
        return sorted((line.drawn.element, line.due) for line in self.lines if line.due is not None)


def without(lines: list[Line], found: Mapping[str, Line]) -> list[Line]:
    return [line for line in lines if not any(line is each for each in found.values())]


@lru_cache(maxsize=256)
def release(procedure: Procedure):
    body = "".join(_drawn(each) for each in procedure)
    path = "Event_Begin Task_Work Event_Over"
    return release_of(
        drawn(f'<userTask id="Task_Work"/><endEvent id="Event_Over"/>{body}', path), digest=str(hash(procedure))
    )


def _drawn(each: Drawn) -> str:
    named = f'id="{each.element}"' + (f' name="{each.name}"' if each.name else "")
    if each.host == BORDER:
        return (
            f'<boundaryEvent {named} attachedToRef="Task_Work" cancelActivity="false">'
            f'{each.definition()}</boundaryEvent><endEvent id="{each.element}_Over"/>'
            + flows(f"{each.element} {each.element}_Over")
        )
    start, end = f"{each.element}_Start", f"{each.element}_Over"
    return (
        f'<subProcess {named} triggeredByEvent="true">'
        f'<startEvent id="{start}" isInterrupting="false">{each.definition()}</startEvent>'
        f'<endEvent id="{end}"/>{flows(f"{start} {end}")}</subProcess>'
    )


DAYS = st.sampled_from((3, 5, 7))


def drawings(name: str, kinds: tuple[str, ...]) -> st.SearchStrategy[Procedure]:
    """Draw a reminder, under one of three ids."""
    ids = st.sampled_from([f"{name}_{letter}" for letter in "abc"])
    return st.builds(Drawn, st.just(REMINDERS[name]), ids, st.just(name), st.sampled_from(kinds), DAYS).map(
        lambda found: (found,)
    )


def procedures(*kinds: str) -> st.SearchStrategy[list[Procedure]]:
    """Draw releases that have each reminder once at most; the first one has all."""
    whole = [drawings(name, kinds) for name in REMINDERS]
    gaps = [st.just(()) | found for found in whole]
    return st.tuples(st.tuples(*whole), st.lists(st.tuples(*gaps), min_size=2, max_size=3)).map(
        lambda found: [sum(each, ()) for each in (found[0], *found[1])]
    )


def twins(host: str, kinds: tuple[str, ...], least: int = 0) -> st.SearchStrategy[Procedure]:
    """Draw up to four reminders at one host, of which some have one name, and some have none."""
    ids, names = st.sampled_from([f"{host}_{letter}" for letter in "abcd"]), st.sampled_from(("Remind", "Remind", ""))
    each = st.builds(Drawn, st.just(host), ids, names, st.sampled_from(kinds), DAYS)
    return st.lists(each, min_size=least, max_size=4, unique_by=lambda one: one.element).map(tuple)


def procedures_with_twins(*kinds: str) -> st.SearchStrategy[list[Procedure]]:
    first = st.tuples(twins(BORDER, kinds, least=2), twins(LISTENER, kinds))
    later = st.lists(st.tuples(twins(BORDER, kinds), twins(LISTENER, kinds)), min_size=2, max_size=4)
    return st.tuples(first, later).map(lambda found: [border + beside for border, beside in (found[0], *found[1])])


WAYS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6)), min_size=3, max_size=9)


class Way:
    """A case on its way through the releases, beside what has to become of it."""

    def __init__(self, procedures: list[Procedure]) -> None:
        self._procedures = procedures
        self.case = Play(release(procedures[0])).start()
        self.expected = Reminders()
        self.expected.pass_to(procedures[0], self.case.clock.now())

    def go(self, place: int, days: int) -> None:
        """Move to the release; then so many days pass."""
        procedure = self._procedures[place % len(self._procedures)]
        self.case.move(release(procedure))
        self.expected.pass_to(procedure, self.case.clock.now())
        self.compare()
        self.case.clock.move_to(self.case.clock.now() + timedelta(days=days))
        self.case.do(FireTimers())
        self.expected.go_off(self.case.clock.now())
        self.compare()

    def compare(self) -> None:
        assert self.waiting == self.expected.waiting
        assert self.times() == self.expected.times

    @property
    def waiting(self) -> list[tuple[str, datetime]]:
        return sorted((timer.element, timer.due_at) for timer in self.case.timers.values())

    def times(self) -> Counter[str]:
        """Return how often each element was done."""
        elements = {each.element for procedure in self._procedures for each in procedure}
        return Counter(element for element in self.case.history if element in elements)


@SETTINGS
@given(procedures(DATE, DURATION, CYCLE), WAYS)
def test_timers_are_what_they_were_wherever_a_case_comes_to(procedures, ways):
    way = Way(procedures)

    for place, days in ways:
        way.go(place, days)


@SETTINGS
@given(procedures_with_twins(DURATION) | procedures_with_twins(DATE, DURATION, CYCLE), WAYS)
def test_twins_are_what_they_were_wherever_a_case_comes_to(procedures, ways):
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

    times = Counter[str]()
    for element, often in way.times().items():
        times[name_of(element)] += often
    assert set(times.values()) <= {1}
    for name, element in _at_the_end(way):
        assert name in times or element in way.case.armed


def name_of(element: str) -> str:
    return element.split("_", maxsplit=1)[0]


def _at_the_end(way: Way) -> Iterator[tuple[str, str]]:
    elements = way.case.release.processes["p"].elements
    return ((elements[each].name, each) for each in elements if elements[each].name in REMINDERS)


@pytest.mark.parametrize("name", ["Remind", ""])
@SETTINGS
@given(
    st.sampled_from((BORDER, LISTENER)),
    st.tuples(DAYS, DAYS),
    st.lists(st.tuples(st.sampled_from(("", "a", "b", "ab")), DAYS, st.integers(0, 3)), min_size=2, max_size=9),
)
def test_of_two_twins_each_is_given_once_and_at_its_time(name, host, spans, ways):
    def procedure(letters: str, *days: int) -> Procedure:
        return tuple(
            Drawn(host, f"{host}_{letter}", name, DURATION, each) for letter, each in zip(letters, days, strict=True)
        )

    both = procedure("ab", *spans)
    case = Play(release(both)).start()
    due = sorted(MONDAY + timedelta(days=each) for each in spans)
    given_at: list[datetime] = []

    for letters, span, days in [*ways, ("ab", 3, 0)]:
        case.move(release(procedure(letters, *[span for _ in letters])))
        for _ in range(days):
            _let_a_day_pass(case, given_at)

    assert sorted([*given_at, *(each.due_at for each in case.timers.values())]) == due


def _let_a_day_pass(case: Play, given_at: list[datetime]) -> None:
    """Note when what is given was due."""
    case.clock.move_to(case.clock.now() + timedelta(days=1))
    before = {each.id: each.due_at for each in case.timers.values()}
    case.do(FireTimers())
    given_at += [due for each, due in before.items() if each not in case.timers]
