"""The lists of work: what is on them, how they are narrowed, and what can be done from them."""

from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import icalendar
import pytest
from sqlalchemy import select, update

from service.access import Scope
from service.models import Case, Person, Task, TaskStatus, db
from service.pathways.calls import fetch_calls
from service.pathways.claim_task import claim_task
from service.pathways.finish_call import complete_call
from service.pathways.mark_breaches import mark_breaches
from service.pathways.people import change_user
from service.pathways.record_absence import record_absence
from service.pathways.restrict_case import restrict_case
from service.web.work import asked
from tests.integration.builders import client, later, person, started, task_of, triaged, visited
from tests.integration.web.conftest import Browser, Page, Visit

LISTS = {
    "/work": "My work",
    "/work/team": "My team",
    "/work/unallocated": "Unallocated",
    "/work/waiting": "Waiting for others",
    "/work/coming-up": "Coming up",
    "/work/done": "Done this week",
}
READERS = ("worker.west", "manager.west", "director.one", "door.one", "admin.one", "guest.one")


def visits(visit: Visit, *families: str) -> list[UUID]:
    """A visit of team west for each family, waiting to be claimed."""
    with visit.app.app_context():
        return [task_of(triaged(visit.clock, family=family).case_id, "Task_Visit") for family in families]


def mine(visit: Visit, *families: str, worker: str = "worker.west") -> list[UUID]:
    found = visits(visit, *families)
    with visit.app.app_context():
        for task_id in found:
            claim_task(task_id=task_id, actor=person(worker), clock=visit.clock)
    return found


def change(visit: Visit, statement: object) -> None:
    with visit.app.app_context():
        db.session.execute(statement)
        db.session.commit()


def rows(page: Page) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.find("//main//tbody/tr")]


def holder(visit: Visit, task_id: UUID) -> str | None:
    with visit.app.app_context():
        return db.session.scalar(select(Task.assignee).where(Task.id == task_id))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("path", "title"), LISTS.items())
def test_every_list_opens_for_everybody_with_and_without_rows(visit: Visit, reader: str, path: str, title: str):
    browser = visit.as_(reader)

    assert browser.get(path).h1 == title
    mine(visit, "Test Family Ash")
    visits(visit, "Test Family Elm")
    assert browser.get(path).h1 == title
    assert browser.get(f"{path}?print=yes").h1 == title


def test_a_row_tells_family_task_stage_due_and_who(visit: Visit):
    mine(visit, "Test Family Ash")

    (row,) = rows(visit.as_("worker.west").get("/work"))

    for words in ("Test Family Ash", "TST-2026-", "Visit the family", "Visit", "left", "Normal", "Worker West"):
        assert words in row


def test_a_row_says_why_it_is_due(visit: Visit):
    with visit.app.app_context():
        started(visit.clock)

    (row,) = rows(visit.as_("door.one").get("/work/unallocated"))

    assert "Triage the referral" in row
    assert "Counts from:" in row
    assert "14 December 2026" in row


def test_nothing_is_due_and_the_list_says_so(visit: Visit):
    mine(visit, "Test Family Ash")
    change(visit, update(Task).values(due_at=None, deadlines=[]))

    (row,) = rows(visit.as_("worker.west").get("/work"))

    assert "No due date" in row
    assert "Why" not in row


def test_badges_warn_of_what_has_to_be_known_first(visit: Visit):
    mine(visit, "Test Family Ash")
    change(visit, update(Person).values(language="Polish"))
    change(visit, update(Case).values(consent="refused", restricted=False))

    (row,) = rows(visit.as_("worker.west").get("/work"))

    assert "Consent refused" in row
    assert "Interpreter" in row


def test_the_tabs_count_what_is_in_each_list(visit: Visit):
    mine(visit, "Test Family Ash")
    visits(visit, "Test Family Elm", "Test Family Oak")

    links = visit.as_("worker.west").get("/work").links()

    assert {"My work (1)", "My team (3)", "Unallocated (2)", "Done this week (0)"} <= set(links)


def test_a_list_is_narrowed_and_the_filters_are_named_and_cleared(visit: Visit):
    mine(visit, "Test Family Ash", "Test Family Elm")
    browser = visit.as_("worker.west")

    page = browser.get("/work?text=elm&due=week")

    assert len(rows(page)) == 1
    assert {"Remove this filter: Search: elm", "Remove this filter: Due: Due in the next 5 working days"} <= set(
        page.links()
    )
    cleared = browser.after(browser.get(page.links()["Clear filters"], status=302))
    assert len(rows(cleared)) == 2
    assert len(rows(browser.get("/work"))) == 2


def test_a_list_opens_as_it_was_left_each_person_their_own(visit: Visit):
    mine(visit, "Test Family Ash", "Test Family Elm")
    worker = visit.as_("worker.west")
    worker.get("/work?text=elm&sort=-family")

    again = worker.get("/work", status=302)

    assert again.answer.headers["Location"] == "/work?text=elm&sort=-family"
    assert visit.as_("worker.west.two").get("/work").h1 == "My work"
    assert worker.get("/work/team").h1 == "My team"


def test_an_address_that_means_nothing_gives_the_plain_list(visit: Visit):
    mine(visit, "Test Family Ash")
    browser = visit.as_("worker.west")

    page = browser.get("/work?sort=evil&due=whenever&priority=9&text=%00%ff&team=")

    assert page.h1 == "My work"
    browser.get("/work?after=nonsense", status=422)


def test_a_list_is_sorted_by_its_heads(visit: Visit):
    mine(visit, "Test Family Elm", "Test Family Ash")
    browser = visit.as_("worker.west")

    page = browser.get("/work?sort=family")

    assert [row.find("Ash") > 0 for row in rows(page)] == [True, False]
    assert page.find("//th[@aria-sort='ascending']")[0].text_content().strip().startswith("Family")
    assert "sort=-family" in page.links()["Family▲"]


def test_long_lists_have_pages(visit: Visit, monkeypatch: pytest.MonkeyPatch):
    mine(visit, *[f"Test Family {number}" for number in range(3)])
    browser = visit.as_("worker.west")
    monkeypatch.setattr(asked, "ROWS", 2)

    first = browser.get("/work?sort=family")
    second = browser.follow("Next page")

    assert [len(rows(first)), len(rows(second))] == [2, 1]
    assert "Back to the first page" in second.links()


def test_a_list_is_printed_with_its_date_and_filters(visit: Visit):
    mine(visit, "Test Family Ash")

    page = visit.as_("worker.west").get("/work?text=ash&print=yes")

    assert "Filters: Search: ash" in page.text
    assert "printed 14 December 2026 at 10am" in page.text
    assert not page.find("//main//input | //nav[@aria-label='Menu']")


def test_a_task_is_claimed_and_put_back_from_the_list(visit: Visit):
    (task_id,) = visits(visit, "Test Family Ash")
    worker = visit.as_("worker.west")
    worker.get("/work/unallocated")

    worker.post(worker.page.find("//button[contains(@formaction, '/claim')]")[0].get("formaction"), {})
    assert holder(visit, task_id) == "worker.west"
    worker.get("/work")
    worker.post(f"/work/tasks/{task_id}/put-back", {})

    assert holder(visit, task_id) is None


def test_a_task_that_somebody_else_took_meanwhile_is_not_claimed(visit: Visit):
    (task_id,) = mine(visit, "Test Family Ash", worker="worker.west.two")

    visit.as_("worker.west").post(f"/work/tasks/{task_id}/claim", {}, status=403)

    assert holder(visit, task_id) == "worker.west.two"


def chosen(browser: Browser, tasks: list[UUID], do: str) -> Page:
    answer = browser.post("/work/chosen", {"task": [str(task) for task in tasks], "do": do, "back": "/work/team"})
    return browser.after(answer)


def test_chosen_tasks_are_given_to_somebody(visit: Visit):
    tasks = visits(visit, "Test Family Ash", "Test Family Elm")
    manager = visit.as_("manager.west")

    chosen(manager, tasks, "reassign")
    answer = manager.submit({"assignee": "worker.west", "task": [str(task) for task in tasks]}, action="/work/reassign")

    assert answer.answer.headers["Location"].startswith("/work/team")
    assert "2 tasks reassigned." in manager.after(answer).text
    assert {holder(visit, task) for task in tasks} == {"worker.west"}


def test_only_people_with_the_role_are_offered_and_who_is_away_is_said(visit: Visit):
    tasks = visits(visit, "Test Family Ash")
    with visit.app.app_context():
        record_absence(
            user="worker.west",
            first=date(2026, 12, 14),
            last=date(2026, 12, 18),
            actor=person("manager.west"),
            clock=visit.clock,
        )
    manager = visit.as_("manager.west")

    page = chosen(manager, tasks, "reassign")

    offered = [option.text_content().strip() for option in page.find("//select[@id='assignee']/option")]
    assert offered == ["Choose", "Worker West (away, back 19 December 2026)", "Worker West Two"]
    told = manager.submit({"assignee": "worker.west"}, action="/work/reassign", status=200)
    assert "Worker West is away" in told.text
    assert holder(visit, tasks[0]) == "worker.west"


def test_tasks_that_somebody_may_not_have_are_listed_with_the_reason(visit: Visit):
    fine, hidden = visits(visit, "Test Family Ash", "Test Family Elm")
    with visit.app.app_context():
        case_id = db.session.get_one(Task, hidden).case_id
        people = ["manager.west", "worker.west.two"]
        restrict_case(case_id=case_id, people=people, reason="Known", actor=person("director.one"), clock=visit.clock)
    manager = visit.as_("manager.west")
    chosen(manager, [fine, hidden], "reassign")

    page = manager.submit(
        {"assignee": "worker.west", "task": [str(fine), str(hidden)]}, action="/work/reassign", status=200
    )

    assert "1 task reassigned." in page.text
    assert "Test Family Elm" in page.text
    assert "Worker West may not see this case." in page.text
    assert (holder(visit, fine), holder(visit, hidden)) == ("worker.west", None)


def test_reassigning_needs_tasks_and_somebody(visit: Visit):
    tasks = visits(visit, "Test Family Ash")
    manager = visit.as_("manager.west")

    nothing = manager.get("/work/reassign", status=422)
    assert nothing.errors == {"task": "Choose at least one task"}
    chosen(manager, tasks, "reassign")
    nobody = manager.submit({"assignee": ""}, action="/work/reassign", status=422)

    assert nobody.errors == {"assignee": "Choose who gets the tasks"}
    assert nobody.form()["task"] == str(tasks[0])


def test_a_restricted_task_is_not_shown_when_its_id_is_known(visit: Visit):
    (task_id,) = visits(visit, "Test Family Ash")
    with visit.app.app_context():
        case_id = db.session.get_one(Task, task_id).case_id
        restrict_case(
            case_id=case_id, people=["worker.east"], reason="Known", actor=person("director.one"), clock=visit.clock
        )
    manager = visit.as_("manager.west")

    for path in ("/work/reassign", "/work/complete"):
        page = manager.get(f"{path}?task={task_id}", status=422)
        assert "Test Family Ash" not in page.text


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("reader", ["worker.west", "manager.west", "director.one", "admin.one"])
def test_no_list_names_or_counts_a_restricted_case(visit: Visit, path: str, reader: str):
    mine(visit, "Test Family Ash")
    with visit.app.app_context():
        case_id = db.session.scalars(select(Case.id)).one()
        director = person("director.one")
        restrict_case(case_id=case_id, people=["worker.east"], reason="Known", actor=director, clock=visit.clock)
        db.session.execute(update(Case).values(lead=reader))
        db.session.commit()
    browser = visit.as_(reader)

    for address in (path, f"{path}?text=ash", f"{path}?print=yes"):
        page = browser.get(address)
        assert "Test Family Ash" not in page.text.replace("Filters: Search: ash", "")
        assert "TST-2026" not in page.text
    browser.get(f"{path}?clear=yes", status=302)
    assert all(
        "(0)" in text for text in browser.get(path).links() if text.startswith(tuple(LISTS.values())) and "(" in text
    )


def referrals(visit: Visit, count: int) -> list[UUID]:
    with visit.app.app_context():
        return [task_of(started(visit.clock, family=f"Test Family {n}").case_id, "Task_Triage") for n in range(count)]


def test_tasks_of_one_question_are_answered_together(visit: Visit):
    tasks = referrals(visit, 3)
    door = visit.as_("door.one")
    page = chosen(door, tasks, "complete")
    assert "Complete 3 tasks" in page.text

    sent = {"task": [str(task) for task in tasks], "answer-accepted": "yes"}
    answer = door.submit(sent, action="/work/complete")

    assert "3 tasks completed." in door.after(answer).text
    with visit.app.app_context():
        found = db.session.scalars(select(Task.status).where(Task.id.in_(tasks))).all()
    assert set(found) == {TaskStatus.COMPLETED}


def test_the_question_is_asked_again_when_it_was_not_answered(visit: Visit):
    tasks = referrals(visit, 2)
    door = visit.as_("door.one")
    chosen(door, tasks, "complete")

    page = door.submit({"task": [str(task) for task in tasks]}, action="/work/complete", status=422)

    assert set(page.errors) == {"answer-accepted"}
    assert "Complete 2 tasks" in page.text


def test_tasks_that_ask_more_are_not_answered_together(visit: Visit):
    tasks = mine(visit, "Test Family Ash", "Test Family Elm")
    worker = visit.as_("worker.west")

    answer = worker.post("/work/chosen", {"task": [str(task) for task in tasks], "do": "complete", "back": "/work"})
    page = worker.get(answer.answer.headers["Location"].rstrip("#"), status=422)

    assert "more than one question" in page.errors["task"]


def test_what_is_chosen_leads_back_to_no_other_site(visit: Visit):
    tasks = mine(visit, "Test Family Ash")
    worker = visit.as_("worker.west")

    answer = worker.post("/work/chosen", {"task": str(tasks[0]), "do": "reassign", "back": "https://evil.example/"})

    assert "evil" not in answer.answer.headers["Location"]


def test_the_work_of_somebody_away_is_marked_and_taken_over(visit: Visit):
    (task_id,) = mine(visit, "Test Family Ash")
    with visit.app.app_context():
        record_absence(
            user="worker.west",
            first=date(2026, 12, 14),
            last=date(2026, 12, 18),
            cover="worker.west.two",
            actor=person("manager.west"),
            clock=visit.clock,
        )
    cover = visit.as_("worker.west.two")

    (row,) = rows(cover.get("/work"))
    assert "Covering for Worker West" in row
    cover.post(f"/work/tasks/{task_id}/take-over", {})

    assert holder(visit, task_id) == "worker.west.two"


def test_waiting_for_others_names_what_families_wait_for(visit: Visit):
    with visit.app.app_context():
        visited(visit.clock)
        poster = client(Scope.EXTERNAL_TASKS)
        minute = timedelta(minutes=1)
        (call,) = fetch_calls(topics=["letter.post"], worker="w", lock_for=minute, actor=poster, clock=visit.clock)
        complete_call(call_id=call.id, worker="w", result={"number": 7}, actor=poster, clock=visit.clock)
        db.session.execute(update(Case).values(lead="worker.west"))
        db.session.commit()

    found = rows(visit.as_("worker.west").get("/work/waiting"))

    assert any("Test Family Ash" in row and "Family replied" in row for row in found)
    assert "urgent" not in " ".join(found).lower()


def test_families_without_a_lead_worker_stand_beside_the_caseloads(visit: Visit):
    visits(visit, "Test Family Ash")

    page = visit.as_("manager.west").get("/work/unallocated")

    assert "Families without a lead worker" in page.text
    assert "Who has room" in page.text
    assert "1 child" in page.text
    assert "Who has room" not in visit.as_("worker.west").get("/work/unallocated").text


def test_why_something_is_overdue_is_said_from_the_list_and_shown_there(visit: Visit):
    with visit.app.app_context():
        started(visit.clock)
        later(visit.clock, days=5)
        mark_breaches(clock=visit.clock)
    door = visit.as_("door.one")
    page = door.get("/work/unallocated")

    link = next(href for text, href in page.links().items() if text.startswith("Say why it is overdue"))
    door.get(link)
    refused = door.submit({"reason": "other"}, status=422)
    assert refused.errors == {"note": "Enter what the reason is"}
    door.submit({"reason": "school_holidays"})

    (row, *_) = rows(door.get("/work/unallocated"))
    assert "Overdue because: School holidays" in row
    assert "School holidays" in door.get(link).text


def feed_of(browser: Browser) -> str:
    browser.get("/work/calendar")
    page = browser.submit({}, action="/work/calendar", status=200)
    return urlsplit(page.find("//textarea[@id='calendar-address']")[0].text.strip()).path


def test_a_calendar_reads_due_dates_without_names(visit: Visit):
    (task_id,) = mine(visit, "Test Family Ash")
    address = feed_of(visit.as_("worker.west"))

    answer = visit.app.test_client().get(address)

    assert answer.mimetype == "text/calendar"
    calendar = icalendar.Calendar.from_ical(answer.get_data())
    (event,) = [each for each in calendar.walk("VEVENT") if str(each["uid"]).startswith("task-")]
    assert str(event["uid"]).startswith(f"task-{task_id}@")
    assert str(event["summary"]).startswith("Visit the family: due, TST-2026-")
    assert int(event["sequence"]) == 2
    for secret in ("Test Family", "Ash", "Child One"):
        assert secret not in answer.get_data(as_text=True)


def test_the_same_calendar_is_not_sent_twice(visit: Visit):
    mine(visit, "Test Family Ash")
    address = feed_of(visit.as_("worker.west"))
    stranger = visit.app.test_client()
    first = stranger.get(address)

    again = stranger.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert "private" in first.headers["Cache-Control"]


def test_an_address_is_worth_nothing_once_revoked_or_when_the_person_has_left(visit: Visit):
    worker = visit.as_("worker.west")
    address = feed_of(worker)
    stranger = visit.app.test_client()
    assert stranger.get(address).status_code == 200
    worker.get("/work/calendar")
    worker.submit({}, action="/work/calendar/revoke")
    assert stranger.get(address).status_code == 404

    second = feed_of(worker)
    with visit.app.app_context():
        change_user(name="worker.west", active=False, actor=person("admin.one"), clock=visit.clock)
    assert stranger.get(second).status_code == 404
    assert stranger.get("/work/calendar/guess.ics").status_code == 404


def test_a_task_due_at_an_hour_is_in_the_calendar_at_that_hour(visit: Visit):
    mine(visit, "Test Family Ash")
    due_at = visit.clock.now() + timedelta(hours=26)
    change(visit, update(Task).values(due_at=due_at))
    address = feed_of(visit.as_("worker.west"))

    calendar = icalendar.Calendar.from_ical(visit.app.test_client().get(address).get_data())

    (event,) = [each for each in calendar.walk("VEVENT") if str(each["uid"]).startswith("task-")]
    assert event["dtstart"].dt == due_at
