"""When a task is overdue, today's, or ahead, as SQL conditions.

What is due with the end of office hours is due that day, and late from the next day on; what has a time of its own is
late at once.  The pages say the same in words.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, not_, or_
from sqlalchemy.orm import InstrumentedAttribute

from service.clocks import WorkingCalendar, local_day
from service.clocks.moments import next_day, start_of_day

DueColumn = InstrumentedAttribute[datetime | None] | InstrumentedAttribute[datetime]


def overdue(column: DueColumn, *, now: datetime, calendar: WorkingCalendar) -> ColumnElement[bool]:
    today = local_day(now, calendar.zone)
    timed = and_(column < now, column != calendar.closing(today))
    return or_(column < start_of_day(today, calendar.zone), timed)


def due_today(column: DueColumn, *, now: datetime, calendar: WorkingCalendar) -> ColumnElement[bool]:
    today = local_day(now, calendar.zone)
    begins, ends = start_of_day(today, calendar.zone), start_of_day(next_day(today), calendar.zone)
    return and_(column >= begins, column < ends, not_(overdue(column, now=now, calendar=calendar)))


def due_within(column: DueColumn, days: int, *, now: datetime, calendar: WorkingCalendar) -> ColumnElement[bool]:
    """From now on until the end of so many working days after today."""
    today = local_day(now, calendar.zone)
    last = calendar.add_working_days(today, days)
    ahead = column < start_of_day(next_day(last), calendar.zone)
    return and_(ahead, not_(overdue(column, now=now, calendar=calendar)))
