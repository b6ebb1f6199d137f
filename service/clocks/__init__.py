"""Time as the service counts it: the clock, working days, deadlines, sittings and cycles."""

from service.clocks.bank_holidays import bank_holidays
from service.clocks.calendar import WorkingCalendar
from service.clocks.calendar_file import OfficeHours
from service.clocks.clock import Clock, SystemClock, VirtualClock
from service.clocks.cycles import CronCycle, Cycle, IntervalCycle, next_start, parse_cycle
from service.clocks.durations import Span, add_months, parse_span
from service.clocks.errors import ClockError, NaiveTimeError
from service.clocks.functions import DayFunctions
from service.clocks.moments import as_utc, at_local, local_day, start_of_day
from service.clocks.rules import DeadlineRule, Due, Enforcement, Roll, Unit, WeeklyTime
from service.clocks.sittings import SetSitting

__all__ = [
    "Clock",
    "ClockError",
    "CronCycle",
    "Cycle",
    "DayFunctions",
    "DeadlineRule",
    "Due",
    "Enforcement",
    "IntervalCycle",
    "NaiveTimeError",
    "OfficeHours",
    "Roll",
    "SetSitting",
    "Span",
    "SystemClock",
    "Unit",
    "VirtualClock",
    "WeeklyTime",
    "WorkingCalendar",
    "add_months",
    "as_utc",
    "at_local",
    "bank_holidays",
    "local_day",
    "next_start",
    "parse_cycle",
    "parse_span",
    "start_of_day",
]
