"""What people do: start processes and complete tasks, checked as the service checks them."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.engine.commands import CompleteTask, Start
from service.engine.errors import UnknownElementError
from service.engine.release import StartEvent
from service.engine.step import OpenTask
from service.errors import InvalidInputError, NotAllowedError
from service.forms import Answers
from service.reporting.rows import Completed
from service.simulator.errors import ExpectationError
from service.simulator.host import Host
from service.simulator.instances import MemoryInstance
from service.simulator.lists import lists_of
from service.simulator.places import Place
from service.simulator.scenario import Do, StartProcess
from service.simulator.timeline import Mark

Data = Mapping[str, object]
CALLED = "called"  # kind of a process that runs inside another one
_NOTHING = Answers(values={}, stored={})


@dataclass(frozen=True, kw_only=True)
class People:
    host: Host

    def answers_of(self, action: Do) -> Answers:
        """Return the answers as they would be kept now.

        :raises PathwaysError: the task is not open, not theirs, or the answers are wrong.
        """
        instance, task = self._find(action)
        self._may(action, task)
        return self._answers(task.form, action.answers, instance.place)

    def start_answers_of(self, action: StartProcess, place: Place) -> Answers:
        """The same of a start form.  :raises PathwaysError: there is no such process, or the answers are wrong."""
        event = self._event_of(action)
        if event.message is not None and event.form is None:
            return Answers(values=action.answers, stored={})
        return self._answers(event.form, action.answers, place)

    def start(self, action: StartProcess, place: Place) -> MemoryInstance:
        """Start a process with its start form's answers."""
        event = self._event_of(action)
        if event.message is not None and event.form is None:
            return self.host.start(
                action.process,
                place=place,
                command=Start(process=action.process, event=event.id, answers=action.answers),
            )
        answers = self._answers(event.form, action.answers, place)
        return self.host.start(
            action.process,
            place=place,
            command=Start(process=action.process, event=event.id, answers=answers.values),
            before=lambda: self._keep(place, event.form, answers),
        )

    def do(self, action: Do) -> None:
        """Complete the task.  :raises PathwaysError: when it is not open, not theirs, or the answers are wrong."""
        instance, task = self._find(action)
        self._may(action, task)
        answers = self._answers(task.form, action.answers, instance.place)
        self.host.command(
            instance,
            CompleteTask(task_id=task.id, answers=answers.values, actor=action.user or action.role),
            before=lambda: self._done(action, instance, task, answers=answers),
        )

    def _done(self, action: Do, instance: MemoryInstance, task: OpenTask, *, answers: Answers) -> None:
        self.host.trace.roles.add(action.role)
        self._keep(instance.place, task.form, answers)
        self.host.timeline.add(self.host.clock.now(), Mark.DONE, self.host.words.done(task, action.role, action.user))

    def _keep(self, place: Place, form: str | None, answers: Answers) -> None:
        if form is not None:
            kept = Completed(at=self.host.clock.now(), answers=answers.values)
            place.records.setdefault(form, []).append(kept)
            self.host.trace.answered(form, answers.stored)

    def _event_of(self, action: StartProcess) -> StartEvent:
        info = self.host.process(action.process)
        if info.kind == CALLED and action.event is None:
            raise UnknownElementError(f"{action.process} is called by others; name the start event to begin it alone.")
        return self._start_event(info.start_events, action)

    def _start_event(self, events: tuple[StartEvent, ...], action: StartProcess) -> StartEvent:
        fitting = [event for event in events if event.id == action.event]
        if action.event is None:
            fitting = [event for event in events if event.message is None and event.timer is None]
        if len(fitting) != 1:
            known = ", ".join(event.id for event in events)
            raise UnknownElementError(f"{action.process} has no such start event; it has {known}.")
        return fitting[0]

    def _find(self, action: Do) -> tuple[MemoryInstance, OpenTask]:
        named = [
            (instance, task)
            for instance in self.host.instances
            for task in instance.tasks.values()
            if action.task in (task.name, task.element)
        ]
        if not named:
            raise ExpectationError(expected=f'an open task "{action.task}"', found=self.open_tasks())
        fitting = [pair for pair in named if action.item is None or pair[1].item == action.item]
        if not fitting:
            items = ", ".join(str(task.item) for _, task in named)
            raise ExpectationError(expected=f'"{action.task}" for "{action.item}"', found=f"it is open for {items}")
        if action.item is None and len({task.item for _, task in fitting}) > 1:
            items = ", ".join(str(task.item) for _, task in fitting)
            raise ExpectationError(expected=f'"item" beside "{action.task}"', found=f"it is open for {items}")
        return fitting[0]

    def _may(self, action: Do, task: OpenTask) -> None:
        if action.role not in self.host.world.roles:
            raise NotAllowedError(f"do “{task.name}”", f"there is no role {action.role}")
        names = {action.user, action.role} - {None}
        if task.assignee is not None and action.user not in {None, task.assignee}:
            raise NotAllowedError(f"do “{task.name}”", f"it is assigned to {task.assignee}")
        if action.role in task.groups or names & {*task.users, task.assignee}:
            return
        raise NotAllowedError(
            f"do “{task.name}”", f"it is for {', '.join(task.groups) or task.assignee}, not {action.role}"
        )

    def _answers(self, form: str | None, raw: Data, place: Place) -> Answers:
        if form is None:
            if raw:
                raise InvalidInputError({key: ["There is no form here"] for key in raw})
            return _NOTHING
        known = self.host.world.forms.get(form)
        if known is None:
            raise UnknownElementError(f"The release has no form {form}.")
        case = place.variable()
        options = lists_of(case, raw, self.host.world.roles)
        return known.validate(raw, now=self.host.clock.now(), context={"case": case}, options=options)

    def open_tasks(self) -> str:
        named = [self.host.words.task(task) for each in self.host.instances for task in each.tasks.values()]
        return f"open are {'; '.join(named)}" if named else "no task is open"
