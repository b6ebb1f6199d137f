"""Which rules applied to a case on a day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.models import Audit, db
from tests.integration.builders import started, triaged
from tests.integration.drafting import add_owners
from tests.integration.moving import instance_of, moved, release_with
from tests.integration.web.conftest import Visit, text_of

SIX = {
    "processes/test/deadlines.dmn": {
        'id="Cell_visit_amount"><text>5</text>': 'id="Cell_visit_amount"><text>6</text>',
    }
}


def test_today_is_the_day_unless_another_is_asked_for(visit: Visit):
    with visit.app.app_context():
        case = triaged(visit.clock)

    page = visit.as_("manager.west").get(f"/cases/{case.case_id}/rules")

    assert page.h1 == "Which rules applied on a day"
    assert "On 14 December 2026" in page.text
    assert "Family support followed Release 1" in page.text
    (step,) = page.find("//table[caption='Steps that were open or done then']//tr[th='Triage the referral']")
    assert "TEST-001 Each referral is triaged." in text_of(step)


def test_standards_stand_there_with_rule_text_and_due_date(visit: Visit):
    with visit.app.app_context():
        case = triaged(visit.clock)

    page = visit.as_("manager.west").get(f"/cases/{case.case_id}/rules?on=2026-12-14")

    standards = page.find("//table[caption='Standards that ran then']")[0].text_content()
    assert "Visit the family" in standards
    assert "Each referral is triaged." in standards
    assert "21 December 2026" in standards


def test_before_and_after_a_move_other_rules_applied(visit: Visit):
    with visit.app.app_context():
        add_owners(visit.clock)
        case = triaged(visit.clock)
        visit.clock.move_to(visit.clock.now() + timedelta(days=2))
        moved(release_with(visit.clock, SIX), visit.clock)
    owner = visit.as_("manager.west")

    before = owner.get(f"/cases/{case.case_id}/rules?on=2026-12-15")
    after = owner.get(f"/cases/{case.case_id}/rules?on-day=16&on-month=12&on-year=2026")

    assert "followed Release 1" in before.text
    assert "followed Release 2" not in before.text
    assert "21 December 2026" in before.text
    assert "followed Release 1" in after.text  # until that morning
    assert "followed Release 2" in after.text
    assert "22 December 2026" in after.text


def test_before_the_case_began_nothing_applied(visit: Visit):
    with visit.app.app_context():
        case = started(visit.clock)

    page = visit.as_("door.one").get(f"/cases/{case.case_id}/rules?on=2026-03-03")

    assert "The case had not begun then: it began on 14 December 2026." in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("on=2027-01-01", "Give today or a day before today"), ("on-day=30&on-month=2&on-year=2026", "Enter a real date")],
)
def test_a_day_that_cannot_be_is_asked_for_again(visit: Visit, typed: str, sentence: str):
    with visit.app.app_context():
        case = started(visit.clock)

    page = visit.as_("door.one").get(f"/cases/{case.case_id}/rules?{typed}", status=422)

    assert sentence in page.errors["on"]


def test_it_is_linked_from_the_deadlines_and_reading_it_is_written_down(visit: Visit):
    with visit.app.app_context():
        case = started(visit.clock)
    browser = visit.as_("door.one")

    browser.get(f"/cases/{case.case_id}/deadlines")
    browser.follow("Which rules applied on a day?")

    with visit.app.app_context():
        read = select(Audit).where(Audit.action == "read rules")
        assert db.session.scalars(read).one().subject == f"case {case.reference}"


def test_releases_are_linked_for_process_owners_only(visit: Visit):
    with visit.app.app_context():
        add_owners(visit.clock)
        case = started(visit.clock)
        release = instance_of(case.case_id).release_id
    address = f"/cases/{case.case_id}/rules"

    assert f"/procedure/releases/{release}" in visit.as_("owner.one").get(address).links().values()
    assert "Release 1" not in visit.as_("door.one").get(address).links()


def test_who_may_not_open_the_case_sees_nothing_of_it(visit: Visit):
    with visit.app.app_context():
        case = triaged(visit.clock)

    visit.as_("worker.east").get(f"/cases/{case.case_id}/rules", status=404)
