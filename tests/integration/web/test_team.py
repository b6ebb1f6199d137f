"""The team: caseloads, one worker's families and tasks, absence with cover."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from service.models import Absence, Case, Task, User, db
from service.pathways.claim_task import claim_task
from service.pathways.restrict_case import restrict_case
from tests.integration.builders import person, task_of, triaged
from tests.integration.web.conftest import Page, Visit

DAYS = {
    "first-day": "14",
    "first-month": "12",
    "first-year": "2026",
    "last-day": "18",
    "last-month": "12",
    "last-year": "2026",
}


def led(visit: Visit, family: str = "Test Family Ash", *, worker: str = "worker.west") -> tuple[UUID, UUID]:
    """A case and its visit, both with the worker."""
    with visit.app.app_context():
        case = triaged(visit.clock, family=family)
        task_id = task_of(case.case_id, "Task_Visit")
        claim_task(task_id=task_id, actor=person(worker), clock=visit.clock)
        db.session.execute(update(Case).where(Case.id == UUID(case.case_id)).values(lead=worker))
        db.session.commit()
        return UUID(case.case_id), task_id


def rows(page: Page) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.find("//main//tbody/tr")]


def row_about(page: Page, name: str) -> str:
    return next(row for row in rows(page) if row.startswith(name))


def read(visit: Visit, statement: object) -> object:
    with visit.app.app_context():
        return db.session.scalar(statement)


@pytest.mark.parametrize("reader", ["manager.west", "director.one"])
def test_the_team_opens_for_those_who_share_out_work(visit: Visit, reader: str):
    led(visit)

    page = visit.as_(reader).get("/team")

    row = row_about(page, "Worker WestTeam")
    assert "1 task" in row
    assert "1 family and 1 child" in page.text


@pytest.mark.parametrize("reader", ["worker.west", "door.one", "guest.one"])
@pytest.mark.parametrize("path", ["/team", "/team/worker.west"])
def test_the_team_is_closed_to_everybody_else(visit: Visit, reader: str, path: str):
    visit.as_(reader).get(path, status=403)


def test_a_restricted_case_is_in_no_figure_and_on_no_page_of_the_team(visit: Visit):
    case_id, _ = led(visit)
    with visit.app.app_context():
        people = ["worker.west"]
        restrict_case(case_id=case_id, people=people, reason="Known", actor=person("director.one"), clock=visit.clock)
    manager = visit.as_("manager.west")

    for path in ("/team", "/team/worker.west", "/work/team", "/work/unallocated"):
        page = manager.get(path)
        assert "Test Family Ash" not in page.text
    assert "0 families" in manager.get("/team").text
    assert "0 open, 0 overdue" in manager.get("/team/worker.west").text


def test_a_worker_of_another_team_has_no_page(visit: Visit):
    visit.as_("manager.west").get("/team/worker.east", status=404)


def test_a_family_is_given_to_another_worker_with_its_tasks(visit: Visit):
    case_id, task_id = led(visit)
    manager = visit.as_("manager.west")
    manager.get("/team/worker.west")

    answer = manager.submit(
        {"family": str(case_id), "everything_to": "worker.west.two"}, action="/team/worker.west/reassign"
    )

    assert "1 family and 1 task reassigned." in manager.after(answer).text
    assert read(visit, select(Case.lead).where(Case.id == case_id)) == "worker.west.two"
    assert read(visit, select(Task.assignee).where(Task.id == task_id)) == "worker.west.two"


def test_tasks_are_shared_out_among_several_people(visit: Visit):
    _, first = led(visit)
    _, second = led(visit, "Test Family Elm")
    manager = visit.as_("manager.west")
    page = manager.get("/team/worker.west")
    assert len(page.find("//select[starts-with(@name, 'to_')]")) == 4

    page = manager.submit(
        {
            "task": [str(first), str(second)],
            f"to_{first}": "worker.west.two",
            "everything_to": "manager.west",
        },
        action="/team/worker.west/reassign",
        status=200,
    )

    assert read(visit, select(Task.assignee).where(Task.id == first)) == "worker.west.two"
    assert read(visit, select(Task.assignee).where(Task.id == second)) == "worker.west"
    assert "Test Family Elm" in page.text
    assert "none of the roles" in page.text


def test_nothing_is_given_to_nobody_and_what_was_chosen_stays_chosen(visit: Visit):
    case_id, _ = led(visit)
    manager = visit.as_("manager.west")
    manager.get("/team/worker.west")

    page = manager.submit({"family": str(case_id)}, action="/team/worker.west/reassign", status=422)

    assert set(page.errors) == {"everything_to"}
    assert page.find(f"//input[@value='{case_id}' and @checked]")


def test_working_time_divides_the_caseload(visit: Visit):
    led(visit)
    manager = visit.as_("manager.west")
    manager.get("/team/worker.west")

    manager.submit({"full_time_equivalent": "0.5"}, action="/team/worker.west/working-time")

    assert "2" in row_about(manager.get("/team"), "Worker WestTeam")
    assert str(read(visit, select(User.full_time_equivalent).where(User.name == "worker.west"))) == "0.5"


@pytest.mark.parametrize("typed", ["", "half", "-1", "9", "NaN", "1e99"])
def test_working_time_that_is_no_share_of_a_week_is_refused_and_kept_in_the_field(visit: Visit, typed: str):
    manager = visit.as_("manager.west")
    manager.get("/team/worker.west")

    page = manager.submit({"full_time_equivalent": typed}, action="/team/worker.west/working-time", status=422)

    assert set(page.errors) == {"full_time_equivalent"}
    assert page.form("/team/worker.west/working-time")["full_time_equivalent"] == typed


def absent(visit: Visit, **more: str) -> Page:
    manager = visit.as_("manager.west")
    manager.get("/team/absences/new?user=worker.west")
    return manager.after(manager.submit({**DAYS, "user": "worker.west", **more}))


def test_an_absence_is_recorded_and_shown_with_its_cover(visit: Visit):
    page = absent(visit, cover="worker.west.two", reason="Leave")

    assert "14 December 2026 to 18 December 2026" in page.text
    assert "Away now" in page.text
    assert "covered by Worker West Two" in row_about(page, "Worker WestTeam")


def test_an_absence_is_cancelled(visit: Visit):
    absent(visit)
    absence_id = read(visit, select(Absence.id))
    manager = visit.as_("manager.west")
    manager.get("/team")

    answer = manager.submit({}, action=f"/team/absences/{absence_id}/cancel")

    assert "Nobody is recorded as away." in manager.after(answer).text


def test_what_nobody_covers_is_listed_to_be_reassigned(visit: Visit):
    _, task_id = led(visit)

    page = absent(visit, cover="")

    assert "Not covered" in page.text
    assert any("Test Family Ash" in row and "Nobody covers" in row for row in rows(page))
    assert page.find(f"//input[@name='task' and @value='{task_id}']")


def test_cover_by_somebody_who_may_not_see_the_case_is_said(visit: Visit):
    case_id, _ = led(visit)
    with visit.app.app_context():
        named = ["worker.west", "manager.west"]
        restrict_case(case_id=case_id, people=named, reason="Known", actor=person("director.one"), clock=visit.clock)

    page = absent(visit, cover="worker.west.two")

    assert "Worker West Two may not see the case or do the task" in page.text


def test_a_wrong_date_is_said_beside_the_field_and_everything_typed_stays(visit: Visit):
    manager = visit.as_("manager.west")
    manager.get("/team/absences/new")

    page = manager.submit(
        {**DAYS, "user": "worker.west", "last-day": "31", "last-month": "2", "reason": "Leave"}, status=422
    )

    assert set(page.errors) == {"last"}
    form = page.form()
    assert (form["last-day"], form["last-month"], form["reason"], form["user"]) == ("31", "2", "Leave", "worker.west")


def test_an_absence_that_ends_before_it_begins_is_refused(visit: Visit):
    manager = visit.as_("manager.west")
    manager.get("/team/absences/new")

    page = manager.submit({**DAYS, "user": "worker.west", "last-day": "10"}, status=422)

    assert page.errors == {"last": "The last day must be the same as or after the first"}


def options(page: Page, field: str) -> set[str]:
    return {each.get("value") for each in page.find(f"//select[@name='{field}']/option")} - {""}


def test_cover_is_offered_and_taken_only_of_those_who_could_do_the_tasks(visit: Visit):
    manager = visit.as_("manager.west")

    offered = options(manager.get("/team/absences/new?user=worker.west"), "cover")
    page = manager.submit({**DAYS, "user": "worker.west", "cover": "manager.west"}, status=422)

    assert "worker.west.two" in offered
    assert offered.isdisjoint({"worker.west", "manager.west", "door.one"})
    assert "Choose somebody with the role Worker, or nobody" in page.errors["cover"]


def test_families_are_offered_to_those_whose_role_leads_them(visit: Visit):
    led(visit)

    page = visit.as_("manager.west").get("/team/worker.west")

    offered = options(page, "everything_to")
    assert "worker.west.two" in offered
    assert offered.isdisjoint({"worker.west", "manager.west", "door.one"})


def test_workers_record_their_own_absence_and_are_offered_nobody_else(visit: Visit):
    worker = visit.as_("worker.west")

    page = worker.get("/team/absences/new")

    assert [each.get("value") for each in page.find("//select[@id='user']/option")] == ["", "worker.west"]
    answer = worker.submit({**DAYS, "user": "worker.west"})
    assert worker.after(answer).h1 == "My work"


def test_giving_families_to_somebody_who_is_away_is_said(visit: Visit):
    case_id, _ = led(visit, worker="worker.west.two")
    absent(visit)
    manager = visit.as_("manager.west")
    manager.get("/team/worker.west.two")

    page = manager.submit(
        {"family": str(case_id), "everything_to": "worker.west"}, action="/team/worker.west.two/reassign", status=200
    )

    assert "1 family and 1 task reassigned." in page.text
    assert "Worker West is away, back 19 December 2026. Due dates do not move." in page.text
