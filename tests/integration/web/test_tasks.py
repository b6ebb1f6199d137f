"""The page of one task, in every state it can be in."""

from tests.integration.builders import planned, planning, task_of, triaged
from tests.integration.web.conftest import Visit


def plan_of(visit: Visit) -> str:
    with visit.app.app_context():
        return str(task_of(planning(visit.clock).case_id, "Task_Plan"))


def test_the_page_of_a_task_says_what_it_is_about(visit: Visit):
    task = plan_of(visit)

    page = visit.as_("worker.west").get(f"/tasks/{task}")

    assert page.h1 == "Make a plan"
    assert "Test Family Elm" in page.text
    assert "Planning begins" in page.text
    assert "Each referral is triaged." in page.text
