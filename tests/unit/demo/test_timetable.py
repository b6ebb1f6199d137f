from datetime import UTC, date, datetime

import pytest

from service.clocks import WorkingCalendar
from service.demo.timetable import DemoError, make_timetable
from service.simulator.reader import read_scenario
from service.simulator.scenario import Do, StartProcess

SCENARIO = b"""
title: A case
case: {family: Test Family Ash}
start: {process: short_referral, at: 2026-12-14 10:00, answers: {seen_on: 2026-12-14, date_of_birth: 2016-05-01}}
steps:
- expect: {only_tasks: [Triage]}
- do: Triage
  as: front_door
  after: 1 working day 09:00
  answers: {when: "2026-12-15", children: [{seen: 2026-12-01, name: Ash}]}
- wait: PT30S
- do: Call
  as: worker
"""
HOURS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")
CALENDAR = {"country": "England", "timezone": "Europe/London", "office_hours": HOURS, "non_working_day": "previous"}


@pytest.fixture
def calendar():
    return WorkingCalendar.from_mapping(CALENDAR)


@pytest.fixture
def scenario():
    return read_scenario(SCENARIO, "case.yaml")


@pytest.mark.parametrize("now", [datetime(2026, 11, 22, 1, tzinfo=UTC), datetime(2031, 3, 5, 12, tzinfo=UTC)])
def test_the_last_step_lies_within_the_week_before_now_on_the_same_weekday(scenario, calendar, now):
    timetable = make_timetable(scenario, until="Call", now=now, calendar=calendar)

    last = timetable.steps[-1][0]
    assert 0 <= (now - last).total_seconds() < 7 * 24 * 3600
    assert last.weekday() == date(2026, 12, 15).weekday()


def test_it_ends_before_the_named_task_and_leaves_expectations_out(scenario, calendar):
    timetable = make_timetable(scenario, until="Call", now=datetime(2027, 1, 1, tzinfo=UTC), calendar=calendar)

    kinds = [type(action).__name__ for _, action in timetable.steps]
    assert kinds == ["StartProcess", "Do", "Wait"]


def test_dates_in_answers_move_along_and_dates_of_birth_stay(scenario, calendar):
    timetable = make_timetable(scenario, until="Call", now=datetime(2026, 12, 24, tzinfo=UTC), calendar=calendar)

    answers = [timetable.answers(a.answers) for _, a in timetable.steps if isinstance(a, StartProcess | Do)]

    assert answers == [
        {"seen_on": "2026-12-21", "date_of_birth": "2016-05-01"},
        {"when": "2026-12-22", "children": [{"seen": "2026-12-08", "name": "Ash"}]},
    ]


def test_a_task_that_no_step_does_is_refused(scenario, calendar):
    with pytest.raises(DemoError, match="Dance"):
        make_timetable(scenario, until="Dance", now=datetime(2027, 1, 1, tzinfo=UTC), calendar=calendar)
