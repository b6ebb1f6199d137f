"""Months on the calendar: adding them, and counting them between two days."""

import calendar
import datetime as dt


def add_months(moment: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the last day of a month without it (31 January + 1: 28 February).

    :raises ValueError: when the year is beyond 1 to 9999.
    """
    years, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not dt.MINYEAR <= years <= dt.MAXYEAR:
        raise ValueError("The year is out of range.")
    day = min(moment.day, calendar.monthrange(years, month + 1)[1])
    return moment.replace(year=years, month=month + 1, day=day)


def months_between(start: dt.date, end: dt.date) -> int:
    """Whole months from start to end; negative when end is earlier."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months
