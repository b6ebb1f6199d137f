"""What operators look for among processes, and what is measured of them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from service.access import Scope, case_stream
from service.clocks.clock import VirtualClock
from service.errors import NotAllowedError, NotFoundError
from service.models import Audit, Incident, IncidentStatus, InstanceState, db
from service.pathways.change_instance import cancel_instance
from service.pathways.queries.incident_groups import (
    count_hidden_incidents,
    count_open_incidents,
    incident_groups,
    incidents_of_group,
    processes_of_group,
)
from service.pathways.queries.operated import OperatedFilter, count_operated, operated_ids, operated_processes
from service.pathways.queries.operated_process import deeds
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.waits import StepWaits, Waits, process_waits, waits_diagram
from service.pathways.raise_concern import raise_concern
from service.pathways.read_process import read_data, read_decisions
from service.pathways.restrict_case import restrict_case
from service.pathways.start_case import StartedCase
from tests.integration.builders import client, later, person, route_all, started, triaged, visited

pytestmark = pytest.mark.usefixtures("rolled_back")
ALL = PageRequest(limit=50)


def failed(case: StartedCase, message: str, clock: VirtualClock, *, times: int = 1) -> Incident:
    """A step of the case that failed; the row, as the engine's step would have written it."""
    row = Incident(
        id=uuid4(),
        authority="test",
        instance_id=UUID(case.instance_id),
        process="support",
        element="Task_Visit",
        name="Visit the family",
        kind="expression",
        message=message,
        status=IncidentStatus.OPEN,
        opened_at=clock.now(),
        first_at=clock.now() - timedelta(hours=times),
        times=times,
    )
    db.session.add(row)
    db.session.commit()
    return row


def restricted(case: StartedCase, clock: VirtualClock) -> None:
    restrict_case(
        case_id=UUID(case.case_id), people=["worker.west"], reason="Colleague", actor=person("director.one"),
        clock=clock,
    )  # fmt: skip


def steps_of(clock: VirtualClock, process: str) -> dict[str, StepWaits]:
    (found,) = process_waits(actor=person("admin.one"), clock=clock, process=process)
    return {step.element: step for step in found.steps}


def test_failures_that_differ_in_numbers_only_are_one_cause(clock: VirtualClock):
    one, other = triaged(clock), triaged(clock, family="Test Family Elm")
    failed(one, "Answered 503 after 12 seconds", clock, times=2)
    later(clock, hours=5)
    failed(other, "Answered 503 after 7 seconds", clock)
    failed(other, "No such address", clock)

    found = incident_groups(actor=person("admin.one"), page=PageRequest(sort="-incidents")).items

    (many, single) = found
    assert (many.incidents, many.processes, many.times, many.process_name) == (2, 2, 3, "Family support")
    assert (many.last_at, many.first_at) == (clock.now(), clock.now() - timedelta(hours=7))
    assert (single.message, single.incidents) == ("No such address", 1)
    assert set(processes_of_group(key=many.key, actor=person("admin.one"))) == {
        UUID(one.instance_id),
        UUID(other.instance_id),
    }
    assert len(incidents_of_group(key=many.key, actor=person("admin.one"), page=ALL).items) == 2


def test_groups_are_paged(clock: VirtualClock):
    case = triaged(clock)
    for word in ("one", "two", "three"):
        failed(case, word, clock)
        later(clock, minutes=1)

    first = incident_groups(actor=person("admin.one"), page=PageRequest(limit=2))
    second = incident_groups(actor=person("admin.one"), page=PageRequest(limit=2, cursor=first.next_cursor))

    assert [each.message for each in (*first.items, *second.items)] == ["three", "two", "one"]


def test_incidents_of_restricted_cases_are_counted_apart_for_who_may_not_open_them(clock: VirtualClock):
    open_, hidden = triaged(clock), triaged(clock, family="Test Family Elm")
    failed(open_, "Busy", clock)
    failed(hidden, "Busy", clock)
    restricted(hidden, clock)
    operator = person("admin.one")

    assert (count_open_incidents(actor=operator), count_hidden_incidents(actor=operator)) == (1, 1)
    (group,) = incident_groups(actor=operator, page=ALL).items
    assert processes_of_group(key=group.key, actor=operator) == [UUID(open_.instance_id)]
    assert count_open_incidents(actor=person("worker.west")) == 0


def test_all_that_fit_are_those_of_the_list(clock: VirtualClock):
    cases = [started(clock, family=f"Test Family {number}") for number in range(3)]
    cancel_instance(instance_id=UUID(cases[0].instance_id), reason="Twice", actor=person("admin.one"), clock=clock)
    hidden = started(clock, family="Test Family Hidden")
    restricted(hidden, clock)
    filters = OperatedFilter(statuses=frozenset({InstanceState.RUNNING}), process="support")
    asked = {"actor": person("admin.one"), "filters": filters, "clock": clock}

    ids = operated_ids(**asked)

    listed = operated_processes(page=ALL, **asked).items
    assert set(ids) == {each.id for each in listed} == {UUID(case.instance_id) for case in cases[1:]}
    assert count_operated(**asked) == 2


@pytest.mark.parametrize("name", ["worker.west", "manager.west", "director.one"])
def test_only_operators_list_processes_and_read_their_data(clock: VirtualClock, name: str):
    case = triaged(clock)
    actor, about = person(name), {"instance_id": UUID(case.instance_id)}

    for refused in (
        lambda: operated_processes(actor=actor, filters=OperatedFilter(), page=ALL, clock=clock),
        lambda: incident_groups(actor=actor, page=ALL),
        lambda: count_hidden_incidents(actor=actor),
        lambda: deeds(actor=actor, **about),
        lambda: read_data(values=False, actor=actor, clock=clock, **about),
        lambda: read_decisions(values=False, page=ALL, actor=actor, clock=clock, **about),
    ):
        with pytest.raises(NotAllowedError):
            refused()


def test_refused_values_are_not_written_down_as_read(clock: VirtualClock):
    case = triaged(clock)
    restrict_case(
        case_id=UUID(case.case_id), people=["admin.one"], reason="Colleague", actor=person("director.one"), clock=clock
    )

    with pytest.raises(NotAllowedError, match="restricted case"):
        read_data(instance_id=UUID(case.instance_id), values=True, actor=person("admin.one"), clock=clock)

    actions = db.session.scalars(select(Audit.action).where(Audit.stream == case_stream(UUID(case.case_id)))).all()
    assert "read data of process" not in actions


def test_data_of_called_processes_stand_beside_those_of_the_process(clock: VirtualClock):
    case = triaged(clock)
    raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)
    route_all(clock)

    data = read_data(instance_id=UUID(case.instance_id), values=True, actor=person("admin.one"), clock=clock)

    own, called = data.parts
    assert (own.process, own.element, called.process) == ("support", None, "urgent_concern")
    assert "A bruise" in {entry.value for entry in called.entries}


def test_waits_are_counted_with_their_median_and_the_longest(clock: VirtualClock):
    for days in (6, 3, 1):
        triaged(clock, family=f"Test Family {days}")
        later(clock, days=days)

    visit = steps_of(clock, "support")["Task_Visit"]

    assert visit.now == Waits(count=3, median=timedelta(days=4), longest=timedelta(days=10))
    assert visit.past is None
    assert (visit.known, visit.lane, visit.kind) == (True, "Worker", "userTask")


def test_waits_of_restricted_cases_are_counted_as_all_others(clock: VirtualClock):
    case = triaged(clock)
    restricted(case, clock)

    assert steps_of(clock, "support")["Task_Visit"].now.count == 1


@pytest.mark.parametrize("reader", [lambda: person("director.one"), lambda: client(Scope.REPORTS_READ)])
def test_who_does_not_operate_is_told_no_number_below_five_and_no_time_of_so_few(clock: VirtualClock, reader):
    restricted(triaged(clock), clock)
    for number in range(5):
        started(clock, family=f"Test Family {number}")
    later(clock, days=2)

    (found,) = process_waits(actor=reader(), clock=clock, process="support")

    steps = {step.element: step for step in found.steps}
    few = Waits(count=None, median=None, longest=None)
    assert (steps["Task_Visit"].now, steps["Task_Triage"].past) == (few, few)
    assert steps["Task_Triage"].now == Waits(count=5, median=timedelta(days=2), longest=timedelta(days=2))
    assert found.running is None  # six, less the five at the triage, would be the one at the visit


def test_how_many_run_is_told_where_no_step_keeps_back_how_few_wait_there(clock: VirtualClock):
    for number in range(5):
        started(clock, family=f"Test Family {number}")

    (found,) = process_waits(actor=person("director.one"), clock=clock, process="support")

    assert found.running == 5


def test_operators_are_told_how_many_run_however_few_wait_at_a_step(clock: VirtualClock):
    triaged(clock)

    (found,) = process_waits(actor=person("admin.one"), clock=clock, process="support")

    assert found.running == 1


def test_where_something_is_called_the_caller_waits_and_so_does_what_was_called(clock: VirtualClock):
    case = triaged(clock)
    raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)
    route_all(clock)
    later(clock, hours=3)

    calling = [step for step in steps_of(clock, "support").values() if step.kind == "callActivity"]
    called = [step for step in steps_of(clock, "urgent_concern").values() if step.now is not None]

    assert [step.now.longest for step in calling] == [timedelta(hours=3)]
    assert called
    assert all(step.now.longest == timedelta(hours=3) for step in called)


def test_a_call_that_waits_outside_is_waited_for_and_a_message_that_may_never_come_is_not(clock: VirtualClock):
    visited(clock)
    later(clock, hours=2)

    waiting = {element for element, step in steps_of(clock, "support").items() if step.now is not None}

    assert waiting == {"Service_Letter"}


def test_what_was_cancelled_was_left_too(clock: VirtualClock):
    case = triaged(clock)
    later(clock, days=2)
    cancel_instance(instance_id=UUID(case.instance_id), reason="Twice", actor=person("admin.one"), clock=clock)

    visit = steps_of(clock, "support")["Task_Visit"]

    assert visit.now is None
    assert visit.past == Waits(count=1, median=timedelta(days=2), longest=timedelta(days=2))


def test_programs_that_read_reports_see_where_cases_wait_and_others_do_not(clock: VirtualClock):
    triaged(clock)

    assert process_waits(actor=client(Scope.REPORTS_READ), clock=clock)
    with pytest.raises(NotAllowedError):
        process_waits(actor=client(Scope.CASES_READ), clock=clock)
    with pytest.raises(NotFoundError):
        waits_diagram(actor=person("admin.one"), process="nothing")
