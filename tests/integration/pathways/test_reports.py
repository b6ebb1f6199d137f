"""Reports measured over the tables."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask

from service.access import Scope
from service.clocks.clock import VirtualClock
from service.errors import NotAllowedError
from service.pathways.mark_breaches import mark_breaches
from service.pathways.queries.reports import ReportView, measured_reports, period_of_days
from service.pathways.restrict_case import restrict_case
from service.reporting.measure import Period
from tests.integration.builders import client, later, person, started, triaged

EVER = Period()


def report(id_: str, *, reader: str = "director.one", period: Period = EVER) -> ReportView:
    return next(each for each in measured_reports(actor=person(reader), period=period) if each.id == id_)


def test_a_standard_is_measured_over_all_cases_and_by_group(rolled_back: Flask, clock: VirtualClock):
    triaged(clock)
    started(clock, family="Test Family Elm")

    found = report("triaged_in_time")

    assert (found.whole.counted, found.whole.met, found.whole.share) == (2, 1, Decimal("50.0"))
    assert found.whole.reached is False
    assert {group.name: group.figures.share for group in found.groups} == {
        "No team": Decimal("0.0"),
        "Team West": Decimal("100.0"),
    }


def test_a_standard_that_was_missed_is_named_by_its_case(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)
    later(clock, days=7)
    mark_breaches(clock=clock)

    assert [missed.case_id for missed in report("triaged_in_time").not_met] == [UUID(case.case_id)]


def test_a_restricted_case_is_counted_and_not_named(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)
    restrict_case(
        case_id=UUID(case.case_id), people=["worker.west"], reason="Family", actor=person("director.one"), clock=clock
    )

    found = report("triaged_in_time")

    assert found.whole.counted == 1
    assert found.not_met == ()


def test_answers_are_read_as_they_stand(rolled_back: Flask, clock: VirtualClock):
    triaged(clock)
    started(clock, family="Test Family Elm")

    found = report("tired")

    assert found.whole.counted == 2
    assert {group.name: group.figures.counted for group in found.groups} == {"1": 1, "not known": 1}


def test_a_period_takes_local_days_from_the_first_to_the_last(rolled_back: Flask, clock: VirtualClock):
    clock.move_to(datetime(2027, 5, 31, 22, 59, tzinfo=UTC))  # 23:59 in London
    started(clock)
    clock.move_to(datetime(2027, 5, 31, 23, 0, tzinfo=UTC))  # midnight there
    started(clock, family="Test Family Elm")

    may, june = (
        period_of_days(person("director.one"), date(2027, month, 1), date(2027, month, last))
        for month, last in ((5, 31), (6, 30))
    )

    assert report("referrals", period=may).whole.counted == 1
    assert report("referrals", period=june).whole.counted == 1


def test_a_number_is_held_against_its_target(rolled_back: Flask, clock: VirtualClock):
    started(clock)
    assert report("referrals").whole.reached is True

    started(clock, family="Test Family Elm")
    assert report("referrals").whole.reached is False


@pytest.mark.parametrize("reader", ["manager.west", "worker.west", "admin.one"])
def test_nobody_else_reads_reports(rolled_back: Flask, clock: VirtualClock, reader: str):
    with pytest.raises(NotAllowedError):
        measured_reports(actor=person(reader), period=EVER)


def test_a_program_needs_the_scope(rolled_back: Flask, clock: VirtualClock):
    assert measured_reports(actor=client(Scope.REPORTS_READ), period=EVER)
    with pytest.raises(NotAllowedError):
        measured_reports(actor=client(Scope.CASES_READ), period=EVER)
