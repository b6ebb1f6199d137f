"""Reading an authority's calendar.yaml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.clocks.bank_holidays import bank_holidays
from service.clocks.errors import ClockError
from service.clocks.rules import WEEKDAYS, Roll

_KEYS = {"country", "timezone", "office_hours", "closure_days", "extra_bank_holidays", "non_working_day"}
_PROBE_YEAR = 2024


@dataclass(frozen=True, kw_only=True)
class OfficeHours:
    opens: time
    closes: time


@dataclass(frozen=True, kw_only=True)
class CalendarSettings:
    """What the file says."""

    country: str
    zone: ZoneInfo
    hours: Mapping[int, OfficeHours]  # by weekday, Monday is 0; a weekday that is absent is not worked
    closed: Mapping[date, str] = field(default_factory=dict)  # council closure days and one-off bank holidays
    roll: Roll = Roll.PREVIOUS


def read_settings(mapping: Mapping[str, object]) -> CalendarSettings:
    """Return what the file says.

    Keys: country, timezone, office_hours {monday: "09:00-17:00"}, closure_days and extra_bank_holidays
    [{date, name}], non_working_day previous|next|keep.  :raises ClockError: naming the key that is wrong.
    """
    unknown = sorted(str(key) for key in mapping.keys() - _KEYS)
    if unknown:
        raise ClockError(f"The calendar has keys that nobody knows: {', '.join(unknown)}.")
    country = str(mapping.get("country", "England"))
    bank_holidays(country, _PROBE_YEAR)  # refuses a country it does not know
    return CalendarSettings(
        country=country,
        zone=_zone(str(mapping.get("timezone", "Europe/London"))),
        hours=_hours(mapping.get("office_hours")),
        closed={**_days(mapping, "extra_bank_holidays"), **_days(mapping, "closure_days")},
        roll=_roll(str(mapping.get("non_working_day", "previous"))),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ClockError(f'The calendar\'s timezone "{name}" does not exist. Use a name like Europe/London.') from error


def _roll(text: str) -> Roll:
    try:
        return Roll(text)
    except ValueError as error:
        raise ClockError(f'The calendar\'s non_working_day "{text}" is none of previous, next, keep.') from error


def _hours(value: object) -> dict[int, OfficeHours]:
    if not isinstance(value, Mapping) or not value:
        raise ClockError('The calendar needs office_hours, such as {monday: "09:00-17:00"}.')
    hours = {}
    for name, text in value.items():
        if str(name).lower() not in WEEKDAYS:
            raise ClockError(f'The calendar\'s office_hours name "{name}", which is no day of the week.')
        hours[WEEKDAYS.index(str(name).lower())] = _opening(str(name), text)
    return hours


def _opening(name: str, text: object) -> OfficeHours:
    try:
        opens, _, closes = str(text).partition("-")
        hours = OfficeHours(opens=time.fromisoformat(opens.strip()), closes=time.fromisoformat(closes.strip()))
    except ValueError as error:
        raise ClockError(f'The calendar\'s office hours of {name} are "{text}". Write "09:00-17:00".') from error
    if hours.opens >= hours.closes:
        raise ClockError(f"The calendar's office hours of {name} end before they begin: {text}.")
    return hours


def _days(mapping: Mapping[str, object], key: str) -> dict[date, str]:
    value = mapping.get(key) or ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ClockError(f"The calendar's {key} must be a list of {{date, name}}.")
    return dict(_day(key, entry) for entry in value)


def _day(key: str, entry: object) -> tuple[date, str]:
    if not isinstance(entry, Mapping) or set(entry) != {"date", "name"}:
        raise ClockError(f"The calendar's {key} must be a list of {{date, name}}; one entry is {entry!r}.")
    day = entry["date"]
    if isinstance(day, datetime) or not isinstance(day, date | str):
        raise ClockError(f"The calendar's {key} have a wrong date: {day!r}.")
    try:
        return (day if isinstance(day, date) else date.fromisoformat(day)), str(entry["name"])
    except ValueError as error:
        raise ClockError(f"The calendar's {key} have a wrong date: {day!r}.") from error
