"""Rows, filters and calendar entries as texts, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import icalendar
import pytest
from flask import Flask

from service.clocks import WorkingCalendar
from service.models import TaskStatus
from service.pathways.priority import Priority
from service.pathways.queries.absences import AbsenceView
from service.pathways.queries.calendar import Diary, DiarySitting, DueTask
from service.pathways.queries.caseload import WorkerLoad, per_full_time
from service.pathways.queries.due_dates import WhyDue
from service.pathways.queries.work_filters import DueIn, WorkFilter
from service.pathways.queries.work_views import View
from service.pathways.queries.workers import Worker
from service.pathways.queries.worklist import WorkItem
from service.pathways.reassign_tasks import Outcome, Refused
from service.web.site import Site
from service.web.team.present import days_of
from service.web.work.asked import asked_for
from service.web.work.feed import calendar_of
from service.web.work.many import choice_of, choose_page, outcome_page
from service.web.work.pages import filters_of, heads_of
from service.web.work.present import row_of
from service.web.work.sidelines import loads_of

NOW = datetime(2026, 12, 14, 10, tzinfo=UTC)  # a Monday
ID = UUID(int=7)
HOURS = {"office_hours": dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")}
ITEM = WorkItem(
    id=ID,
    name="Make the first visit",
    element="Task_Visit",
    process="visit",
    item=None,
    stage="First visit",
    status=TaskStatus.OPEN,
    due_at=datetime(2026, 12, 17, 17, tzinfo=UTC),
    follow_up_at=None,
    opened_at=NOW,
    ended_at=None,
    priority=50,
    revision=1,
    urgent=False,
    case_id=UUID(int=8),
    case_reference="TST-2026-00001",
    family="Test Family Ash",
    team="west",
    assignee=None,
    assignee_name=None,
    groups=("worker", "manager"),
    offered_to=("Worker", "Manager"),
    covering=None,
    why=None,
    restricted=False,
    consent="given",
    interpreter=False,
    may_claim=False,
    may_put_back=False,
    may_take_over=False,
    may_work=False,
    answerable=False,
)
WHY = WhyDue(
    deadline_id=ID,
    label="Visit in 5 working days",
    counts_from="Case allocated",
    counted_at=NOW,
    due_at=NOW,
    rule="TST-004",
    rule_text="The family is visited within five working days.",
    missed=False,
    reason=None,
    note=None,
)
LOAD = WorkerLoad(
    user="worker.west",
    name="Worker West",
    account=True,
    roles=("worker",),
    teams=(),
    full_time_equivalent=Decimal("0.5"),
    families=6,
    children=14,
    per_full_time=Decimal("12.0"),
    open_tasks=3,
    overdue_tasks=1,
    absence=None,
    supervision=None,
)


@pytest.fixture(autouse=True)
def addresses():
    """Where the pages are, without the application."""
    app = Flask("addresses")
    app.url_build_error_handlers.append(
        lambda _, endpoint, values: f"/{endpoint}/{'/'.join(map(str, values.values()))}"
    )
    with app.test_request_context():
        yield


def row(**changes: object):
    return row_of(replace(ITEM, **changes), Site(), now=NOW)


def test_a_free_task_says_whom_it_waits_for():
    assert (row().who, row().waits_for) == ("Nobody yet", "Worker or Manager")


def test_a_task_in_somebodys_hands_names_them_alone():
    taken = row(assignee="worker.west", assignee_name="Worker West")

    assert (taken.who, taken.waits_for) == ("Worker West", "")


def test_due_dates_are_dates_and_words():
    assert (row().due.date, row().due.words) == ("Thursday 17 December 2026", "3 working days left")
    assert row(due_at=None).due.words == "No due date"
    assert row(due_at=NOW + timedelta(hours=4)).due.words == "Due today, 4 hours left"


@pytest.mark.parametrize(
    ("changes", "text", "tone"),
    [
        ({}, "Normal", "blue"),
        ({"priority": 100}, "Urgent", "red"),
        ({"priority": 75}, "High", "orange"),
        ({"priority": 25}, "Low", "grey"),
        ({"priority": 25, "urgent": True}, "Urgent concern", "red"),
    ],
)
def test_priority_is_a_word_and_a_colour(changes: dict[str, object], text: str, tone: str):
    assert (row(**changes).priority.text, row(**changes).priority.tone) == (text, tone)


@pytest.mark.parametrize(
    ("changes", "badges"),
    [
        ({}, []),
        ({"consent": "signed"}, []),
        ({"consent": None}, ["Consent missing"]),
        ({"consent": "withdrawn"}, ["Consent withdrawn"]),
        ({"consent": None, "case_id": None}, []),
        ({"restricted": True, "interpreter": True}, ["Restricted", "Interpreter"]),
    ],
)
def test_badges_say_what_has_to_be_known_first(changes: dict[str, object], badges: list[str]):
    assert [badge.text for badge in row(**changes).badges] == badges


def test_a_row_says_what_its_due_date_counts_from():
    why = row(why=WHY).why

    assert (why.standard, why.counts_from) == ("Visit in 5 working days", "Case allocated, 14 December 2026")
    assert (why.rule, why.reason, why.reason_href) == ("TST-004", "", "")


def test_a_missed_standard_asks_why_until_somebody_has_said_so():
    assert row(why=replace(WHY, missed=True)).why.reason_href
    said = row(why=replace(WHY, missed=True, reason="lost_keys", note="On the train")).why
    assert (said.reason, said.reason_href) == ("Lost keys: On the train", "")


def test_an_address_is_read_and_written_the_same():
    asked = asked_for(View.TEAM, {"text": " ash ", "due": "today", "priority": "high", "sort": "-family"})

    assert asked.filters == WorkFilter(text="ash", due=DueIn.TODAY, priority=Priority.HIGH)
    assert asked.query == "text=ash&due=today&priority=high&sort=-family"
    assert asked.without("due").endswith("?text=ash&priority=high&sort=-family")


@pytest.mark.parametrize("query", [{"due": "never"}, {"sort": "password"}, {"text": "\0 \x1f"}, {"priority": ""}])
def test_what_an_address_cannot_mean_is_left_out(query: dict[str, str]):
    asked = asked_for(View.MINE, query)

    assert (asked.filters, asked.sort) == (WorkFilter(), "")


def test_heads_turn_the_order_round():
    heads = {head.text: head for head in heads_of(asked_for(View.TEAM, {"sort": "family"}))}

    assert (heads["Family"].direction, heads["Due"].direction) == ("ascending", "")
    assert heads["Family"].href.endswith("sort=-family")
    assert heads["Due"].href.endswith("sort=due")


def test_filters_in_use_are_named_in_words():
    filters = filters_of(asked_for(View.TEAM, {"due": "overdue", "text": "ash"}), Site(), [])

    assert filters.summary == "Search: ash, Due: Overdue"


def away(days: int, length: int = 5) -> AbsenceView:
    first = datetime(2026, 12, 14, tzinfo=UTC) + timedelta(days=days)
    return AbsenceView(
        id=ID,
        user="worker.west",
        name="Worker West",
        from_at=first,
        until_at=first + timedelta(days=length),
        reason=None,
        cover=None,
        cover_name=None,
    )


@pytest.mark.parametrize(
    ("absence", "text"),
    [
        (None, "Worker West"),
        (away(0), "Worker West (away, back 19 December 2026)"),
        (away(3), "Worker West (away from 17 December 2026)"),
        (away(20), "Worker West"),
    ],
)
def test_a_person_to_choose_is_said_to_be_away(absence: AbsenceView | None, text: str):
    worker = Worker(user="w", name="Worker West", roles=frozenset(), teams=frozenset(), absence=absence)

    assert choice_of(worker, Site(), now=NOW).text == text


def test_the_days_of_an_absence_include_the_last_one():
    assert days_of(away(0), Site()) == "14 December 2026 to 18 December 2026"
    assert days_of(away(0, length=1), Site()) == "14 December 2026"


def test_people_with_a_role_of_one_of_the_tasks_are_offered():
    people = [
        Worker(user=role, name=role, roles=frozenset({role}), teams=frozenset(), absence=None)
        for role in ("worker", "manager", "clerk")
    ]

    page = choose_page([ITEM], people, Site(), now=NOW, back="/work")

    assert [choice.value for choice in page.people] == ["worker", "manager"]


def test_an_outcome_with_refusals_is_not_plain():
    done = outcome_page(Outcome(done=(ID,), refused=()), [ITEM], Site(), to=None, now=NOW)
    refused = Outcome(done=(), refused=(Refused(id=ID, reason="They may not see this case."),))
    kept = outcome_page(refused, [ITEM], Site(), to=None, now=NOW)

    assert (done.plain, done.summary) == (True, "1 task completed.")
    assert not kept.plain
    assert kept.kept[0].about == "Make the first visit, Test Family Ash, TST-2026-00001"


def test_caseloads_are_families_for_each_full_time_worker():
    assert per_full_time(6, Decimal("0.5")) == Decimal("12.0")
    assert per_full_time(6, Decimal(0)) is None


def test_without_a_guide_the_longest_bar_is_whoever_carries_most():
    light, heavy = loads_of((replace(LOAD, per_full_time=Decimal("3.0")), LOAD), Site())

    assert (heavy.figure, heavy.bar, heavy.of, light.of) == ("12", 12.0, 12.0, 12.0)


def test_a_lead_without_an_account_has_neither_link_nor_bar():
    (load,) = loads_of((replace(LOAD, account=False, per_full_time=None),), Site())

    assert (load.href, load.figure, load.full_time) == ("", "", "")


def diary() -> Diary:
    tasks = (
        DueTask(id=ID, name="Visit", reference="TST-1", due_at=ITEM.due_at, opened_at=NOW, revision=3),
        DueTask(id=UUID(int=9), name="Call", reference=None, due_at=NOW, opened_at=NOW, revision=1),
    )
    sitting = DiarySitting(id=UUID(int=10), name="Transfer Panel", at=NOW, stamped_at=NOW, revision=2)
    return Diary(calendar=WorkingCalendar.from_mapping(HOURS), tasks=tasks, sittings=(sitting,))


def events() -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(calendar_of(diary(), place="https://example.org"))
    return {str(event["uid"]).split("@")[0]: event for event in calendar.walk("VEVENT")}


def test_what_is_due_with_the_day_takes_the_whole_day():
    event = events()[f"task-{ID}"]

    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 12, 17), date(2026, 12, 18))
    assert (str(event["summary"]), int(event["sequence"])) == ("Visit: due, TST-1", 3)
    assert str(event["url"]).startswith("https://example.org/tasks")


def test_of_a_restricted_case_a_calendar_learns_only_that_something_is_due():
    event = events()[f"task-{UUID(int=9)}"]

    assert str(event["summary"]) == "Task due"
    assert event["dtstart"].dt == NOW


def test_sittings_are_in_the_calendar_and_the_same_diary_gives_the_same_bytes():
    assert str(events()[f"sitting-{UUID(int=10)}"]["summary"]) == "Transfer Panel"
    assert calendar_of(diary(), place="https://example.org") == calendar_of(diary(), place="https://example.org")
