"""Conversion functions (DMN 1.5, table 71)."""

import datetime as dt
import re

from service.feel.builtins.registry import built_in, built_in_of_run
from service.feel.decimals import CONTEXT, read_number, whole
from service.feel.months import months_between
from service.feel.run import Run
from service.feel.temporal import Duration, offset_zone, parse_date, parse_date_time, parse_duration, parse_time
from service.feel.text import written
from service.feel.values import Number, YearsMonths

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?")
_GROUPING = frozenset({" ", ",", "."})
_POINTS = frozenset({",", "."})
_LARGEST = 1_000_000_000  # of a year, month, hour …


@built_in_of_run("date(from: string)")
def date_of_text(run: Run, text: str) -> object:
    found = parse_date(text)
    return run.null(f'"{text}" is no date') if found is None else found


@built_in("date(from: moment)")
def date_of_moment(moment: dt.date) -> dt.date:
    return dt.date(moment.year, moment.month, moment.day)


@built_in("date(year: number, month: number, day: number)")
def date_of_numbers(year: Number, month: Number, day: Number) -> dt.date:
    return dt.date(_int(year), _int(month), _int(day))


def _int(value: Number) -> int:
    number = whole(value)
    if number is None or abs(number) > _LARGEST:
        raise ValueError("a whole number was expected")
    return number


@built_in_of_run("time(from: string)")
def time_of_text(run: Run, text: str) -> object:
    found = parse_time(text)
    return run.null(f'"{text}" is no time') if found is None else found


@built_in("time(from: clock)")
def time_of_clock(moment: dt.time | dt.datetime) -> dt.time:
    return moment.timetz() if isinstance(moment, dt.datetime) else moment


@built_in("time(from: date)")
def time_of_date(_day: dt.date) -> dt.time:
    return dt.time(tzinfo=dt.UTC)


@built_in("time(hour: number, minute: number, second: number, offset?: any)")
def time_of_numbers(hour: Number, minute: Number, second: Number, offset: object = None) -> dt.time:
    if offset is not None and not isinstance(offset, dt.timedelta):
        raise ValueError("the offset is no days and time duration")
    micros = _int(CONTEXT.to_integral_value(CONTEXT.create_decimal(second) * 1_000_000))
    zone = None if offset is None else offset_zone(offset)
    return dt.time(_int(hour), _int(minute), micros // 1_000_000, micros % 1_000_000, tzinfo=zone)


@built_in_of_run("date and time(from: string)")
def date_time_of_text(run: Run, text: str) -> object:
    found = parse_date_time(text)
    return run.null(f'"{text}" is no date and time') if found is None else found


@built_in("date and time(date: moment, time: time)")
def date_time_of_parts(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(dt.date(day.year, day.month, day.day), time)


@built_in("date and time(from: date and time)")
def date_time_of_itself(moment: dt.datetime) -> dt.datetime:
    return moment


@built_in_of_run("duration(from: string)")
def duration_of_text(run: Run, text: str) -> object:
    found = parse_duration(text)
    return run.null(f'"{text}" is no duration') if found is None else found


@built_in("duration(from: duration)")
def duration_of_itself(span: Duration) -> Duration:
    return span


@built_in("years and months duration(from: moment, to: moment)")
def years_and_months(start: dt.date, end: dt.date) -> YearsMonths:
    return YearsMonths(months_between(date_of_moment(start), date_of_moment(end)))


@built_in("number(from: number)")
def number_of_itself(number: Number) -> Number:
    return number


@built_in_of_run("number(from: string, grouping separator?: any, decimal separator?: any)")
def number_of_text(run: Run, text: str, grouping: object = None, point: object = None) -> object:
    if not all(sign is None or isinstance(sign, str) for sign in (grouping, point)):
        raise ValueError("a separator is a string")
    if grouping is not None and (grouping not in _GROUPING or grouping == (point or ".")):
        raise ValueError("the grouping separator is not allowed")
    if point is not None and point not in _POINTS:
        raise ValueError("the decimal separator is not allowed")
    plain = text.replace(str(grouping), "") if grouping is not None else text
    plain = plain.replace(str(point), ".") if point is not None else plain
    found = read_number(plain) if _NUMBER.fullmatch(plain) else None
    return run.null(f'"{text}" is no number') if found is None else found


@built_in("string(from: any)")
def string_of(value: object) -> str | None:
    return None if value is None else written(value)
