"""The figures of reports, over rows that are written down here."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from service.clocks import DayFunctions, WorkingCalendar
from service.reporting.definitions import Bound, Report, Source, Target
from service.reporting.measure import Period, measure
from service.reporting.rows import Completed, History, Ran

MONDAY = datetime(2026, 12, 14, 10, tzinfo=UTC)
CALENDAR = WorkingCalendar.from_mapping(
    {"country": "England", "timezone": "Europe/London", "office_hours": {"monday": "09:00-17:00"}}
)
FUNCTIONS = DayFunctions(CALENDAR).table()


def day(number: int) -> datetime:
    return MONDAY + timedelta(days=number)


def case(team: str, **events: int) -> History:
    return History({"team": team, "opened": MONDAY}, {name: [day(number)] for name, number in events.items()})


def report(**entries: object) -> Report:
    empty = dict.fromkeys(("counted", "met", "value", "by", "target"))
    first = {"id": "seen", "title": "Seen", "about": "", "rules": (), "source": Source.CASES, "name": "", "period": ""}
    return Report(**{**first, **empty, **entries})  # type: ignore[arg-type]


def measured(asked: Report, *histories: History, **period: datetime):
    return measure(asked, histories, period=Period(**period), functions=FUNCTIONS)


def test_the_share_of_cases_that_meet_a_condition_is_in_percent():
    asked = report(met='events.seen - events.received <= duration("P5D")')

    found = measured(
        asked, case("west", received=0, seen=5), case("west", received=0, seen=6), case("west", received=0)
    )

    assert (found.whole.counted, found.whole.met, found.whole.share) == (3, 1, Decimal("33.3"))
    assert [history.events.get("seen") for history in found.not_met] == [[day(6)], None]


def test_a_row_counts_only_when_its_condition_holds():
    asked = report(counted="events.seen != null")

    assert measured(asked, case("west", seen=1), case("west")).whole.counted == 1


def test_numbers_and_durations_give_average_and_median_in_days():
    asked = report(value="events.seen - events.received")

    found = measured(asked, *(case("west", received=0, seen=number) for number in (1, 2, 6)))

    assert (found.whole.average, found.whole.median) == (Decimal("3.0"), Decimal("2.0"))


def test_working_days_are_those_of_the_authority():
    asked = report(value="working_days(events.received, events.seen)")

    assert measured(asked, case("west", received=0, seen=14)).whole.average == Decimal("1.0")  # one Monday, no holiday


def test_groups_are_measured_each_for_itself():
    asked = report(met="events.seen != null", by="case.team")

    found = measured(asked, case("west", seen=1), case("east"), case("west"))

    assert {team: (each.counted, each.share) for team, each in found.groups.items()} == {
        "east": (1, Decimal("0.0")),
        "west": (2, Decimal("50.0")),
    }


@pytest.mark.parametrize(
    ("period", "expected"), [({}, 3), ({"since": day(3)}, 2), ({"since": day(3), "until": day(7)}, 1)]
)
def test_an_event_puts_a_row_into_a_period_that_ends_before_the_next_begins(period, expected):
    asked = report(period="seen")

    found = measured(asked, case("west", seen=1), case("west", seen=3), case("west", seen=7), case("west"), **period)

    assert found.whole.counted == expected


def test_every_completed_form_can_be_a_row():
    kept = [Completed(at=day(1), answers={"score": 4}), Completed(at=day(9), answers={"score": 8})]
    asked = report(source=Source.RECORDS, name="star", value="record.score")

    found = measured(asked, History({}, {}, {"star": kept, "note": kept}), since=day(2))

    assert (found.whole.counted, found.whole.average) == (1, Decimal("8.0"))


def test_every_clock_can_be_a_row_at_the_moment_it_is_due():
    ran = [Ran(base=MONDAY, due=day(5), status=status, ended=day(4)) for status in ("met", "met_late")]
    asked = report(source=Source.DEADLINES, name="visit", met='clock.status = "met"')

    assert measured(asked, History({}, {}, {}, {"visit": ran})).whole.share == Decimal("50.0")


def test_every_time_something_happened_can_be_a_row():
    history = History({}, {"visited": [day(1), day(2)]})
    asked = report(source=Source.EVENTS, name="visited", met="at = latest.visited")

    assert measured(asked, history).whole.met == 1


@pytest.mark.parametrize(
    ("bound", "amount", "reached"),
    [("min", "50", True), ("min", "50.1", False), ("max", "50", True), ("max", "49", False)],
)
def test_a_target_is_held_against_the_share(bound, amount, reached):
    target = Target(bound=Bound(bound), amount=Decimal(amount), unit="percent")
    asked = report(met="events.seen != null", target=target)

    assert measured(asked, case("west", seen=1), case("west")).whole.reached is reached


def test_a_target_without_share_or_value_is_held_against_the_number():
    asked = report(target=Target(bound=Bound.MAX, amount=Decimal(1), unit="cases"))

    assert measured(asked, case("west"), case("west")).whole.reached is False


def test_nothing_counted_has_no_share_and_reaches_nothing():
    asked = report(met="true", target=Target(bound=Bound.MIN, amount=Decimal(90), unit="percent"))

    found = measured(asked)

    assert (found.whole.counted, found.whole.share, found.whole.reached) == (0, None, None)
