"""Where two replays of one story went apart: steps, decisions, due dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest

from service.engine.step import DecisionTaken, HistoryEntry, HistoryState
from service.simulator.instances import MemoryInstance
from service.simulator.phrases import moment_words
from service.simulator.places import Deadline
from service.simulator.replay import Replayed
from service.simulator.words import brief

REACHED, NOT_REACHED = "Reached", "Not reached"
_UNDATED = "No due date"
_SILENT = ("Gateway", "Flow")


class Sort(StrEnum):
    STEP = "step"
    DECISION = "decision"
    DUE = "due date"
    END = "end"


@dataclass(frozen=True, kw_only=True)
class Apart:
    """One thing that went another way; empty where it was not there at all.

    `item`: whom or what the step was for.  `quotes`: a decision without a table, which may pass on what somebody wrote.
    """

    sort: Sort
    what: str
    before: str
    after: str
    item: str | None = None
    quotes: bool = False

    @property
    def without_answers(self) -> "Apart":
        """What may be kept of it elsewhere than with the case: names of steps, dates, what decision tables say."""
        kept = replace(self, item=None, quotes=False)
        return replace(kept, before="", after="") if self.quotes else kept


def apart(before: Replayed, after: Replayed) -> Iterator[Apart]:
    """Yield what differs: steps that only one of them reached, then decisions, due dates and the end."""
    if before.instance is None or after.instance is None:
        return
    yield from _steps(before.instance, after.instance)
    yield from _decisions(before.instance, after.instance)
    yield from _deadlines(before, after)
    yield from _tasks(before, after)
    yield from _end(before.instance, after.instance)


def _steps(before: MemoryInstance, after: MemoryInstance) -> Iterator[Apart]:
    one, other = _reached(before.history), _reached(after.history)
    for spot, name in one.items():
        if spot not in other:
            yield Apart(sort=Sort.STEP, what=name, item=spot[2], before=REACHED, after=NOT_REACHED)
        elif other[spot] != name:
            yield Apart(sort=Sort.STEP, what=name, item=spot[2], before=name, after=other[spot])
    for spot, name in other.items():
        if spot not in one:
            yield Apart(sort=Sort.STEP, what=name, item=spot[2], before=NOT_REACHED, after=REACHED)


def _reached(history: Sequence[HistoryEntry]) -> dict[tuple[str, str, str | None], str]:
    """Names of steps by their place and item, in the order in which they were first reached."""
    return {
        (entry.process, entry.element, entry.item): entry.name
        for entry in history
        if entry.name and not entry.kind.endswith(_SILENT) and entry.state is not HistoryState.CANCELLED
    }


def _decisions(before: MemoryInstance, after: MemoryInstance) -> Iterator[Apart]:
    for key in dict.fromkeys(
        (each.process, each.element, each.decision) for each in (*before.decisions, *after.decisions)
    ):
        one, other = (
            [each for each in run.decisions if (each.process, each.element, each.decision) == key]
            for run in (before, after)
        )
        for first, second in zip_longest(one, other):
            if first is None or second is None or first.result != second.result:
                quotes = any(each is not None and not each.rows for each in (first, second))
                then, now = _said(first), _said(second)
                yield Apart(sort=Sort.DECISION, what=key[2], before=then, after=now, quotes=quotes)


def _deadlines(before: Replayed, after: Replayed) -> Iterator[Apart]:
    one, other = _by_key(before), _by_key(after)
    for key in dict.fromkeys([*one, *other]):
        for first, second in zip_longest(one.get(key, []), other.get(key, [])):
            then, now = _due(first, before), _due(second, after)
            if then != now:
                rule = (second or first).rule if (second or first) is not None else None
                yield Apart(sort=Sort.DUE, what=rule.label if rule else key, before=then, after=now)


def _by_key(run: Replayed) -> dict[str, list[Deadline]]:
    found: dict[str, list[Deadline]] = {}
    for deadline in run.instance.place.deadlines if run.instance is not None else ():
        found.setdefault(deadline.rule.key, []).append(deadline)
    return found


def _due(deadline: Deadline | None, run: Replayed) -> str:
    return "" if deadline is None else moment_words(deadline.due_at, run.host.world.release.calendar)


def _tasks(before: Replayed, after: Replayed) -> Iterator[Apart]:
    """Tasks that both asked, with other days."""
    one, other = _asked(before), _asked(after)
    for key, (name, dues) in one.items():
        for then, now in zip(dues, other.get(key, ("", []))[1], strict=False):
            if then != now:
                told, other_told = then or _UNDATED, now or _UNDATED
                yield Apart(sort=Sort.DUE, what=name, item=key[2], before=told, after=other_told)


def _asked(run: Replayed) -> dict[tuple[str, str, str | None], tuple[str, list[str]]]:
    found: dict[tuple[str, str, str | None], tuple[str, list[str]]] = {}
    for task in run.instance.asked if run.instance is not None else ():
        due = "" if task.due_at is None else moment_words(task.due_at, run.host.world.release.calendar)
        found.setdefault((task.process, task.element, task.item), (task.name, []))[1].append(due)
    return found


def _end(before: MemoryInstance, after: MemoryInstance) -> Iterator[Apart]:
    then, now = _stands(before), _stands(after)
    if then != now:
        yield Apart(sort=Sort.END, what=before.name, before=then, after=now)


def _stands(run: MemoryInstance) -> str:
    if not run.running:
        return str(run.status.value).capitalize()
    failed = sorted({incident.name or incident.element for incident in run.incidents.values()})
    if failed:
        return f"Fails at {', '.join(failed)}"
    names = sorted({task.name for task in run.tasks.values()})
    return f"Waits for {', '.join(names)}" if names else "Still running"


def _said(decision: DecisionTaken | None) -> str:
    return "Not taken" if decision is None else brief(decision.result)
