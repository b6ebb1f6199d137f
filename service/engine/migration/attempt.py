"""One try at moving a running process, in memory: a plan comes of it, and a Step if nothing was refused."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.engine import timers
from service.engine.errors import StateUnreadableError
from service.engine.facts import Facts
from service.engine.failures import ElementFailure
from service.engine.migration.deadlines import Clocks, move_deadlines
from service.engine.migration.differences import Differences, due_changes, renamed, timers_renamed
from service.engine.migration.left import LeftBehind, leave_behind
from service.engine.migration.listening import begin_listening, let_repeat
from service.engine.migration.marking import refused_markings
from service.engine.migration.plan import Listening, MigrationPlan, Place, Reason, Refusal
from service.engine.migration.proof import faults
from service.engine.migration.rewrite import rewrite
from service.engine.migration.stages import rename_stages
from service.engine.migration.survey import Survey
from service.engine.migration.turns import turn_with
from service.engine.observe import history
from service.engine.observe.openings import openings
from service.engine.observe.step_maker import make_step
from service.engine.release import Release
from service.engine.runner import run
from service.engine.state import restore
from service.engine.step import HistoryState, Incident, InstanceStatus, Moved, Step
from service.engine.workflow import is_armed


@dataclass(frozen=True, kw_only=True)
class Journey:
    """What is to move, from where to where.  `asked`: a plan that holds what was asked and no answers yet."""

    old: Release
    new: Release
    state: bytes
    asked: MigrationPlan
    facts: Facts
    now: datetime


class Attempt:
    """`plan` is always there; `step` is None when something was refused."""

    def __init__(self, journey: Journey) -> None:
        self._journey = journey
        self._old: Any = restore(journey.old, journey.state, turn_with(journey.old, journey.now, journey.facts))
        self._before = openings(self._old)
        self.step: Step | None = None
        self._survey = Survey(self._old, journey.new, journey.asked.mapping)
        refusals = self._refused()
        self.plan = replace(
            journey.asked,
            standing=tuple(self._survey.standing),
            refusals=refusals,
            due=(),
            tasks=(),
            begins=(),
            ceases=() if refusals else self._ceasing(),
            leaves=(),
        )
        if self.plan.possible:
            self._move()

    def _refused(self) -> tuple[Refusal, ...]:
        if self._old.status is not InstanceStatus.RUNNING:
            return (self._refusal(Reason.OVER, "The process has ended; nothing of it can move."),)
        if self._survey.refusals:
            return tuple(self._survey.refusals)
        return tuple(refusal for pair in self._survey.pairs for refusal in refused_markings(pair))

    def _ceasing(self) -> tuple[Listening, ...]:
        tokens = (token for pair in self._survey.pairs for token in pair.scope.live() if token.id not in pair.targets)
        return tuple(_listening(token) for token in tokens)

    def _move(self) -> None:
        journey = self._journey
        state = rewrite(journey.state, self._survey.pairs, journey.new)
        try:
            instance: Any = restore(journey.new, state, turn_with(journey.new, journey.now, journey.facts))
            begun, moved = self._arrange(instance)
        except StateUnreadableError as error:
            self._refuse(self._refusal(Reason.NOT_KEPT, str(error)))
        except ElementFailure as failure:
            self._refuse(self._refusal(Reason.CANNOT_BEGIN, failure.message))
        else:
            self._conclude(replace(make_step(instance, self._before), moved=moved), begun)

    def _arrange(self, instance: Any) -> tuple[list[Any], Moved]:
        """Bring about what the new release adds; return what begins to be waited for, and what is told otherwise.

        :raises ElementFailure: something cannot be as the new release has it.
        """
        begun = self._listen(instance)
        rename_stages(self._survey.pairs, instance)
        clocks = move_deadlines(self._journey.old, instance, self._survey.pairs)
        self._note_moved(instance)
        # a timer that is due already fires when it is asked, as every other does
        instance.turn.overdue.clear()
        run(instance)
        return begun, self._differences(instance, clocks)

    def _listen(self, instance: Any) -> list[Any]:
        """:raises ElementFailure: a timer cannot repeat as the new release has it."""
        leaves = (each for pair in self._survey.pairs for each in leave_behind(pair))
        begun, left = [], LeftBehind((*self._journey.asked.left, *leaves))
        for pair, scope in zip(self._survey.pairs, instance.scopes(), strict=True):
            for token in scope.live():
                if timers.DUE in token.internal_data and token._state == TaskState.WAITING:
                    let_repeat(token)
            begun += begin_listening(pair, scope, left)
        self.plan = replace(self.plan, leaves=left.still(instance))
        return begun

    def _note_moved(self, instance: Any) -> None:
        for standing in self.plan.moved:
            token = next(each for scope in instance.scopes() for each in scope.live() if str(each.id) == standing.id)
            if token.task_spec.waits and not is_armed(token):
                history.note(token, HistoryState.ENTERED)

    def _differences(self, instance: Any, clocks: Clocks) -> Moved:
        """:raises ElementFailure: something that is open cannot be offered in the new release."""
        before, after = self._before, openings(instance)
        differences = Differences(self._old, instance, self._journey.asked.opened)
        tasks = differences.tasks(before, after)
        kept = tuple(differences.kept_timers(before, after))
        self.plan = replace(self.plan, tasks=tasks, due=(*due_changes(tasks), *kept, *clocks.due))
        return Moved(
            tasks=tasks,
            timers=timers_renamed(before, after),
            awaited=differences.messages(before, after),
            calls=renamed(before.calls, after.calls),
            incidents=renamed(before.incidents, after.incidents),
            deadlines=clocks.moved,
        )

    def _conclude(self, step: Step, begun: list[Any]) -> None:
        self.plan = replace(self.plan, begins=tuple(_listening(token) for token in begun))
        for incident in step.incidents:
            if incident.id not in self._before.incidents:
                self._refuse(_would_fail(incident))
        for fault in faults(step, self._before, self._journey.new, facts=self._journey.facts, now=self._journey.now):
            self._refuse(self._refusal(Reason.NOT_KEPT, fault))
        self.step = step if self.plan.possible else None

    def _refusal(self, reason: Reason, message: str) -> Refusal:
        process = self._old.spec.name
        info = self._journey.old.processes[process]
        return Refusal(reason=reason, place=Place(process, process), name=info.name, message=message)

    def _refuse(self, refusal: Refusal) -> None:
        self.plan = replace(self.plan, refusals=(*self.plan.refusals, refusal))


def _would_fail(incident: Incident) -> Refusal:
    return Refusal(
        reason=Reason.CANNOT_BEGIN,
        place=Place(incident.process, incident.element),
        name=incident.name,
        message=f'"{incident.name}" would fail in the new release: {incident.message}',
        id=incident.id,
    )


def _listening(token: Any) -> Listening:
    element = token.task_spec.element
    due = timers.due_at(token) if timers.DUE in token.internal_data else None
    return Listening(place=Place(element.process, element.id), name=element.name, due_at=due)
