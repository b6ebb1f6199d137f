"""What the identity bar says of a case."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from flask import Flask

from service.models import PersonKind
from service.pathways.queries.case_head import CaseHead, HeadPerson, NextDeadline
from service.web.cases.area import area
from service.web.cases.frame import Frame, Tab, consent_text, frame_of, web_link
from service.web.site import Site

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
CHILD = HeadPerson(
    id=UUID(int=2),
    name="Child One",
    known_as=None,
    kind=PersonKind.CHILD,
    date_of_birth=date(2019, 5, 1),
    expected_on=None,
    language=None,
    status=None,
    left_on=None,
)
HEAD = CaseHead(
    id=UUID(int=1),
    reference="TST-2026-00001",
    family="Test Family Ash",
    status="open",
    outcome=None,
    stage="Visit",
    team="west",
    team_name="West",
    lead="worker.west",
    lead_name="Worker West",
    consent="given",
    restricted=False,
    episode=1,
    previous_case_id=None,
    record_link=None,
    opened_at=NOW,
    closed_at=None,
    revision=1,
    people=(CHILD,),
    next_deadline=None,
    urgent=False,
    paused=False,
)


@pytest.fixture(autouse=True)
def addresses():
    app = Flask(__name__)
    app.register_blueprint(area)
    app.url_build_error_handlers.append(lambda _error, endpoint, _values: f"/{endpoint}")
    with app.test_request_context():
        yield


def framed(**changes: object) -> Frame:
    return frame_of(replace(HEAD, **changes), Tab.OVERVIEW, site=Site(), now=NOW)  # type: ignore[arg-type] # shorthand


def facts(frame: Frame) -> dict[str, str]:
    return {fact.key: fact.value for fact in frame.facts}


def badges(frame: Frame) -> list[str]:
    return [badge.text for badge in frame.badges]


def test_an_ordinary_case_has_no_badges():
    frame = framed()

    assert badges(frame) == []
    assert facts(frame)["Child"] == "Child One (7 years)"
    assert facts(frame)["Agreement to the service"] == "Agreed"


def test_an_unborn_child_is_expected():
    unborn = replace(CHILD, name="Baby", date_of_birth=None, expected_on=date(2027, 3, 20))

    frame = framed(people=(CHILD, unborn))

    assert facts(frame)["Children"] == "Child One (7 years); Baby (expected in March 2027)"
    assert badges(frame) == ["Unborn child"]


def test_a_child_who_left_is_not_in_the_bar():
    assert facts(framed(people=(replace(CHILD, left_on=date(2026, 12, 1)),)))["Children"] == "None recorded"


def test_a_child_s_own_status_stands_beside_its_name():
    assert facts(framed(people=(replace(CHILD, status="stepped up"),)))["Child"] == "Child One (7 years, stepped up)"


@pytest.mark.parametrize(
    ("changes", "badge"),
    [
        ({"urgent": True}, "Urgent concern open"),
        ({"restricted": True}, "Restricted: only people named on it can see it"),
        ({"closed_at": NOW, "status": "closed"}, "Closed"),
        ({"paused": True}, "Paused"),
        ({"consent": "withdrawn"}, "Agreement withdrawn"),
        ({"consent": "refused"}, "Agreement refused"),
        ({"consent": None}, "Agreement not recorded"),
        ({"next_deadline": NextDeadline(label="Visit", due_at=NOW, missed=True)}, "Deadline missed"),
        ({"people": (replace(CHILD, language="Turkish"),)}, "Interpreter: Turkish"),
    ],
)
def test_what_has_to_be_known_is_a_badge(changes: dict[str, object], badge: str):
    assert badges(framed(**changes)) == [badge]


def test_a_paused_case_says_what_that_means():
    assert framed(paused=True).notice.startswith("This case is paused: no new work is given out.")


def test_a_deadline_says_its_date_and_what_is_left():
    due = NextDeadline(label="First visit", due_at=datetime(2026, 12, 16, 17, tzinfo=UTC), missed=False)

    assert facts(framed(next_deadline=due))["Next deadline"] == (
        "First visit: Wednesday 16 December 2026. 2 working days left"
    )


def test_words_of_the_procedure_are_kept_where_we_know_none():
    assert consent_text("sent_for_signature") == "Sent for signature"


@pytest.mark.parametrize("address", [None, "", "javascript:alert(1)", "data:text/html,x", "//elsewhere.example"])
def test_only_web_addresses_are_links(address: str | None):
    assert web_link(address) is None
