"""Work that nobody comes to the end of is counted from the second time on, and in the end people see it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from service.errors import BusyError, InvalidInputError, WrongStateError
from service.jobs import work
from service.jobs.work import (
    activate_releases,
    fire_instances,
    open_episodes,
    route_messages,
    run_bulk_items,
    run_schedules,
)
from service.models import (
    BulkItem,
    Incident,
    IncidentStatus,
    Instance,
    ItemResult,
    Message,
    MessageStatus,
    Notification,
    Outbox,
    OutboxStatus,
    Release,
    Schedule,
    Timer,
    db,
)
from service.pathways.attempts import MOST_ATTEMPTS
from service.pathways.change_instance import cancel_instance, resume_instance, suspend_instance
from service.pathways.finish_call import replay_call
from service.pathways.held_timers import HELD, IN_VAIN_KIND
from service.pathways.housekeeping import tidy
from service.pathways.incidents import resolve_incident, retry_incident
from service.pathways.messages import write_message
from service.pathways.notify import STANDING
from service.pathways.put_off import RETRY
from service.pathways.settle_notifications import settle_notifications
from service.pathways.skip_incident import skip_incident
from service.pathways.sweep import sweep
from service.pathways.transaction import transact
from tests.integration.builders import AUTHORITY, complete, later, person, route_all, task_of, triaged
from tests.integration.drafting import add_owners, approved, published
from tests.integration.jobs.test_bulk_items import RENAMED, keys
from tests.integration.moving import begun_move, release_with
from tests.integration.pathways.test_messages import closed

MONDAY = datetime(2026, 12, 21, 10, 0, 5, tzinfo=UTC)
VISIT = {"visited_on": "2026-12-14", "note": "All is calm"}


@pytest.fixture
def due(jobs_app, clock):
    """A case whose timer is due."""
    case = triaged(clock)
    later(clock, hours=1)
    return case


def fresh(table):
    return db.session.scalars(select(table).execution_options(populate_existing=True)).one()


def try_in_vain(job, key, name, *, times=MOST_ATTEMPTS + 1, error=None):
    """Hand it over; then again and again, as often as it is counted, and once more."""
    with pytest.MonkeyPatch.context() as patched:

        def die(**_):
            raise error or RuntimeError("gone")

        patched.setattr(work, name, die)
        job([str(key)])
        for _ in range(times):
            job([str(key)], again=True)


def hold(case):
    try_in_vain(fire_instances, case.instance_id, "fire_timers")
    return fresh(Incident)


def told(kind):
    """Who is told of something of that kind."""
    standing = select(Notification.user_name).where(Notification.gone_at.is_(None))
    return set(db.session.scalars(standing.where(Notification.cause.startswith(f"{kind}:"))))


def standing(kind):
    """Who need still know of something of that kind."""
    found = select(Notification.user_name).where(STANDING, Notification.cause.startswith(f"{kind}:"))
    return set(db.session.scalars(found))


def clear(kind, clock):
    """Let everybody who is told of something of that kind have had it by mail, and have cleared it away."""
    of_kind = Notification.cause.startswith(f"{kind}:")
    had = update(Notification).where(of_kind).values(sent_at=clock.now(), cleared_at=clock.now())
    transact(lambda: db.session.execute(had))


def mailed(kind):
    """Whether all of them have had it by mail."""
    return all(db.session.scalars(select(Notification.sent_at).where(Notification.cause.startswith(f"{kind}:"))))


def test_what_is_handed_over_once_is_not_counted_and_what_ends_begins_anew(due):
    fire_instances([due.instance_id])

    assert fresh(Instance).attempts == 0
    assert task_of(due.case_id, "Task_Remind")


def test_each_further_time_is_counted_until_one_comes_to_its_end(due):
    try_in_vain(fire_instances, due.instance_id, "fire_timers", times=MOST_ATTEMPTS)
    before = fresh(Instance).attempts

    fire_instances([due.instance_id])

    assert (before, fresh(Instance).attempts) == (MOST_ATTEMPTS, 0)
    assert db.session.scalars(select(Incident)).all() == []


def test_a_time_that_was_no_fault_of_its_own_does_not_count(due):
    try_in_vain(fire_instances, due.instance_id, "fire_timers", error=BusyError())

    assert fresh(Instance).attempts == 0


def test_what_goes_on_meanwhile_is_counted_anew(due, clock):
    try_in_vain(fire_instances, due.instance_id, "fire_timers", times=MOST_ATTEMPTS)

    complete(due, "Task_Visit", VISIT, by="worker.west", clock=clock)

    assert fresh(Instance).attempts == 0


def test_due_timers_that_nobody_comes_to_the_end_of_are_an_incident_and_stay_due(due, clock):
    incident = hold(due)
    fire_instances([due.instance_id])

    timer = fresh(Timer)
    assert (incident.id, incident.element, incident.process) == (timer.id, timer.element, timer.process)
    assert (incident.kind, incident.status, incident.times) == (IN_VAIN_KIND, IncidentStatus.OPEN, 1)
    assert "never came to an end" in incident.message
    later(clock, hours=1)
    assert sweep(clock=clock).instances == ()


def test_retried_they_are_handed_to_the_workers_again(due, clock):
    incident = hold(due)

    handled = retry_incident(incident_id=incident.id, actor=person("admin.one"), clock=clock)

    assert (handled.status, handled.later) == ("resolved", True)
    assert sweep(clock=clock).instances == (due.instance_id,)
    fire_instances([due.instance_id])
    assert task_of(due.case_id, "Task_Remind")
    assert fresh(Instance).attempts == 0


def test_in_vain_again_the_same_incident_opens_again(due, clock):
    incident = hold(due)
    retry_incident(incident_id=incident.id, actor=person("admin.one"), clock=clock)

    again = hold(due)

    assert (again.id, again.status, again.times) == (incident.id, IncidentStatus.OPEN, 2)


def test_what_is_due_is_neither_passed_over_nor_put_aside_nor_given_data(due, clock):
    incident_id, by = hold(due).id, {"actor": person("admin.one"), "clock": clock}

    with pytest.raises(WrongStateError, match="still due"):
        skip_incident(incident_id=incident_id, reason="x", **by)
    with pytest.raises(WrongStateError, match="still due"):
        resolve_incident(incident_id=incident_id, note="x", **by)
    with pytest.raises(InvalidInputError) as refused:
        retry_incident(incident_id=incident_id, data={"a": 1}, **by)
    assert refused.value.errors == {"data": ("What is due takes no data. Retry it without.",)}

    assert fresh(Incident).status is IncidentStatus.OPEN


def test_a_resumed_process_still_waits_for_the_answer(due, clock):
    hold(due)
    by = {"instance_id": UUID(due.instance_id), "actor": person("admin.one"), "clock": clock}

    suspend_instance(reason="x", **by)
    resume_instance(**by)

    assert sweep(clock=clock).instances == ()


def test_a_process_that_follows_another_release_still_waits_for_the_answer(due, clock):
    add_owners(clock)
    hold(due)

    bulk_id = begun_move(release_with(clock, RENAMED), clock)
    run_bulk_items(keys(bulk_id))

    assert fresh(BulkItem).result is ItemResult.DONE
    assert fresh(Instance).attempts == HELD
    assert sweep(clock=clock).instances == ()


def test_a_timer_that_is_not_needed_any_more_holds_nothing_up(due, clock):
    hold(due)

    complete(due, "Task_Visit", VISIT, by="worker.west", clock=clock)

    assert fresh(Incident).status is IncidentStatus.RESOLVED
    assert fresh(Instance).attempts == 0


def test_a_cancelled_process_has_no_incident(due, clock):
    hold(due)

    cancel_instance(instance_id=UUID(due.instance_id), reason="x", actor=person("admin.one"), clock=clock)

    assert fresh(Incident).status is IncidentStatus.RESOLVED


def test_an_item_that_nobody_lives_to_end_is_listed_with_the_reason(jobs_app, clock):
    add_owners(clock)
    triaged(clock)
    bulk_id = begun_move(release_with(clock, RENAMED), clock)
    (key,) = keys(bulk_id)
    bulk, instance = map(UUID, key.split("/"))
    for _ in range(MOST_ATTEMPTS):
        assert work._may_try(bulk, instance)  # and then dies

    run_bulk_items([key], again=True)

    item = fresh(BulkItem)
    assert item.result is ItemResult.FAILED
    assert (item.message or "").startswith("Its worker died three times while doing this")


def test_a_message_that_cannot_be_delivered_is_tried_each_hour_and_operators_are_told(jobs_app, clock):
    sent = {"name": "nobody", "keys": {}, "payload": {}, "actor": person("admin.one"), "authority": AUTHORITY}
    message = transact(lambda: write_message(**sent, now=clock.now()).id)

    try_in_vain(route_messages, message, "route_message")

    assert fresh(Message).status is MessageStatus.PENDING
    assert told("undelivered") == {"admin.one"}
    assert sweep(clock=clock).messages == ()
    later(clock, hours=1)
    assert sweep(clock=clock).messages == (str(message),)
    route_messages([str(message)], again=True)
    assert fresh(Message).attempts == 0
    assert told("undelivered") == set()


def test_a_start_by_the_calendar_that_never_ends_is_tried_each_hour_and_operators_are_told(jobs_app, clock):
    clock.move_to(MONDAY)
    schedule = fresh(Schedule).id

    try_in_vain(run_schedules, schedule, "run_schedule")

    assert "never came to an end" in (fresh(Schedule).last_error or "")
    assert told("unstarted") == {"admin.one"}
    assert sweep(clock=clock).schedules == ()
    later(clock, hours=1)
    assert sweep(clock=clock).schedules == (str(schedule),)
    run_schedules([str(schedule)], again=True)
    assert (fresh(Schedule).last_error, fresh(Schedule).attempts) == (None, 0)
    assert told("unstarted") == set()


def test_operators_are_told_once_of_a_message_however_many_hours_it_is_tried(jobs_app, clock):
    sent = {"name": "nobody", "keys": {}, "payload": {}, "actor": person("admin.one"), "authority": AUTHORITY}
    message = transact(lambda: write_message(**sent, now=clock.now()).id)
    try_in_vain(route_messages, message, "route_message")
    clear("undelivered", clock)

    later(clock, hours=1)
    try_in_vain(route_messages, message, "route_message")

    assert fresh(Message).claimed_until == clock.now() + RETRY
    assert (standing("undelivered"), mailed("undelivered")) == (set(), True)


def test_operators_are_told_again_of_a_message_that_went_on_meanwhile(jobs_app, clock):
    sent = {"name": "nobody", "keys": {}, "payload": {}, "actor": person("admin.one"), "authority": AUTHORITY}
    message = transact(lambda: write_message(**sent, now=clock.now()).id)
    try_in_vain(route_messages, message, "route_message")
    route_messages([str(message)], again=True)

    try_in_vain(route_messages, message, "route_message")

    assert standing("undelivered") == {"admin.one"}


def test_operators_are_told_once_of_a_start_however_many_hours_it_is_tried(jobs_app, clock):
    clock.move_to(MONDAY)
    schedule = fresh(Schedule).id
    try_in_vain(run_schedules, schedule, "run_schedule")
    clear("unstarted", clock)

    later(clock, hours=1)
    try_in_vain(run_schedules, schedule, "run_schedule")

    assert fresh(Schedule).claimed_until == clock.now() + RETRY
    assert (standing("unstarted"), mailed("unstarted")) == (set(), True)


def test_nobody_need_know_of_a_message_that_expired(jobs_app, clock):
    sent = {"name": "nobody", "keys": {}, "payload": {}, "actor": person("admin.one"), "authority": AUTHORITY}
    message = transact(lambda: write_message(**sent, now=clock.now(), lifetime=timedelta(minutes=30)).id)
    try_in_vain(route_messages, message, "route_message")
    settle_notifications(clock=clock)
    before = standing("undelivered")

    later(clock, hours=1)
    tidy(clock=clock)
    settle_notifications(clock=clock)

    assert fresh(Message).status is MessageStatus.EXPIRED
    assert (before, standing("undelivered")) == ({"admin.one"}, set())


def test_nobody_need_know_of_a_start_that_another_release_mended(jobs_app, clock):
    clock.move_to(MONDAY)
    schedule = fresh(Schedule).id
    try_in_vain(run_schedules, schedule, "run_schedule")
    settle_notifications(clock=clock)
    before = standing("unstarted")

    release_with(clock, RENAMED)
    run_schedules([str(schedule)])
    settle_notifications(clock=clock)

    assert fresh(Schedule).last_at == clock.now()
    assert (before, standing("unstarted")) == ({"admin.one"}, set())


def test_nobody_need_know_of_a_start_that_another_release_dropped(jobs_app, clock):
    clock.move_to(MONDAY)
    try_in_vain(run_schedules, fresh(Schedule).id, "run_schedule")

    transact(lambda: db.session.execute(delete(Schedule)))
    settle_notifications(clock=clock)

    assert standing("unstarted") == set()


def test_owners_are_told_once_of_a_planned_release_however_many_hours_it_is_tried(jobs_app, clock):
    add_owners(clock)
    release_id = published(approved(clock), clock, effective_on=date(2026, 12, 18)).release_id
    clock.move_to(datetime(2026, 12, 18, tzinfo=UTC))
    try_in_vain(activate_releases, release_id, "activate_release")
    clear("stuck", clock)

    later(clock, hours=1)
    try_in_vain(activate_releases, release_id, "activate_release")

    release = db.session.get_one(Release, UUID(release_id), populate_existing=True)
    assert release.claimed_until == clock.now() + RETRY
    assert (standing("stuck"), mailed("stuck")) == (set(), True)


def test_a_planned_release_that_never_goes_live_is_told_to_its_owners(jobs_app, clock):
    add_owners(clock)
    release_id = published(approved(clock), clock, effective_on=date(2026, 12, 18)).release_id
    clock.move_to(datetime(2026, 12, 18, tzinfo=UTC))

    try_in_vain(activate_releases, release_id, "activate_release")

    assert "never came to an end" in (db.session.get_one(Release, UUID(release_id)).last_error or "")
    assert "owner.one" in told("stuck")
    assert sweep(clock=clock).releases == ()
    later(clock, hours=1)
    activate_releases([release_id], again=True)
    assert db.session.get_one(Release, UUID(release_id), populate_existing=True).is_current


def test_a_new_episode_that_is_never_opened_is_an_incident_and_can_be_asked_for_again(jobs_app, clock):
    case = closed(clock)
    route_all(clock)
    later(clock, days=80)
    complete(case, "Task_Ask", {"again": "yes"}, by="worker.west", clock=clock)
    call = db.session.scalars(select(Outbox.id).where(Outbox.topic == "case.open_episode")).one()

    try_in_vain(open_episodes, call, "open_episode")

    assert db.session.get_one(Outbox, call, populate_existing=True).status is OutboxStatus.DEAD
    assert fresh(Incident).status is IncidentStatus.OPEN
    replay_call(call_id=call, actor=person("admin.one"), clock=clock)
    open_episodes([str(call)])
    assert db.session.get_one(Outbox, call, populate_existing=True).status is OutboxStatus.DONE
