"""What expressions can ask of the service."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from service.engine.expressions import evaluate
from service.engine.failures import ElementFailure
from service.engine.host_functions import HostFunctions
from service.engine.reading.elements import Expression
from service.engine.turn import Turn
from service.engine.variables import scope
from tests.conformance.play import CaseFacts, release_of

FOLDER = Path(__file__).parents[2] / "conformance" / "events"
RELEASE = release_of(FOLDER / "timer_starts.bpmn", FOLDER / "deadlines.dmn")
FRIDAY = datetime(2026, 12, 18, 15, tzinfo=UTC)
FACTS = CaseFacts(
    case={"reference": "HAR-1"},
    events={"referral_received": FRIDAY, "triaged": FRIDAY},
    records={"referral": {"reason": "school"}},
    diary={"panel": [datetime(2026, 12, 21, 14, tzinfo=UTC)]},
)


def ask(text: str, facts: CaseFacts = FACTS, at: datetime = FRIDAY) -> object:
    turn = Turn(release=RELEASE, now=at, facts=facts)
    turn.functions = HostFunctions(turn).table()
    return evaluate(turn, Expression(text), variables=scope({}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('due("visit")', datetime(2026, 12, 29, 17, tzinfo=UTC)),
        ('due("visit", date("2027-03-25"))', datetime(2027, 4, 5, 16, tzinfo=UTC)),
        ('due("visit", null)', datetime(2026, 12, 29, 17, tzinfo=UTC)),
        ('working_days(date("2026-12-18"), date("2026-12-29"))', 5),
        ('working_days(null, date("2026-12-29"))', None),
        ('is_working_day(date("2026-12-25"))', False),
        ('is_working_day("2026-12-25")', None),
        ('add_working_days(date("2026-12-18"), 5)', date(2026, 12, 29)),
        ('add_working_days(date("2026-12-18"), null)', None),
        ('next_sitting("panel")', datetime(2026, 12, 21, 14, tzinfo=UTC)),
        ('next_sitting("panel", date("2027-02-01"))', datetime(2027, 2, 2, 10, tzinfo=UTC)),
        ('record("referral").reason', "school"),
        ('record("nothing")', None),
        ('event("triaged")', FRIDAY),
        ('event("nothing")', None),
        ("case.reference", "HAR-1"),
        ("today()", date(2026, 12, 18)),
        ("now()", FRIDAY),
        ('now() + duration("P1D")', FRIDAY + timedelta(days=1)),
    ],
)
def test_functions_answer_from_the_release_and_the_case(text, expected):
    assert ask(text) == expected


def test_today_is_the_day_of_the_authority_not_of_utc():
    assert ask("today()", at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)


def test_before_the_start_event_a_deadline_has_no_due_moment():
    assert ask('due("visit")', CaseFacts()) is None


def test_an_unknown_key_is_a_failure_not_a_null():
    with pytest.raises(ElementFailure, match="nothing"):
        ask('due("nothing")')
