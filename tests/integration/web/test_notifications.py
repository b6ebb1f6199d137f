from uuid import UUID

import pytest
from sqlalchemy import select

from service.models import Notification, Urgency, db
from service.pathways.notify import Told, tell
from service.pathways.raise_concern import raise_concern
from tests.integration.builders import AUTHORITY, person, task_of, triaged
from tests.integration.web.conftest import Visit


@pytest.fixture
def told(visit: Visit) -> Visit:
    """A free visit in the digest, a moved sitting for today, an urgent concern for the manager."""
    with visit.app.app_context():
        case = triaged(visit.clock)
        moved = Told(authority=AUTHORITY, cause=f"sitting:{UUID(int=1)}", title="Panel moved to Tuesday 5 January 2027")
        tell({"worker.west", "manager.west"}, moved, now=visit.clock.now())
        raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=visit.clock)
        task_of(case.case_id, "Task_Visit")
    return visit


def kinds(page) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.find("//main//h2")]


def rows(page) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.find("//main//tbody/tr")]


def test_what_somebody_is_told_stands_under_its_kind(told: Visit):
    page = told.as_("worker.west").get("/notifications")

    assert page.h1 == "Notifications"
    assert [" ".join(each.text_content().split()) for each in page.find("//main//h2")] == [
        "Today",
        "When you have time",
    ]
    assert any("Panel moved to Tuesday 5 January 2027" in row for row in rows(page))
    assert any("Visit the family, TST-" in row for row in rows(page))


def test_the_header_counts_what_stands(told: Visit):
    page = told.as_("worker.west").get("/notifications")

    (link,) = page.find("//header//a[@href='/notifications'] | //a[@href='/notifications']")
    assert " ".join(link.text_content().split()) == "Notifications 2 new"


def test_an_urgent_concern_is_said_on_every_page_of_whoever_has_to_answer(told: Visit):
    for path in ("/work", "/search"):
        assert "An urgent concern waits for your answer." in told.as_("manager.west").get(path).text
        assert "An urgent concern" not in told.as_("worker.west").get(path).text


def test_the_count_is_one_statement_that_reads_an_index(told: Visit):
    with told.app.app_context():
        counted = (
            "EXPLAIN SELECT 1 FROM notification WHERE user_name = 'worker.west'"
            " AND cleared_at IS NULL AND gone_at IS NULL LIMIT 100"
        )
        db.session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = " ".join(row[0] for row in db.session.connection().exec_driver_sql(counted))

    assert "ix_notification_standing" in plan


def test_a_task_is_one_click_away(told: Visit):
    page = told.as_("worker.west").get("/notifications")

    (href,) = [href for text, href in page.links().items() if text.startswith("Visit the family")]
    assert href.startswith("/tasks/")


def test_chosen_ones_are_cleared_and_it_is_said_who_did(told: Visit):
    browser = told.as_("worker.west")
    page = browser.get("/notifications")
    (chosen,) = page.find("//tr[contains(., 'Panel moved')]//input/@value")

    page = browser.after(browser.submit({"notification": chosen, "which": "chosen"}))

    assert "1 notification cleared." in page.text
    assert any("Cleared by Worker West" in row for row in rows(page))
    assert len(page.find("//input[@name='notification']")) == 1


def test_all_of_them_are_cleared_with_one_press_and_without_scripts(told: Visit):
    browser = told.as_("worker.west")
    page = browser.get("/notifications")
    shown = page.find("//input[@name='shown']/@value")

    page = browser.after(browser.post("/notifications/clear", {"shown": shown, "which": "all"}))

    assert f"{len(shown)} notifications cleared." in page.text
    assert not page.find("//input[@name='notification']")


def test_an_urgent_concern_stands_first_and_cannot_be_cleared(told: Visit):
    browser = told.as_("manager.west")
    page = browser.get("/notifications")
    urgent = urgent_id(told)

    after = browser.after(browser.post("/notifications/clear", {"shown": [urgent], "which": "all"}))

    assert kinds(page)[:1] == ["Now"]
    assert "Answer the concern, TST-" in after.text
    assert "Nothing was left to clear." in after.text


@pytest.mark.parametrize("sent", [["", "x", "../1"], ["00000000-0000-0000-0000-000000000001"]])
def test_what_is_not_theirs_to_clear_stays(told: Visit, sent: list[str]):
    browser = told.as_("worker.west")

    page = browser.after(browser.post("/notifications/clear", {"notification": sent}))

    assert "Nothing was left to clear." in page.text


def test_somebody_with_nothing_new_is_told_so(visit: Visit):
    assert "There is nothing new for you." in visit.as_("guest.one").get("/notifications").text


def test_nobody_sees_it_without_signing_in(visit: Visit):
    visit.stranger().get("/notifications", status=303)


def urgent_id(visit: Visit) -> str:
    with visit.app.app_context():
        found = select(Notification.id).where(
            Notification.user_name == "manager.west", Notification.urgency == Urgency.INTERRUPT
        )
        return str(db.session.scalars(found).one())
