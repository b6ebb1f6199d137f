"""What must hold at a moment of the scenario, and what was found instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from service import feel
from service.clocks import WorkingCalendar
from service.engine.release import Release
from service.simulator.errors import ExpectationError
from service.simulator.phrases import matches, moment_words
from service.simulator.scenario import Expect
from service.simulator.standing import Standing, StandingDeadline, StandingTask
from service.simulator.words import brief

Data = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Expectations:
    standing: Standing
    release: Release

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
        for deadline in self.standing.deadlines():
            if deadline.open and (last is None or deadline.key not in last.deadlines):
                raise ExpectationError(
                    expected=f'the deadline "{deadline.key}" to have ended, or the last step to expect it',
                    found=f"it is {deadline.state}, {self._due(deadline)}",
                )

    @property
    def _calendar(self) -> WorkingCalendar:
        return self.release.calendar

    def _tasks(self, expect: Expect) -> None:
        tasks = self.standing.tasks()
        opened = "; ".join(task.told for task in tasks) or "no open task"
        for wanted in expect.tasks:
            if not any(self._is(task, wanted) for task in tasks):
                raise ExpectationError(expected=f"the open task {brief(wanted)}", found=opened)
        for name in expect.no_tasks:
            if any(name in (task.name, task.element) for task in tasks):
                raise ExpectationError(expected=f'no open task "{name}"', found=opened)
        if expect.only_tasks is not None and {task.name for task in tasks} != set(expect.only_tasks):
            named = ", ".join(sorted(expect.only_tasks)) or "no open task"
            raise ExpectationError(expected=f"open tasks to be exactly {named}", found=opened)

    def _is(self, task: StandingTask, wanted: Data) -> bool:
        found = {"item": task.item, "assignee": task.assignee, "form": task.form}
        for key, value in wanted.items():
            if key == "name":
                fits = value in (task.name, task.element)
            elif key == "due":
                fits = task.due_at is not None and matches(value, task.due_at, self._calendar)
            elif key == "role":
                fits = value in task.groups
            else:
                fits = found.get(key, task.stage) == value
            if not fits:
                return False
        return True

    def _deadline(self, key: str, wanted: Data) -> None:
        if key not in self.release.deadlines:
            raise ExpectationError(expected=f'a deadline "{key}"', found="the authority has no such deadline")
        known = [deadline for deadline in self.standing.deadlines() if deadline.key == key]
        if not known:
            raise ExpectationError(expected=f'the deadline "{key}" to have begun', found="it has not")
        deadline = max(known, key=lambda each: (each.open, each.base_at))
        fits = wanted.get("status", deadline.state) == deadline.state
        fits = fits and ("due" not in wanted or matches(wanted["due"], deadline.due_at, self._calendar))
        fits = fits and ("base" not in wanted or matches(wanted["base"], deadline.base_at, self._calendar))
        if not fits:
            counted = self._moment(deadline.base_at)
            raise ExpectationError(
                expected=f'the deadline "{key}" with {brief(wanted)}',
                found=f"{deadline.state}, {self._due(deadline)}, counted from {counted}",
            )

    def _due(self, deadline: StandingDeadline) -> str:
        return f"due {self._moment(deadline.due_at)}"

    def _moment(self, moment: datetime) -> str:
        return moment_words(moment, self._calendar)

    def _case(self, key: str, value: object) -> None:
        case = self.standing.case()
        if case is None:
            raise ExpectationError(expected=f"a case with {key} {brief(value)}", found="no case")
        if key not in case or not same(value, case[key]):
            raise ExpectationError(
                expected=f"the case's {key} to be {brief(value)}", found=brief(case.get(key, f"no {key}"))
            )

    def _event(self, name: str, when: str | date | None) -> None:
        found = self.standing.events().get(name)
        if (when is None) != (found is None) or (
            found and when is not None and not matches(when, found, self._calendar)
        ):
            raise ExpectationError(
                expected=f'the event "{name}" on {brief(when)}' if when is not None else f'no event "{name}"',
                found=self._moment(found) if found else "it has not happened",
            )

    def _sent(self, wanted: Data, *, wanted_at_all: bool) -> None:
        calls = self.standing.sent()
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
        known = [standing for started, standing in self.standing.processes() if started == process]
        found = known[-1] if known else "not started"
        if found != status:
            raise ExpectationError(expected=f'the process "{process}" {status}', found=found)

    def _record(self, form: str, answers: Data) -> None:
        record = self.standing.record(form)
        if record is None or not all(same(value, record.get(key)) for key, value in answers.items()):
            found = brief({key: record.get(key) for key in answers}) if record is not None else "no such record"
            raise ExpectationError(expected=f'the record "{form}" with {brief(answers)}', found=found)

    def _incidents(self, count: int) -> None:
        found = self.standing.incidents()
        if len(found) != count:
            raise ExpectationError(
                expected=f"{count or 'no'} open incident{'' if count == 1 else 's'}", found="; ".join(found) or "none"
            )


def same(expected: object, found: object) -> bool:
    """Compare a value of the file with a FEEL value: a mapping need only be a part, dates and numbers may be text."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(key in found and same(value, found[key]) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(found, list | tuple):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return expected is found
    return expected == found or feel.to_text(expected) == feel.to_text(found)
