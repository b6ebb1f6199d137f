"""Playing a scenario through the use cases on a real database, as people, partners and workers would."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from service.access import Actor
from service.clocks.clock import VirtualClock
from service.demo.answering import LEASE, WORKER
from service.demo.files import with_files
from service.demo.library import DemoLibrary
from service.engine.release import StartEvent
from service.errors import NotAllowedError, NotFoundError, PathwaysError
from service.library import Composed
from service.models import Audit, Case, CaseEvent, Instance, Message, Outbox, OutboxStatus, Record, Task, db
from service.pathways.calls import claim_call
from service.pathways.change_instance import cancel_instance
from service.pathways.complete_task import complete_task
from service.pathways.feel_json import to_json
from service.pathways.finish_call import complete_call, fail_call, throw_call_error
from service.pathways.incidents import retry_incident
from service.pathways.messages import post_message
from service.pathways.move_sitting import move_sitting
from service.pathways.opening import Opening, open_case
from service.pathways.queries.calls import CallFilter, list_calls
from service.pathways.queries.instances import InstanceFilter, list_instances
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.tasks import TaskSummary
from service.pathways.raise_concern import raise_concern
from service.pathways.start_case import NewCase, NewFamily, NewPerson, start_case
from service.pathways.start_instance import start_instance
from service.pathways.transaction import transact
from service.simulator import Scenario
from service.simulator import scenario as steps
from service.simulator.errors import ExpectationError
from service.simulator.expectations import Expectations
from service.simulator.phrases import read_at, read_when
from service.simulator.telling import reason_of, told
from tests.integration.scenarios.clockwork import Clockwork
from tests.integration.scenarios.snapshot import Snapshot
from tests.integration.scenarios.staff import Staff
from tests.integration.scenarios.standing import DatabaseStanding, Names

Data = Mapping[str, object]
SITTING = "sitting"
CASE = "case"


class Playback:
    """One scenario on a database in which nothing has happened yet."""

    def __init__(
        self, scenario: Scenario, *, composed: Composed, library: DemoLibrary, shown: Mapping[int, Snapshot]
    ) -> None:
        """`shown`: how things stand in the simulator after each step, by its number."""
        self.scenario = scenario
        self.shown = shown
        self.composed = composed
        self.calendar = composed.release.calendar
        first = scenario.steps[0].action
        assert isinstance(first, steps.StartProcess)
        self.clock = VirtualClock(read_at(first.when.at or "", self.calendar))
        self.names = Names()
        self.staff = Staff.of(composed, library)
        self.standing = DatabaseStanding(composed=composed, names=self.names)
        self.expectations = Expectations(standing=self.standing, release=composed.release)
        self.clockwork = Clockwork(
            composed=composed, clock=self.clock, answering=not scenario.manual_services, schedules=scenario.schedules
        )

    def all_steps(self) -> None:
        """:raises ScenarioFailedError: at the first step that does not go as the file says."""
        first, *_ = self.scenario.steps
        told(self.scenario, first, self._prepare)
        for step in self.scenario.steps:
            told(self.scenario, step, lambda step=step: self._do_and_compare(step))
        last = self.scenario.steps[-1]
        end = last.action if isinstance(last.action, steps.Expect) else None
        told(self.scenario, last, lambda: self.expectations.finish(end), words="the end")

    def _prepare(self) -> None:
        self.clockwork.wind_up()
        for panel, times in self.scenario.diary.items():
            for text in times:
                self._move_sitting(steps.MoveSitting(panel=panel, to=text))

    def _do_and_compare(self, step: steps.Step) -> None:
        self.do(step.action)
        if isinstance(step.action, steps.Expect):
            return  # nothing has happened
        differing = self.shown[step.number].differences(Snapshot.of(self.standing))
        if differing:
            raise ExpectationError(expected="what the simulator shows", found="\n".join(["", *differing]))

    def do(self, action: steps.Action) -> None:  # noqa: C901 - one line for each verb
        when = getattr(action.action if isinstance(action, steps.Refuse) else action, "when", steps.When())
        self.clockwork.move_to(read_when(when, self.clock.now(), self.calendar))
        match action:
            case steps.StartProcess():
                self._start(action)
            case steps.Do():
                self._do_task(action)
            case steps.Wait():
                if action.next_timer:
                    self.clockwork.to_next_timer()
            case steps.Message():
                self._post(action.name, action.keys, action.payload)
            case steps.Concern():
                self._raise_concern(action)
            case steps.Service():
                self._answer(action)
            case steps.Retry():
                self._retry(action)
            case steps.Cancel():
                self._cancel(action)
            case steps.MoveSitting():
                self._move_sitting(action)
            case steps.Refuse():
                self._refuse(action)
            case steps.Expect():
                self.expectations.check(action)
        self.clockwork.settle()

    # people

    def _start(self, action: steps.StartProcess) -> None:
        info = self.composed.release.processes[action.process]
        event = _start_event(info.start_events, action)
        case = self._first_case()
        of = self.scenario.case
        actor = self.staff.to_start(event, team=case.team if case else None if of is None else of.team)
        answers = self._answers(action.answers)
        if of is not None and case is None:
            if info.kind == CASE and event.message is None and of.lead is None:
                new = _new_case(of)
                start_case(
                    process=action.process, event=event.id, case=new, answers=answers, actor=actor, clock=self.clock
                )
                self._learn_names()
                return
            case = self._standing_case(of, actor)
        if event.message is not None:
            self._post(event.message, None if info.kind != SITTING else {}, action.answers)
            return
        start_instance(
            process=action.process,
            event=event.id,
            case_id=None if case is None or info.kind == SITTING else case.id,
            answers=answers,
            actor=actor,
            clock=self.clock,
        )

    def _standing_case(self, of: steps.CaseOf, actor: Actor) -> Case:
        """A case that was opened before the scenario begins."""

        def work() -> UUID:
            opening = Opening(
                authority=self.composed.authority.id, composed=self.composed, actor=actor, now=self.clock.now()
            )
            case, _ = open_case(_new_case(of), opening)
            case.lead = of.lead
            return case.id

        transact(work)
        self._learn_names()
        case = self._first_case()
        assert case is not None
        return case

    def _learn_names(self) -> None:
        assert self.scenario.case is not None
        people = self.standing.cases()[0].people
        self.names.rows.update(
            {child.id: str(person.id) for child, person in zip(self.scenario.case.children, people, strict=True)}
        )

    def _do_task(self, action: steps.Do) -> None:
        task = self._find(action)
        actor = self.staff.for_task(task, role=action.role, user=action.user)
        try:
            form = None if task.form is None else self.composed.forms[task.form]
            answers = with_files(self._answers(action.answers), form, task_id=task.id, actor=actor, clock=self.clock)
            complete_task(task_id=task.id, answers=answers, actor=actor, clock=self.clock)
        except (NotFoundError, NotAllowedError) as error:
            # people are not told for whom a task is that they may not do, nor that it exists
            why = f"it is for {', '.join(task.groups) or task.assignee}, not {action.role} ({actor.name}: {error})"
            raise NotAllowedError(f"do “{task.name}”", why) from error

    def _find(self, action: steps.Do) -> TaskSummary:
        listed = "; ".join(task.told for task in self.standing.tasks()) or "no task is open"
        named = [task for task in self.standing.open_tasks() if action.task in (task.name, task.element)]
        fitting = [task for task in named if action.item is None or task.item == action.item]
        if not fitting or (action.item is None and len({task.item for task in fitting}) > 1):
            raise ExpectationError(expected=f"one open task “{action.task}” for {action.item}", found=listed)
        return fitting[0]

    def _raise_concern(self, action: steps.Concern) -> None:
        case = self.standing.cases()[-1]
        payload = dict(action.payload)
        actor = self.staff.to_tell(user=payload.pop("raised_by", None), team=case.team)
        concern = str(payload.pop("concern", ""))
        raise_concern(case_id=case.id, concern=concern, payload=to_json(payload), actor=actor, clock=self.clock)

    def _refuse(self, action: steps.Refuse) -> None:
        before = _fingerprint()
        try:
            if isinstance(action.action, steps.Do):
                self._do_task(action.action)
            else:
                self._start(action.action)
        except PathwaysError as error:
            reason = reason_of(error)
            if action.because.lower() not in reason.lower():
                raise ExpectationError(expected=f"it to be refused because “{action.because}”", found=reason) from error
            if _fingerprint() != before:
                raise ExpectationError(expected="a refusal that changes nothing", found="rows changed") from error
        else:
            raise ExpectationError(expected=f"it to be refused because “{action.because}”", found="it was accepted")

    # partners and operators

    def _post(self, name: str, keys: Data | None, payload: Data) -> None:
        if keys is None:
            cases = self.standing.cases()
            keys = {"case": cases[-1].reference} if cases else {}
        post_message(
            name=name,
            keys={key: str(value) for key, value in keys.items()},
            payload=to_json(self._renamed(payload)),
            actor=self.staff.partner(),
            clock=self.clock,
        )

    def _answer(self, action: steps.Service) -> None:
        filters = CallFilter(status=OutboxStatus.PENDING, topic=action.topic)
        page = PageRequest(limit=1, sort="created_at")
        waiting = list_calls(actor=self.standing.reader, filters=filters, page=page).items
        if not waiting:
            raise ExpectationError(expected=f"a waiting call {action.topic}", found="none")
        call_id = waiting[0].id
        common = {"call_id": call_id, "worker": WORKER, "actor": self.staff.partner(), "clock": self.clock}
        result = to_json(self._renamed(action.result))
        self._claim(call_id)
        if action.fail is not None:
            while fail_call(**common, message=action.fail, retry_in=timedelta(0)).status != OutboxStatus.DEAD.value:
                self._claim(call_id)
        elif action.error is not None:
            throw_call_error(**common, code=action.error, message=action.error_message, data=result)
        else:
            complete_call(**common, result=result)

    def _claim(self, call_id: UUID) -> None:
        if claim_call(call_id=call_id, worker=WORKER, lock_for=LEASE, clock=self.clock) is None:
            raise ExpectationError(expected="a call that can be made", found="it is not due")

    def _retry(self, action: steps.Retry) -> None:
        failed = [each for each in self.standing.open_incidents() if action.element in (each.element, each.name)]
        if not failed:
            raise ExpectationError(expected=f"an incident at {action.element}", found="there is none")
        data = to_json(self._renamed(action.data))
        retry_incident(incident_id=failed[0].id, data=data, actor=self.staff.operator(), clock=self.clock)

    def _cancel(self, action: steps.Cancel) -> None:
        filters = InstanceFilter(process=action.process, status=None)
        page = PageRequest(limit=200, sort="-started_at")
        listed = list_instances(actor=self.standing.reader, filters=filters, page=page).items
        running = [instance for instance in listed if instance.ended_at is None]
        if not running:
            raise ExpectationError(expected=f"{action.process} to run", found="it does not")
        cancel_instance(instance_id=running[0].id, reason=action.reason, actor=self.staff.operator(), clock=self.clock)

    def _move_sitting(self, action: steps.MoveSitting) -> None:
        to = read_at(action.to, self.calendar)
        rule = self.composed.release.deadlines[action.panel]
        regular_at = self.calendar.regular_sitting(rule, to)
        if action.regular is not None:
            regular_at = read_at(action.regular, self.calendar)
        assert regular_at is not None
        move_sitting(
            panel=action.panel,
            regular_at=regular_at,
            to=to,
            reason="The room is taken",
            actor=self.staff.organiser(),
            clock=self.clock,
        )
        self.clockwork.quieten()

    # values

    def _first_case(self) -> Case | None:
        return db.session.scalars(select(Case).order_by(Case.episode).execution_options(populate_existing=True)).first()

    def _answers(self, values: Data) -> dict[str, object]:
        """As a browser would send them."""
        return {key: _plain(value) for key, value in self._renamed(values).items()}

    def _renamed(self, values: Data) -> dict[str, object]:
        return {key: self.names.to_rows(value) for key, value in values.items()}


def _start_event(events: tuple[StartEvent, ...], action: steps.StartProcess) -> StartEvent:
    fitting = [event for event in events if event.id == action.event]
    if action.event is None:
        fitting = [event for event in events if event.message is None and event.timer is None]
    if len(fitting) != 1:
        raise ExpectationError(expected=f"a start event of {action.process}", found=str(action.event))
    return fitting[0]


def _new_case(of: steps.CaseOf) -> NewCase:
    return NewCase(
        family=NewFamily(name=of.family, reference=of.family_reference),
        people=tuple(NewPerson(name=child.name, date_of_birth=child.date_of_birth) for child in of.children),
        team=of.team,
        record_link=of.record_link,
    )


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _fingerprint() -> list[object]:
    """What a refusal must leave as it was."""
    counted = [db.session.scalar(select(func.count()).select_from(table)) for table in _GROWING]
    revisions = select(Instance.id, Instance.revision).order_by(Instance.id)
    tasks = select(Task.id, Task.status, Task.revision).order_by(Task.id)
    return [*counted, list(db.session.execute(revisions)), list(db.session.execute(tasks))]


_GROWING = (Record, Outbox, CaseEvent, Message, Audit, Case)
