"""The pages of panels: diary, a sitting from agenda to signature, papers, allocations, the tab of a case."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from service.models import Attending, Audit, Document, Notification, db
from service.pathways.freeze_sitting import freeze_sitting
from service.pathways.queries.panels import get_sitting
from service.pathways.record_attendance import record_attendance
from service.pathways.restrict_case import restrict_case
from service.pathways.save_minutes import save_minutes, version_of
from service.pathways.sittings import sitting_id
from tests.integration.panels import HARINGEY, Council
from tests.integration.web.conftest import Visit

PAPERS = datetime(2026, 12, 17, 12, 0, tzinfo=UTC)  # Thursday
SITS = datetime(2026, 12, 22, 10, 0, tzinfo=UTC)  # Tuesday
SITTING = sitting_id(HARINGEY, "transfer_panel", SITS)
HERE = f"/panels/{SITTING}"


@pytest.fixture
def council(visit: Visit) -> Council:
    with visit.app.app_context():
        return Council.opened(visit.clock)


def asked(visit: Visit, council: Council) -> tuple[UUID, UUID]:
    """A family on the agenda of 22 December; return the ids of its case and of the sitting's process."""
    with visit.app.app_context():
        case = council.asked()
        return case.id, council.open_sitting()


def held(visit: Visit, council: Council) -> UUID:
    case_id, instance = asked(visit, council)
    with visit.app.app_context():
        council.wait_until(PAPERS, instance)
        council.screened()
        council.wait_until(SITS, instance)
        for child in ("Child One", "Child Two"):
            council.decided(child, "agreed")
    return case_id


def test_the_diary_leads_to_a_sitting_that_shows_what_was_asked(visit: Visit, council: Council):
    case_id, _ = asked(visit, council)
    browser = visit.as_("service.manager")

    diary = browser.get("/panels")
    page = browser.follow("Tuesday 22 December 2026 at 10am")

    assert "Thursday 17 December 2026 at midday" in diary.text
    assert "1 item" in diary.text
    assert page.h1 == "Transfer Panel: Tuesday 22 December 2026 at 10am"
    assert "Test Family Ash" in page.text
    assert "Level of need now" in page.text
    with visit.app.app_context():
        assert "read agenda" in set(db.session.scalars(select(Audit.action).where(Audit.stream == f"case:{case_id}")))


def test_people_without_a_part_in_a_panel_see_none(visit: Visit):
    page = visit.as_("worker.west").get("/panels")

    assert "None of your roles takes part in a panel." in page.text
    visit.as_("worker.west").get(HERE, status=404)


def test_people_who_only_read_are_offered_nothing_to_change(visit: Visit, council: Council):
    asked(visit, council)

    page = visit.as_("social.service").get(HERE)

    assert "Test Family Ash" in page.text
    assert not page.find("//main//form[@method='post']")
    assert "Move this sitting" not in page.text


def test_a_date_on_a_bank_holiday_asks_again_before_the_sitting_moves(visit: Visit, council: Council):
    asked(visit, council)
    browser = visit.as_("business.lead")
    browser.get(f"{HERE}/move")
    wanted = {"day-day": "25", "day-month": "12", "day-year": "2026", "time": "10am", "reason": "The room is taken"}

    asked_again = browser.submit(wanted, status=200)
    after = browser.after(browser.submit({}, status=303))

    assert asked_again.h1 == "Move it to this date all the same?"
    assert "Friday 25 December 2026 is a bank holiday: Christmas Day." in asked_again.text
    assert after.h1 == "Transfer Panel: Friday 25 December 2026 at 10am"
    assert "Moved from Tuesday 22 December 2026 at 10am: The room is taken" in after.text
    with visit.app.app_context():
        told = select(Notification.user_name).where(Notification.cause == f"sitting:{SITTING}")
        assert "service.manager" in set(db.session.scalars(told))


def test_who_chooses_another_date_finds_what_was_typed(visit: Visit, council: Council):
    asked(visit, council)
    browser = visit.as_("business.lead")
    browser.get(f"{HERE}/move")
    wanted = {"day-day": "25", "day-month": "12", "day-year": "2026", "time": "10am", "reason": "The room is taken"}
    browser.submit(wanted, status=200)

    page = browser.submit({"again": "yes"}, status=200)

    assert page.h1 == "Move this sitting"
    assert {**page.form(), **wanted} == page.form()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day-day": "31", "day-month": "2"}, "day"),
        ({"time": "soon"}, "time"),
        ({"day-year": "2025"}, "day"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_date_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    visit: Visit, council: Council, changes: dict[str, str], field: str
):
    browser = visit.as_("business.lead")
    browser.get(f"{HERE}/move")
    wanted = {"day-day": "23", "day-month": "12", "day-year": "2026", "time": "10am", "reason": "The room is taken"}

    page = browser.submit({**wanted, **changes}, status=422)

    assert set(page.errors) == {field}
    assert {**page.form(), "csrf_token": ""}["day-month"] == {**wanted, **changes}["day-month"]


def test_an_item_is_added_ordered_decided_put_off_and_withdrawn(visit: Visit, council: Council):
    browser = visit.as_("service.manager")
    for subject in ("Themes", "Away day", "Terms"):
        browser.get(f"{HERE}/items/new")
        browser.submit({"subject": subject})
    page = browser.get(HERE)
    first, second, third = (page.links()[f"Write down the decision on item {n}"] for n in (1, 2, 3))

    refused = browser.get(first) and browser.submit({"decision.0": "Noted"}, status=422)
    browser.submit({"decision.0": "Noted", "reasons.0": "Read"}, status=303)
    browser.get(second.replace("decide", "defer"))
    later = browser.page.find("//input[@name='to']/@value")[0]
    browser.submit({"to": later, "reason": "No time"})
    browser.get(third.replace("decide", "withdraw"))
    browser.submit({"reason": "Not needed"})
    moving = browser.get(HERE).form(f"{HERE}/items/move")
    browser.post(f"{HERE}/items/move", {**moving, "way": "up"}, token=False)

    shown = browser.get(HERE)
    assert "reasons.0" in refused.errors
    assert all(word in shown.text for word in ("Decided", "Put off: No time", "Withdrawn: Not needed"))
    assert "Away day" in browser.get(f"/panels/{later}").text


def test_an_item_without_a_question_is_refused(visit: Visit, council: Council):
    browser = visit.as_("service.manager")
    browser.get(f"{HERE}/items/new")

    page = browser.submit({"subject": "", "reference": "HAR-1999-1"}, status=422)

    assert set(page.errors) == {"subject", "reference"}
    assert page.form()["reference"] == "HAR-1999-1"


def test_attendance_with_an_interest_hides_the_papers_from_that_person(visit: Visit, council: Council):
    asked(visit, council)
    browser = visit.as_("business.lead")
    page = browser.get(f"{HERE}/attendance/new")
    key = page.find("//input[@name='items']/@value")[0]
    about = {"member": "social.service", "role": "Social Care", "status": "present", "interest": "A neighbour"}

    refused = browser.submit(about, status=422)
    after = browser.after(browser.submit({**about, "items": key, "hidden": "yes"}))
    theirs = visit.as_("social.service").get(f"{HERE}/pack")

    assert set(refused.errors) == {"items"}
    assert "Interest declared by Social Care Service Manager: A neighbour" in after.text
    assert "Not shown: the reader declared an interest in this family." in theirs.text
    assert "Level of need now" not in theirs.text
    browser.follow("Change Social Care Service Manager")
    assert "Nobody is written down yet" in browser.after(browser.submit({}, action=f"{browser.address}/remove")).text


def test_minutes_that_two_people_write_are_both_kept_in_sight(visit: Visit, council: Council):
    browser = visit.as_("business.lead")
    browser.get(HERE)
    with visit.app.app_context():
        manager = council.person("service.manager")
        save_minutes(sitting_id=SITTING, minutes="Theirs", version=version_of(""), actor=manager, clock=visit.clock)

    form = {**browser.page.form(f"{HERE}/minutes"), "minutes": "Mine"}
    page = browser.post(f"{HERE}/minutes", form, status=409, token=False)
    browser.submit({"minutes": "Theirs and mine"})

    assert "Theirs" in page.text
    assert page.form()["minutes"] == "Mine"
    assert "Theirs and mine" in browser.get(HERE).text


def test_minutes_save_themselves_and_say_when_they_cannot(visit: Visit, council: Council):
    browser = visit.as_("business.lead")
    form = browser.get(HERE).form(f"{HERE}/minutes")

    first = browser.post(f"{HERE}/minutes/draft", {**form, "minutes": "One"}, status=200, token=False).answer.get_json()
    again = {**form, "minutes": "One, two", "version": first["version"]}
    browser.post(f"{HERE}/minutes/draft", again, status=200, token=False)
    stale = browser.post(f"{HERE}/minutes/draft", {**form, "minutes": "Other"}, status=409, token=False)

    assert first["saved_at"]
    assert "somebody else" in stale.answer.get_json()["detail"]


def test_a_sitting_is_frozen_and_signed_off_and_its_pack_is_kept(visit: Visit, council: Council):
    held(visit, council)
    browser = visit.as_("service.manager")

    assert "Step-down agreed" in browser.get(HERE).text
    browser.follow("Freeze this sitting")
    frozen = browser.after(browser.submit({}))
    browser.follow("Sign off this sitting")
    signed = browser.after(browser.submit({}))
    pack = browser.get(f"{HERE}/signed-pack").answer

    assert not frozen.find("//main//form[@method='post']")
    assert "Signed off" in signed.text
    assert pack.data.startswith(b"%PDF")
    with visit.app.app_context():
        assert db.session.scalars(select(Document.size)).one() == len(pack.data)


def test_what_is_still_open_stands_in_the_way_of_freezing(visit: Visit, council: Council):
    _, instance = asked(visit, council)
    with visit.app.app_context():
        council.wait_until(PAPERS, instance)
        council.screened()
        council.wait_until(SITS, instance)
    browser = visit.as_("service.manager")

    page = browser.get(HERE)
    browser.get(f"{HERE}/freeze")
    refused = browser.submit({}, status=422)

    assert "Record the decision on Child One" in page.links()
    assert "Freeze this sitting" not in page.links()
    assert refused.errors == {"freeze": "1 item is still open: decide, put off or withdraw what is on the agenda first"}


def test_the_papers_have_a_page_for_each_family_and_a_box_for_each_option(visit: Visit, council: Council):
    asked(visit, council)
    browser = visit.as_("service.manager")

    page = browser.get(f"{HERE}/pack")
    initials = browser.get(f"{HERE}/pack?initials=yes")
    pdf = browser.get(f"{HERE}/pack.pdf?copies=2").answer

    assert page.text.count("Step-down agreed") == 2  # one for each child
    assert "Who tells the family?" in page.text
    assert "Copy for Service Manager" in page.text
    assert "T F A" in initials.text
    assert "Test Family Ash" not in initials.text
    assert pdf.mimetype == "application/pdf"
    assert pdf.headers["Cache-Control"] == "private, no-store"


def test_a_restricted_family_is_on_no_page_of_those_who_may_not_see_it(visit: Visit, council: Council):
    case_id, _ = asked(visit, council)
    with visit.app.app_context():
        restrict_case(
            case_id=case_id,
            people=["social.service"],
            reason="Known to staff",
            actor=council.person("service.manager"),
            clock=visit.clock,
        )
    browser = visit.as_("service.manager")

    for path in (HERE, f"{HERE}/pack", "/panels", "/panels/allocations"):
        assert "Test Family Ash" not in browser.get(path).text
    assert "1 item on this agenda that you may not see" in browser.get(HERE).text
    assert "Test Family Ash" in visit.as_("social.service").get(HERE).text


def test_a_signed_pack_is_not_given_to_somebody_from_whom_a_family_is_hidden(visit: Visit, council: Council):
    held(visit, council)
    with visit.app.app_context():
        manager = council.person("service.manager")
        key = get_sitting(sitting_id=SITTING, actor=manager, clock=visit.clock).items[0].entry.key
        record_attendance(
            sitting_id=SITTING,
            name="social.service",
            role="",
            status=Attending.PRESENT,
            interest="A neighbour",
            items=[key],
            hidden=True,
            actor=manager,
            clock=visit.clock,
        )
        freeze_sitting(sitting_id=SITTING, actor=manager, clock=visit.clock)
    browser = visit.as_("service.manager")
    browser.get(f"{HERE}/sign-off")
    browser.submit({})

    visit.as_("social.service").get(f"{HERE}/signed-pack", status=403)


def test_a_late_request_is_refused_without_a_reason_which_then_stands_on_the_agenda_and_in_the_pack(
    visit: Visit, council: Council
):
    with visit.app.app_context():
        case, instance = council.family(), council.open_sitting()
        council.wait_until(PAPERS + timedelta(hours=1), instance)
        task = council.task("Task_SubmitRequest", case_id=case.id)
    browser = visit.as_("social.manager")
    (box,) = browser.get(f"/tasks/{task}").find("//input[@name='answer-complete']")

    refused = browser.submit({"answer-complete": box.get("value")}, action=f"/tasks/{task}", status=422)
    browser.submit({"answer-late_reason": "The assessment came late"}, action=f"/tasks/{task}")

    late = "Enter why this request comes late: papers for the Transfer Panel have closed"
    assert refused.errors == {"answer-late_reason": late}
    with visit.app.app_context():
        council.settle()
    chair = visit.as_("service.manager")
    for path in (HERE, f"{HERE}/pack"):
        assert "Late papers: The assessment came late" in chair.get(path).text


def test_the_case_says_at_which_panel_it_was_and_what_was_decided(visit: Visit, council: Council):
    case_id = held(visit, council)

    page = visit.as_("service.manager").get(f"/cases/{case_id}/meetings")

    assert "Transfer Panel, Tuesday 22 December 2026 at 10am" in page.links()
    assert "Child One: Step-down agreed. Needs are below Level 3." in page.text


def test_the_allocations_meeting_shows_families_and_caseloads(visit: Visit, council: Council):
    asked(visit, council)
    browser = visit.as_("service.manager")

    page = browser.get("/panels/allocations")
    pack = browser.get("/panels/allocations/pack?team=west")
    pdf = browser.get("/panels/allocations/pack.pdf").answer

    assert "Test Family Ash" in page.text
    assert "Not ready to be allocated" in page.text
    assert "Team Manager Central" in page.text
    assert "Team Manager Central" not in pack.text
    assert pdf.mimetype == "application/pdf"
    visit.as_("social.worker").get("/panels/allocations", status=403)
