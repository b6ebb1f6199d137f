"""What must hold at a moment of the scenario, and what was found instead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service import feel
from service.engine.step import OpenTask
from service.simulator.errors import ExpectationError
from service.simulator.host import Host
from service.simulator.phrases import matches
from service.simulator.places import Deadline, MemoryCase, Place, PlaceFacts
from service.simulator.scenario import Expect
from service.simulator.words import brief

Data = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Expectations:
    host: Host

    def check(self, expect: Expect) -> None:
        """:raises ExpectationError: for the first thing that does not hold."""
        self._tasks(expect)
        self._standards(expect)
        for wanted, wanted_at_all in [*((w, True) for w in expect.sent), *((w, False) for w in expect.not_sent)]:
            self._sent(wanted, wanted_at_all=wanted_at_all)
        for process, status in expect.processes.items():
            self._process(process, status)
        for form, answers in expect.records.items():
            self._record(form, answers)
        if expect.incidents is not None:
            self._incidents(expect.incidents)

    def _standards(self, expect: Expect) -> None:
        for key, wanted in expect.deadlines.items():
            self._deadline(key, wanted)
        for key, value in expect.case.items():
            self._case(key, value)
        for name, when in expect.events.items():
            self._event(name, when)

    def finish(self, last: Expect | None) -> None:
        """Check what must hold at the end of every file: no incident and no deadline open that nobody expects."""
        self._incidents((last.incidents if last else None) or 0)
        for place in self._places():
            for deadline in place.deadlines:
                if deadline.open and (last is None or deadline.rule.key not in last.deadlines):
                    raise ExpectationError(
                        expected=f'the deadline "{deadline.rule.key}" to have ended, or the last step to expect it',
                        found=f"it is {deadline.state(self.host.clock.now())}, {self._due(deadline)}",
                    )

    def _tasks(self, expect: Expect) -> None:
        tasks = [task for instance in self.host.instances for task in instance.tasks.values()]
        opened = "; ".join(self.host.words.task(task) for task in tasks) or "no open task"
        for wanted in expect.tasks:
            if not any(self._is(task, wanted) for task in tasks):
                raise ExpectationError(expected=f"the open task {brief(wanted)}", found=opened)
        for name in expect.no_tasks:
            if any(name in (task.name, task.element) for task in tasks):
                raise ExpectationError(expected=f'no open task "{name}"', found=opened)
        if expect.only_tasks is not None and {task.name for task in tasks} != set(expect.only_tasks):
            named = ", ".join(sorted(expect.only_tasks)) or "no open task"
            raise ExpectationError(expected=f"open tasks to be exactly {named}", found=opened)

    def _is(self, task: OpenTask, wanted: Data) -> bool:
        found = {"role": task.groups, "item": task.item, "assignee": task.assignee, "form": task.form}
        for key, value in wanted.items():
            if key == "name":
                fits = value in (task.name, task.element)
            elif key == "due":
                fits = task.due_at is not None and matches(value, task.due_at, self.host.world.release.calendar)
            elif key == "role":
                fits = value in task.groups
            else:
                fits = found.get(key, task.stage) == value
            if not fits:
                return False
        return True

    def _deadline(self, key: str, wanted: Data) -> None:
        if key not in self.host.world.release.deadlines:
            raise ExpectationError(expected=f'a deadline "{key}"', found="the authority has no such deadline")
        known = [deadline for place in self._places() for deadline in place.deadlines if deadline.rule.key == key]
        if not known:
            raise ExpectationError(expected=f'the deadline "{key}" to have begun', found="it has not")
        deadline = max(known, key=lambda each: (each.open, each.base_at))
        calendar = self.host.world.release.calendar
        state = deadline.state(self.host.clock.now())
        fits = wanted.get("status", state) == state
        fits = fits and ("due" not in wanted or matches(wanted["due"], deadline.due_at, calendar))
        fits = fits and ("base" not in wanted or matches(wanted["base"], deadline.base_at, calendar))
        if not fits:
            raise ExpectationError(
                expected=f'the deadline "{key}" with {brief(wanted)}',
                found=f"{state}, {self._due(deadline)}, counted from {self.host.words.moment(deadline.base_at)}",
            )

    def _due(self, deadline: Deadline) -> str:
        return f"due {self.host.words.moment(deadline.due_at)}"

    def _case(self, key: str, value: object) -> None:
        places = [place for place in self._places() if isinstance(place, MemoryCase)]
        if not places:
            raise ExpectationError(expected=f"a case with {key} {brief(value)}", found="no case")
        variable = places[-1].variable()
        if key not in variable or not same(value, variable[key]):
            raise ExpectationError(
                expected=f"the case's {key} to be {brief(value)}", found=brief(variable.get(key, f"no {key}"))
            )

    def _event(self, name: str, when: str | date | None) -> None:
        found = self._latest(name)
        calendar = self.host.world.release.calendar
        if (when is None) != (found is None) or (found and when is not None and not matches(when, found, calendar)):
            raise ExpectationError(
                expected=f'the event "{name}" on {brief(when)}' if when is not None else f'no event "{name}"',
                found=self.host.words.moment(found) if found else "it has not happened",
            )

    def _latest(self, name: str) -> datetime | None:
        happened = [at for place in self._places() for at in place.events.get(name, ())]
        return max(happened, default=None)

    def _sent(self, wanted: Data, *, wanted_at_all: bool) -> None:
        calls = [{**sent.parameters, "topic": sent.topic} for sent in self.host.sent]
        found = any(all(key in call and same(value, call[key]) for key, value in wanted.items()) for call in calls)
        if found != wanted_at_all:
            listed = (
                "; ".join(brief(call) for call in calls if call["topic"] == wanted.get("topic")) or "nothing like it"
            )
            raise ExpectationError(
                expected=f"{brief(wanted)} to be sent" if wanted_at_all else f"{brief(wanted)} not to be sent",
                found=listed,
            )

    def _process(self, process: str, status: str) -> None:
        known = [instance for instance in self.host.instances if instance.process == process]
        found = known[-1].status.value if known else "not started"
        if found != status:
            raise ExpectationError(expected=f'the process "{process}" {status}', found=found)

    def _record(self, form: str, answers: Data) -> None:
        kept = [
            facts.record(form)
            for place in self._places()
            if (facts := PlaceFacts(place=place, diary={})).record(form) is not None
        ]
        record = kept[-1] if kept else None
        if record is None or not all(same(value, record.get(key)) for key, value in answers.items()):
            found = brief({key: record.get(key) for key in answers}) if record is not None else "no such record"
            raise ExpectationError(expected=f'the record "{form}" with {brief(answers)}', found=found)

    def _incidents(self, count: int) -> None:
        found = [incident for instance in self.host.instances for incident in instance.incidents.values()]
        if len(found) != count:
            told = "; ".join(self.host.words.incident(incident) for incident in found) or "none"
            raise ExpectationError(expected=f"{count or 'no'} open incident{'' if count == 1 else 's'}", found=told)

    def _places(self) -> Sequence[Place]:
        return list(_unique([*self.host.cases, *(instance.place for instance in self.host.instances)]))


def _unique(places: Sequence[Place]) -> Iterator[Place]:
    seen: set[int] = set()
    for place in places:
        if id(place) not in seen:
            seen.add(id(place))
            yield place


def same(expected: object, found: object) -> bool:
    """Compare a value of the file with a FEEL value: a mapping need only be a part, dates and numbers may be text."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(key in found and same(value, found[key]) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(found, list | tuple):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return expected is found
    return expected == found or feel.to_text(expected) == feel.to_text(found)
