"""Dates, times, date-times and durations: reading and writing their texts (DMN 1.5, 10.3.2.3)."""

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from service.feel.values import YearsMonths

_DATE = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = (
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d{1,30}))?"
    r"(?P<zone>[zZ]|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+/-]{1,60})?"
)
_DATE_ONLY = re.compile(_DATE)
_TIME_ONLY = re.compile("T?" + _TIME)
_BOTH = re.compile(f"{_DATE}T{_TIME}")
_MONTHS = re.compile(r"(?P<sign>-?)P(?=\d)(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?")
_DAYS = re.compile(
    r"(?P<sign>-?)P(?=[\dT])(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,12})H)?(?:(?P<minutes>\d{1,12})M)?(?:(?P<seconds>\d{1,15})(?:\.(?P<fraction>\d{1,30}))?S)?)?"
)
_MOST_HOURS, _SIXTY = 14, 60  # of an offset from UTC
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)(?::(\d\d))?")

Duration = dt.timedelta | YearsMonths


def parse_temporal(text: str) -> dt.date | dt.time | Duration | None:
    """The value of @"…", whichever kind it is; None when it is none."""
    for parse in (parse_date, parse_date_time, parse_time, parse_duration):
        value = parse(text)
        if value is not None:
            return value
    return None


def parse_date(text: str) -> dt.date | None:
    match = _DATE_ONLY.fullmatch(text)
    if match is None:
        return None
    try:
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def parse_time(text: str) -> dt.time | None:
    match = _TIME_ONLY.fullmatch(text)
    return None if match is None else _time(match)


def parse_date_time(text: str) -> dt.datetime | None:
    match = _BOTH.fullmatch(text)
    if match is None:
        day = parse_date(text)
        return None if day is None else dt.datetime.combine(day, dt.time())
    day = parse_date(text.partition("T")[0])
    time = _time(match)
    return None if day is None or time is None else dt.datetime.combine(day, time)


def _time(match: re.Match[str]) -> dt.time | None:
    try:
        zone = parse_zone(match["zone"])
        fraction = _microseconds(match["fraction"])
        return dt.time(int(match["hour"]), int(match["minute"]), int(match["second"]), fraction, tzinfo=zone)
    except ValueError:
        return None


def _microseconds(digits: str | None) -> int:
    return int((digits or "0")[:6].ljust(6, "0"))


def parse_zone(text: str | None) -> dt.tzinfo | None:
    """Read Z, +01:00 or @Europe/London; None for no zone.

    :raises ValueError: when there is no such zone.
    """
    if not text:
        return None
    if text in {"Z", "z"}:
        return dt.UTC
    if text.startswith("@"):
        return _zone(text[1:])
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise ValueError(text)
    sign, hours, minutes, seconds = match.groups(default="0")
    if int(hours) > _MOST_HOURS or int(minutes) >= _SIXTY or int(seconds) >= _SIXTY:
        raise ValueError(text)
    span = dt.timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return offset_zone(-span if sign == "-" else span)


def offset_zone(offset: dt.timedelta) -> dt.tzinfo:
    return dt.UTC if not offset else dt.timezone(offset)


@lru_cache(maxsize=128)
def _zone(name: str) -> dt.tzinfo:
    if name in {"UTC", "Etc/UTC", "Z"}:
        return ZoneInfo("Etc/UTC") if name == "Etc/UTC" else dt.UTC
    try:
        return ZoneInfo(name)
    except (OSError, LookupError) as error:
        raise ValueError(name) from error


def parse_duration(text: str) -> Duration | None:
    try:
        return _parsed_duration(text)
    except OverflowError:
        return None


def _parsed_duration(text: str) -> Duration | None:
    match = _MONTHS.fullmatch(text)
    if match is not None:
        months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
        return YearsMonths(-months if match["sign"] else months)
    match = _DAYS.fullmatch(text)
    if match is None:
        return None
    span = dt.timedelta(
        days=int(match["days"] or 0),
        hours=int(match["hours"] or 0),
        minutes=int(match["minutes"] or 0),
        seconds=int(match["seconds"] or 0),
        microseconds=_microseconds(match["fraction"]),
    )
    return -span if match["sign"] else span


def format_time(value: dt.time | dt.datetime) -> str:
    """The clock part with its zone: 10:00:00, 10:00:00.5Z, 10:00:00@Europe/London."""
    fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{fraction}{_format_zone(value)}"


def _format_zone(value: dt.time | dt.datetime) -> str:
    if isinstance(value.tzinfo, ZoneInfo) and not _is_second_of_two(value):
        return f"@{value.tzinfo.key}"
    offset = value.utcoffset()
    if offset is None:
        return ""
    if not offset:
        return "Z"
    seconds = int(abs(offset).total_seconds())
    sign = "-" if offset < dt.timedelta() else "+"
    rest = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}{rest}"


def _is_second_of_two(value: dt.time | dt.datetime) -> bool:
    """Whether the wall clock showed this time before, in the hour that autumn repeats: only the offset tells then."""
    return bool(value.fold) and value.utcoffset() != value.replace(fold=0).utcoffset()


def format_date_time(value: dt.datetime) -> str:
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}T{format_time(value)}"


def format_months(value: YearsMonths) -> str:
    years, months = divmod(abs(value.months), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return ("-" if value.months < 0 else "") + "P" + (text or "0M")


def format_days(value: dt.timedelta) -> str:
    sign, span = ("-", -value) if value < dt.timedelta() else ("", value)
    hours, seconds = divmod(span.seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    fraction = f".{span.microseconds:06d}".rstrip("0") if span.microseconds else ""
    clock = "".join(
        (
            f"{hours}H" if hours else "",
            f"{minutes}M" if minutes else "",
            f"{seconds}{fraction}S" if seconds or fraction else "",
        )
    )
    days = f"{span.days}D" if span.days else ""
    if not days and not clock:
        return "PT0S"
    return f"{sign}P{days}" + (f"T{clock}" if clock else "")
