"""Date and time functions (DMN 1.5, tables 79 and 80)."""

import datetime as dt

from service.feel.builtins.registry import built_in, built_in_of_run
from service.feel.run import Run

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@built_in("day of year(date: moment)")
def day_of_year(moment: dt.date) -> int:
    return moment.timetuple().tm_yday


@built_in("day of week(date: moment)")
def day_of_week(moment: dt.date) -> str:
    return _DAYS[moment.weekday()]


@built_in("month of year(date: moment)")
def month_of_year(moment: dt.date) -> str:
    return _MONTHS[moment.month - 1]


@built_in("week of year(date: moment)")
def week_of_year(moment: dt.date) -> int:
    """The week of ISO 8601: week 1 holds the year's first Thursday."""
    return moment.isocalendar().week


@built_in_of_run("now()")
def now(run: Run) -> object:
    return run.null("no clock was given") if run.clock is None else run.clock.now()


@built_in_of_run("today()")
def today(run: Run) -> object:
    """Return the clock's own day; a host that lives in another zone registers its own function."""
    return run.null("no clock was given") if run.clock is None else run.clock.now().date()
