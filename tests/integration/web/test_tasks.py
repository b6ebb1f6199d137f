"""The page of one task, in every state it can be in."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from service.models import Document, Draft, Person, Record, RecordVersion, Task, TaskStatus, db
from service.pathways.assign_task import assign_task
from service.pathways.change_instance import suspend_instance
from service.pathways.claim_task import claim_task
from service.pathways.restrict_case import restrict_case
from service.pathways.start_case import StartedCase
from tests.integration.builders import complete, person, planned, planning, task_of
from tests.integration.web.conftest import Browser, Page, Visit

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
LARGEST = 100_000  # bytes of a file; larger ones the client of the tests would put on disk
SETTINGS = "PATHWAYS_SETTINGS"
AIM = "answer-aim"
PAID = "answer-paid"


def started(visit: Visit, make: Any, element: str, **about: Any) -> tuple[StartedCase, str]:
    """A case, and the address of its open task of that element."""
    with visit.app.app_context():
        case = make(visit.clock, **about)
        return case, f"/tasks/{task_of(case.case_id, element)}"


@pytest.fixture
def plan(visit: Visit) -> str:
    """A form of three pages, the second only where the plan costs money."""
    return started(visit, planning, "Task_Plan")[1]


@pytest.fixture
def call(visit: Visit) -> str:
    """A short form that asks whether a call took place."""
    return started(visit, planned, "Task_Attempt")[1]


def id_of(address: str) -> UUID:
    return UUID(address.rpartition("/")[2])


def act(visit: Visit, do: Any, **about: Any) -> Any:
    with visit.app.app_context():
        name = about.pop("by")
        return do(**about, actor=person(name), clock=visit.clock)


def stored(visit: Visit, statement: Any) -> list[Any]:
    with visit.app.app_context():
        return list(db.session.scalars(statement))


def send(browser: Browser, answers: dict[str, Any], *, status: int = 303) -> Page:
    """Fill in the form of the task that is in front and press its first button."""
    assert browser.page is not None
    address = browser.page.find("//form[@id='answers']")[0].get("action")
    sent = {**typed(browser.page), **answers}
    return browser.post(address, sent, status=status, token=False)


def walk_to_check(browser: Browser, plan: str) -> Page:
    """Answer the first and the last page of the plan, and stop before it is sent."""
    browser.get(plan)
    browser.after(send(browser, {AIM: "Sleep", PAID: "no"}))
    return browser.after(send(browser, {"answer-helpers-0-name": "Test Neighbour"}))


HELD = {
    "answer-took_place": "yes",
    "answer-tried_on-day": "14",
    "answer-tried_on-month": "12",
    "answer-tried_on-year": "2026",
}
NOT_HELD = {**HELD, "answer-took_place": "no", "answer-why_not": "Nobody in"}


def typed(page: Page) -> dict[str, str]:
    """What the form of the task holds."""
    (form,) = [form for form in page.document.forms if form.get("id") == "answers"]
    return {name: value for name, value in form.form_values() if name}


# ---- what the page says


def test_the_page_says_what_the_task_is_about_and_why_it_is_due(visit: Visit, plan: str):
    page = visit.as_("worker.west").get(plan)

    assert page.h1 == "Make a plan"
    for words in ("Test Family Elm", "Planning", "Monday 21 December 2026", "5 working days left", "Nobody yet"):
        assert words in page.text
    assert "It counts from: Planning begins: 14 December 2026 at 10am" in page.text
    assert "“Each referral is triaged.” TEST-001" in page.text
    assert "This standard must be met." in page.text
    assert "Ask the family first." in page.text


def test_what_is_known_already_is_shown_and_named_as_the_source(visit: Visit, plan: str):
    page = visit.as_("worker.west").get(plan)

    assert "Tired and alone" in page.text
    assert "Referral, 14 December 2026" in page.links()


def test_prefilled_answers_say_where_they_come_from(visit: Visit):
    with visit.app.app_context():
        case = planning(visit.clock)
        answers = {"aim": "Sleep", "paid": "yes", "budget": "5", "from_day": "2026-12-20"}
        complete(case, "Task_Plan", answers, by="worker.west", clock=visit.clock)
        task = task_of(case.case_id, "Task_Attempt")

    page = visit.as_("worker.west").get(f"/tasks/{task}")

    assert page.find("//*[@id='answer-planned_on-day']")[0].get("value") == "20"
    assert "From “Plan”, 14 December 2026" in page.text


def test_safe_contact_stands_before_the_form(visit: Visit, plan: str):
    with visit.app.app_context():
        child = db.session.scalars(select(Person).where(Person.name == "Child One")).one()
        child.safe_contact, child.language = "Never by letter", "Turkish"
        db.session.commit()

    page = visit.as_("worker.west").get(plan)

    assert page.text.index("Never by letter") < page.text.index("What should change?")
    assert "Interpreter: Turkish" in page.text


def test_a_restricted_case_is_marked(visit: Visit):
    case, plan = started(visit, planning, "Task_Plan")
    restrict(visit, case, ["worker.west"])

    assert "Restricted" in visit.as_("worker.west").get(plan).text


def test_a_task_of_another_team_is_not_there(visit: Visit, plan: str):
    visit.as_("worker.east").get(plan, status=404)


def test_whoever_is_not_signed_in_is_asked_to(visit: Visit, plan: str):
    assert "/sign-in" in visit.stranger().get(plan, status=303).answer.headers["Location"]


# ---- answering a short form


def test_a_short_form_is_sent_at_once_and_says_what_comes_next(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    browser.get(call)

    done = browser.after(send(browser, HELD))

    assert done.h1 == "Done: Call on the family"
    assert "Put the papers away" in done.links()
    assert "Attempt 1 recorded: took place. Next: Put the papers away." in done.text
    assert stored(visit, select(Task.status).where(Task.id == id_of(call))) == [TaskStatus.COMPLETED]


def test_attempts_are_counted_with_day_and_outcome(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    first = browser.get(call)
    again = browser.after(send(browser, NOT_HELD))
    second = browser.follow("Next task")

    done = browser.after(send(browser, NOT_HELD))

    assert "This is the first attempt." in first.text
    assert "Attempt 1 recorded: did not take place. Next: Call on the family." in again.text
    assert "1 attempt so far. This is attempt 2." in second.text
    assert "14 December 2026: did not take place" in second.text
    assert "Attempt 2 recorded: did not take place." in done.text


def test_sending_twice_completes_once(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    browser.get(call)
    send(browser, HELD)

    again = send(browser, HELD)

    assert again.answer.headers["Location"].startswith(f"{call}/done")
    assert len(stored(visit, select(Record.id).where(Record.task_id == id_of(call)))) == 1


def test_without_the_token_of_the_form_nothing_is_sent_and_nothing_lost(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    browser.get(call)

    page = send(browser, {**NOT_HELD, "csrf_token": "forged"}, status=400)

    assert page.form()["answer-why_not"] == "Nobody in"
    assert stored(visit, select(Task.status).where(Task.id == id_of(call))) == [TaskStatus.OPEN]


def test_a_visit_for_three_siblings_is_one_form(visit: Visit):
    _, call = started(visit, planned, "Task_Attempt", children=("Child One", "Child Two", "Child Three"))
    children = stored(visit, select(Person.id).where(Person.name.startswith("Child")))
    browser = visit.as_("worker.west")
    browser.get(call)

    send(browser, {**HELD, "answer-children": [str(child) for child in children]})

    answers = stored(visit, select(RecordVersion.answers).join(Record).where(Record.task_id == id_of(call)))
    assert set(answers[0]["children"]) == {str(child) for child in children}


# ---- what is wrong


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"answer-took_place": None}, "answer-took_place", "Select an answer to “Did the call take place?”"),
        ({"answer-took_place": "perhaps"}, "answer-took_place", "must be one of the answers offered"),
        ({"answer-tried_on-day": "31", "answer-tried_on-month": "2"}, "answer-tried_on-day", "must be a real date"),
        ({"answer-tried_on-month": ""}, "answer-tried_on-day", "must include a month"),
        ({"answer-tried_on-year": "2027"}, "answer-tried_on-day", "must be today or in the past"),
        ({"answer-took_place": "no"}, "answer-why_not", "Why did it not take place"),
        ({"answer-children": "somebody"}, "answer-children", "must be one of the answers offered"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_all_that_was_typed_stays(
    visit: Visit, call: str, wrong: dict[str, Any], field: str, words: str
):
    browser = visit.as_("worker.west")
    browser.get(call)
    sent = {**HELD, "answer-planned_on-day": "3", "answer-planned_on-month": "soon", **wrong}

    page = send(browser, sent, status=422)

    assert words in page.errors[field]
    kept = typed(page)
    for name, value in sent.items():
        if name not in {"answer-took_place", "answer-children"} and value is not None:
            assert kept[name] == value
    assert kept["answer-planned_on-month"] == "soon"


def test_answers_that_were_refused_are_saved_all_the_same(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    browser.get(call)
    send(browser, {"answer-why_not": "Nobody in", "answer-took_place": "no"}, status=422)

    page = browser.get(call)

    assert typed(page)["answer-why_not"] == "Nobody in"
    assert page.errors == {}


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({AIM: "", PAID: "no"}, AIM, "Enter an answer to “What should change?”"),
        ({AIM: "x" * 501, PAID: "no"}, AIM, "500 characters or fewer"),
        ({AIM: "Sleep"}, PAID, "Does it cost money?"),
    ],
)
def test_a_page_of_a_long_form_is_checked_before_the_next(
    visit: Visit, plan: str, typed: dict[str, str], field: str, words: str
):
    browser = visit.as_("worker.west")
    browser.get(plan)

    page = send(browser, typed, status=422)

    assert words in page.errors[field]
    assert list(page.errors) == [field]


@pytest.mark.parametrize(
    ("budget", "words"), [("much", "must be a number"), ("-1", "between 0 and 1000"), ("5000", "between 0 and 1000")]
)
def test_numbers_are_checked(visit: Visit, plan: str, budget: str, words: str):
    browser = visit.as_("worker.west")
    browser.get(plan)
    browser.after(send(browser, {AIM: "Sleep", PAID: "yes"}))

    page = send(browser, {"answer-budget": budget}, status=422)

    assert words in page.errors["answer-budget"]
    assert typed(page)["answer-budget"] == budget


def test_an_item_of_a_repeated_group_is_checked_where_it_stands(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    browser.get(plan)
    browser.after(send(browser, {AIM: "Sleep", PAID: "no"}))

    page = send(browser, {"answer-helpers-0-role": "teacher"}, status=422)

    assert page.errors == {"answer-helpers-0-name": "Enter name"}


# ---- forms of several pages


def test_pages_that_do_not_apply_are_left_out(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    browser.get(plan)
    free = browser.after(send(browser, {AIM: "Sleep", PAID: "no"}))
    browser.get(plan)
    paid = browser.after(send(browser, {AIM: "Sleep", PAID: "yes"}))

    assert "Page 2 of 2" in free.text
    assert "People and papers" in free.text
    assert "Page 2 of 3" in paid.text
    assert "Budget in pounds" in paid.text


def test_answers_are_looked_through_before_they_are_sent(visit: Visit, plan: str):
    browser = visit.as_("worker.west")

    check = walk_to_check(browser, plan)

    assert "Check your answers" in check.text
    assert "Sleep" in check.text
    assert "Test Neighbour" in check.text
    assert stored(visit, select(Task.status).where(Task.id == id_of(plan))) == [TaskStatus.OPEN]


def test_a_change_leads_back_to_the_check_page(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    check = walk_to_check(browser, plan)
    change = next(href for text, href in check.links().items() if text.startswith("Change") and "should change" in text)
    browser.get(change.partition("#")[0])

    back = send(browser, {AIM: "Sleep and food", PAID: "no"})

    assert back.answer.headers["Location"].startswith(f"{plan}/check")
    assert "Sleep and food" in browser.after(back).text


def test_what_is_still_missing_is_named_on_the_check_page_and_asked_for(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    check = walk_to_check(browser, plan)
    browser.get(f"{plan}?change=1")
    check = browser.after(send(browser, {AIM: "Sleep", PAID: "yes"}))

    page = browser.submit({}, action=f"{plan}/complete", status=422)

    assert "Enter budget in pounds" in check.links()
    assert set(page.errors) == {"answer-budget", "answer-from_day-day"}


def test_the_whole_form_is_sent_from_the_check_page(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    walk_to_check(browser, plan)

    done = browser.after(browser.submit({}, action=f"{plan}/complete"))

    answers = stored(visit, select(RecordVersion.answers).join(Record).where(Record.task_id == id_of(plan)))
    assert done.h1 == "Done: Make a plan"
    assert answers == [{"aim": "Sleep", "paid": "no", "helpers": [{"name": "Test Neighbour"}]}]
    assert stored(visit, select(Draft.task_id)) == []


def test_items_are_added_and_removed_without_losing_what_is_typed(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    browser.get(plan)
    browser.after(send(browser, {AIM: "Sleep", PAID: "no"}))

    added = browser.after(send(browser, {"answer-helpers-0-name": "One", "_action": "add:helpers"}))
    two = send(browser, {"answer-helpers-1-name": "Two", "_action": "remove:helpers:0"})
    removed = browser.after(two)

    assert typed(added)["answer-helpers-0-name"] == "One"
    assert "Helper 2" in added.text
    assert typed(removed)["answer-helpers-0-name"] == "Two"
    assert "Helper 2" not in removed.text


# ---- drafts


def test_answers_are_kept_for_later(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    browser.get(plan)
    send(browser, {AIM: "Half a sen", "_action": "save"})

    page = browser.get(plan)

    assert typed(page)[AIM] == "Half a sen"
    assert "Saved at 10am" in page.text


def test_what_was_cleared_stays_cleared(visit: Visit):
    with visit.app.app_context():
        case = planning(visit.clock)
        answers = {"aim": "Sleep", "paid": "yes", "budget": "5", "from_day": "2026-12-20"}
        complete(case, "Task_Plan", answers, by="worker.west", clock=visit.clock)
        call = f"/tasks/{task_of(case.case_id, 'Task_Attempt')}"
    browser = visit.as_("worker.west")
    browser.get(call)
    cleared = {f"answer-planned_on-{part}": "" for part in ("day", "month", "year")}
    send(browser, {**cleared, "_action": "save"})

    assert typed(browser.get(call))["answer-planned_on-day"] == ""


def test_drafts_save_themselves(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    sent = browser.get(plan).form(plan)

    first = draft(browser, plan, {**sent, AIM: "Sle"})
    second = draft(browser, plan, {**sent, AIM: "Sleep", "version": first["version"]})
    again = draft(browser, plan, {**sent, AIM: "Sleep", "version": second["version"]})

    assert (first["version"], second["version"], again["version"]) == (1, 2, 2)
    assert first["saved_at"] == "2026-12-14T10:00:00+00:00"
    assert typed(browser.get(plan))[AIM] == "Sleep"


def test_looking_around_saves_nothing(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    sent = browser.get(plan).form(plan)

    answer = draft(browser, plan, sent)

    assert (answer["version"], answer["saved_at"]) == (0, None)
    assert stored(visit, select(Draft.task_id)) == []


def test_a_draft_that_cannot_be_saved_says_why(visit: Visit):
    case, plan = started(visit, planning, "Task_Plan")
    browser = visit.as_("worker.west")
    sent = browser.get(plan).form(plan)
    with visit.app.app_context():
        complete(case, "Task_Plan", {"aim": "Rest", "paid": "no"}, by="worker.west.two", clock=visit.clock)

    answer = draft(browser, plan, {**sent, AIM: "Sleep"}, status=409)

    assert "already completed" in answer["detail"]


def test_a_form_that_outlived_the_session_comes_back_after_signing_in(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    browser.get(call)
    form = browser.page.form(call)
    browser.client.delete_cookie("pathways")

    asked = browser.post(call, {**form, **NOT_HELD}, status=401, token=False)
    given_back = browser.submit({"name": "worker.west", "password": "a long test password"}, status=200)
    fields = given_back.form()
    done = browser.after(browser.submit({}))

    assert "Sign in" in asked.h1
    assert fields["answer-why_not"] == "Nobody in"
    assert done.h1 == "Done: Call on the family"


# ---- two windows, two people


def test_two_windows_of_one_person_never_overwrite_each_other(visit: Visit, plan: str):
    one, two = visit.as_("worker.west"), visit.as_("worker.west")
    one.get(plan)
    two.get(plan)
    send(one, {AIM: "In the first window", "_action": "save"})

    page = send(two, {AIM: "In the second window", PAID: "no"}, status=409)

    assert "In the first window" in page.text
    assert typed(page)[AIM] == "In the second window"
    assert typed(one.get(plan))[AIM] == "In the first window"


def test_either_window_can_be_chosen(visit: Visit, plan: str):
    one, two = visit.as_("worker.west"), visit.as_("worker.west")
    one.get(plan)
    two.get(plan)
    send(one, {AIM: "In the first window", "_action": "save"})
    send(two, {AIM: "In the second window"}, status=409)

    kept = two.after(send(two, {"_action": "keep"}))

    assert typed(kept)[AIM] == "In the second window"


def test_a_short_form_is_not_sent_over_what_another_window_saved(visit: Visit, call: str):
    one, two = visit.as_("worker.west"), visit.as_("worker.west")
    one.get(call)
    two.get(call)
    send(one, {**NOT_HELD, "answer-why_not": "No answer at the door", "_action": "save"})

    page = send(two, NOT_HELD, status=409)

    assert "No answer at the door" in page.text
    assert stored(visit, select(Task.status).where(Task.id == id_of(call))) == [TaskStatus.OPEN]


def test_answers_that_another_window_changed_are_not_sent_unseen(visit: Visit, plan: str):
    one, two = visit.as_("worker.west"), visit.as_("worker.west")
    walk_to_check(one, plan)
    two.get(plan)
    send(two, {AIM: "Something else", PAID: "no", "_action": "save"})

    page = one.submit({}, action=f"{plan}/complete", status=409)

    assert "changed in another window" in page.text
    assert "Something else" in page.text


def test_two_people_in_one_task_see_each_other(visit: Visit, plan: str):
    visit.as_("worker.west").get(plan)

    page = visit.as_("worker.west.two").get(plan)
    news = draft(visit.as_("worker.west"), plan, {})

    assert "Also open by Worker West." in page.text
    assert news["others"] == ["Worker West Two"]


# ---- too late


def test_what_somebody_else_completed_meanwhile_is_not_answered_again_and_nothing_is_lost(visit: Visit):
    case, call = started(visit, planned, "Task_Attempt")
    browser = visit.as_("worker.west")
    browser.get(call)
    with visit.app.app_context():
        answers = {"took_place": "yes", "tried_on": "2026-12-10"}
        complete(case, "Task_Attempt", answers, by="worker.west.two", clock=visit.clock)

    page = send(browser, NOT_HELD, status=409)

    assert page.h1 == "This task is already completed"
    assert "Worker West Two completed it on 14 December 2026 at 10am" in page.text
    assert page.text.index("10 December 2026") < page.text.index("What you wrote") < page.text.index("Nobody in")
    assert {"Read what was answered", "See what comes next", "Go to My work"} <= set(page.links())


def test_pages_saved_before_somebody_else_completed_it_are_shown_too(visit: Visit):
    case, plan = started(visit, planning, "Task_Plan")
    browser = visit.as_("worker.west")
    browser.get(plan)
    browser.after(send(browser, {AIM: "Sleep above all", PAID: "no"}))
    with visit.app.app_context():
        complete(case, "Task_Plan", {"aim": "Rest", "paid": "no"}, by="worker.west.two", clock=visit.clock)

    page = send(browser, {"answer-helpers-0-name": "Test Neighbour"}, status=409)

    assert "Sleep above all" in page.text
    assert "Test Neighbour" in page.text


def test_a_task_that_was_withdrawn_says_so(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    browser.get(call)
    with visit.app.app_context():
        task = db.session.get_one(Task, id_of(call))
        task.status, task.ended_at = TaskStatus.CANCELLED, visit.clock.now()
        db.session.commit()

    page = send(browser, NOT_HELD, status=409)

    assert page.h1 == "This task is no longer needed"
    assert "Nobody in" in page.text


def test_a_task_that_was_given_to_somebody_else_says_so(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    browser.get(call)
    act(visit, assign_task, task_id=id_of(call), assignee="worker.west.two", by="manager.west")

    page = send(browser, NOT_HELD, status=409)

    assert page.h1 == "This task is with somebody else"
    assert "It is with Worker West Two." in page.text
    assert "Nobody in" in page.text


def test_a_case_that_was_restricted_gives_back_what_was_typed_and_nothing_else(visit: Visit):
    case, call = started(visit, planned, "Task_Attempt")
    browser = visit.as_("worker.west")
    browser.get(call)
    restrict(visit, case, ["director.one"])

    page = send(browser, NOT_HELD, status=409)

    assert page.h1 == "You can no longer open this task"
    assert "Nobody in" in page.text
    assert "Test Family Elm" not in page.text


def test_whoever_comes_back_to_a_restricted_case_finds_what_they_had_saved(visit: Visit):
    case, plan = started(visit, planning, "Task_Plan")
    browser = visit.as_("worker.west")
    browser.get(plan)
    send(browser, {AIM: "Half a sen", "_action": "save"})
    restrict(visit, case, ["director.one"])

    page = browser.get(plan, status=409)

    assert page.h1 == "You can no longer open this task"
    assert "Half a sen" in page.text
    assert "Tired and alone" not in page.text


def test_whoever_never_had_it_open_learns_nothing_by_sending(visit: Visit):
    case, call = started(visit, planned, "Task_Attempt")
    restrict(visit, case, ["director.one"])

    visit.as_("worker.west").post(call, NOT_HELD, status=404)


def test_work_that_is_paused_takes_no_answers(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    browser.get(call)
    with visit.app.app_context():
        instance = db.session.get_one(Task, id_of(call)).instance_id
        suspend_instance(instance_id=instance, reason="Moved away", actor=person("admin.one"), clock=visit.clock)

    page = send(browser, NOT_HELD, status=409)

    assert page.h1 == "This work is paused"
    assert "Nobody in" in page.text


def test_a_form_of_a_newer_release_keeps_what_still_fits(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    browser.get(call)

    page = send(browser, {**NOT_HELD, "edition": "older", "answer-weather": "Rain"}, status=409)

    assert "The procedure was changed while you had this task open." in page.text
    assert typed(page)["answer-why_not"] == "Nobody in"
    assert "Rain" in page.text
    assert stored(visit, select(Task.status).where(Task.id == id_of(call))) == [TaskStatus.OPEN]


def test_a_task_that_is_done_shows_where_its_record_is(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    browser.get(call)
    send(browser, HELD)

    page = browser.get(call)

    assert page.h1 == "Call on the family"
    assert "You have already completed this task" in page.text
    assert "Read the record" in page.links()


def test_a_manager_looks_on_and_cannot_answer(visit: Visit, plan: str):
    page = visit.as_("manager.west").get(plan)

    assert "It is not offered to you." in page.text
    assert not page.find("//textarea")


# ---- files


def to_papers(visit: Visit, plan: str) -> Browser:
    browser = visit.as_("worker.west")
    browser.get(plan)
    browser.after(send(browser, {AIM: "Sleep", PAID: "no"}))
    return browser


def test_files_are_kept_with_the_answers_and_listed(visit: Visit, plan: str):
    browser = to_papers(visit, plan)

    check = browser.after(send(browser, {"answer-paper-upload": (BytesIO(PDF), "plan.pdf")}))
    done = browser.after(browser.submit({}, action=f"{plan}/complete"))

    (document,) = stored(visit, select(Document))
    assert "plan.pdf" in check.text
    assert done.h1 == "Done: Make a plan"
    assert document.case_id is not None


def test_a_file_can_be_taken_away_again(visit: Visit, plan: str):
    browser = to_papers(visit, plan)
    file = {"answer-paper-upload": (BytesIO(PDF), "plan.pdf"), "_action": "add:helpers"}
    listed = browser.after(send(browser, file))

    emptied = browser.after(send(browser, {"_action": "unfile:paper:0"}))

    assert "plan.pdf" in listed.text
    assert "plan.pdf" not in emptied.text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ\x90\x00 a program", "plan.exe", "must be a PDF or PNG"),
        (b"MZ\x90\x00 a program", "plan.pdf", "plan.pdf"),
        (b"", "plan.pdf", "empty"),
        (PDF + b"0" * LARGEST, "plan.pdf", "must be smaller than"),
    ],
)
def test_files_that_are_not_taken_are_refused_beside_the_field_and_nothing_else_is_lost(
    visit: Visit, plan: str, monkeypatch: pytest.MonkeyPatch, content: bytes, name: str, words: str
):
    browser = to_papers(visit, plan)
    monkeypatch.setitem(visit.app.config, SETTINGS, replace(visit.app.config[SETTINGS], largest_upload=LARGEST))
    sent = {"answer-helpers-0-name": "Test Neighbour", "answer-paper-upload": (BytesIO(content), name)}

    page = send(browser, sent, status=422)

    assert words in page.errors["answer-paper"]
    assert typed(page)["answer-helpers-0-name"] == "Test Neighbour"
    assert stored(visit, select(Document.id)) == []


# ---- who does it


def test_taking_and_putting_back(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    browser.get(plan)

    taken = browser.after(browser.submit({}, action=f"{plan}/claim"))
    browser.submit({}, action=f"{plan}/put-back")

    assert "The task is yours now." in taken.text
    assert stored(visit, select(Task.assignee).where(Task.id == id_of(plan))) == [None]


def test_whoever_is_slower_is_told_who_has_it(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    browser.get(plan)
    act(visit, claim_task, task_id=id_of(plan), by="worker.west.two")

    page = browser.after(browser.submit({}, action=f"{plan}/claim"))

    assert "It is with Worker West Two." in page.text


def test_handing_over_passes_the_draft_on(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    browser.get(plan)
    send(browser, {AIM: "Half a sen", "_action": "save"})
    browser.get(f"{plan}/hand-over")

    browser.submit({"assignee": "worker.west.two", "with_draft": "yes"}, action=f"{plan}/hand-over")

    assert typed(visit.as_("worker.west.two").get(plan))[AIM] == "Half a sen"


def test_handing_over_to_nobody_is_refused(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    browser.get(f"{plan}/hand-over")

    page = browser.submit({}, action=f"{plan}/hand-over", status=422)

    assert page.errors == {"assignee": "Select who takes the task over"}


def test_only_colleagues_who_may_have_it_are_offered(visit: Visit, plan: str):
    page = visit.as_("worker.west").get(f"{plan}/hand-over")

    assert "Worker West Two" in page.text
    assert "Worker East" not in page.text


def test_a_task_without_questions_has_one_button(visit: Visit, call: str):
    browser = visit.as_("worker.west")
    browser.get(call)
    browser.after(send(browser, HELD))
    plain = browser.follow("Put the papers away")

    done = browser.after(browser.submit({}, action=browser.address))

    assert "There is nothing to fill in." in plain.text
    assert done.h1 == "Done: Put the papers away"


# ---- on paper


def test_a_form_is_printed_blank_or_with_answers(visit: Visit, plan: str):
    browser = visit.as_("worker.west")
    browser.get(plan)
    send(browser, {AIM: "Sleep", "_action": "save"})

    filled = browser.get(f"{plan}/print")
    blank = browser.get(f"{plan}/print", blank=1)

    assert "Sleep" in filled.text
    assert "Sleep" not in blank.text
    assert "Budget in pounds" in blank.text
    assert "Teacher" in blank.text


def draft(browser: Browser, task: str, typed: dict[str, Any], *, status: int = 200) -> dict[str, Any]:
    token = browser.client.get("/session/token").get_json()["csrf_token"]
    answer = browser.client.post(f"{task}/draft", data={**typed, "csrf_token": token})
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def restrict(visit: Visit, case: StartedCase, people: list[str]) -> None:
    act(
        visit,
        restrict_case,
        case_id=UUID(case.case_id),
        people=people,
        reason="A colleague's family",
        by="director.one",
    )
