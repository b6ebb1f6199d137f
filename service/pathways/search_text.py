"""What somebody typed into the search box: names, and beside them dates, numbers, references and postcodes."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from service.pathways import numbers
from service.pathways.names import words_of

Read = TypeVar("Read")

LONGEST = 200  # characters that are looked at
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SHORT_YEAR = r"(?P<year>(?:19|20)?\d\d)"

_REFERENCE = re.compile(
    r"(?<![\w-])(?:F-)?(?:[A-Za-z]{2,6}-)?(?P<year>20\d\d)-(?P<number>\d{1,6})(?![\w-])", re.IGNORECASE
)
_REFERRAL = re.compile(r"(?<![\w-])R-(?P<one>[0-9A-Z]{4})-?(?P<two>[0-9A-Z]{4})(?![\w-])", re.IGNORECASE)
_NHS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_UPN = re.compile(r"(?<!\w)[A-Za-z]\d{11}[0-9A-Za-z](?!\w)")
_POSTCODE = re.compile(r"(?<!\w)[A-Za-z]{1,2}\d[0-9A-Za-z]? ?\d[A-Za-z]{2}(?!\w)")
_DISTRICT = re.compile(r"(?<!\w)[A-Za-z]{1,2}\d[0-9A-Za-z]?(?: \d)?(?!\w)")
_DATES = tuple(
    re.compile(rf"(?<![\w/.-]){pattern}(?![\w/.-])", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)",
        rf"(?P<day>\d{{1,2}})[/. -](?P<month>\d{{1,2}})[/. -]{_SHORT_YEAR}",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH}),? {_YEAR}",
        rf"(?P<month>{_MONTH}) {_YEAR}",
        rf"(?P<month>\d{{1,2}})[/.]{_YEAR}",
        _YEAR,
    )
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """All that is given has to fit.  `born`: the first and last day; `reference`: the end of a case's or family's."""

    names: str = ""
    born: tuple[date, date] | None = None
    reference: str | None = None
    referral: str | None = None
    postcode: str | None = None  # or the beginning of one
    upn: str | None = None
    nhs_number: str | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What was asked for, without what it was."""
        return tuple(name for name in self.__dataclass_fields__ if getattr(self, name))

    @property
    def anything(self) -> bool:
        return bool(self.kinds)


def read_search(text: str, *, today: date) -> Wanted:
    """Take the text apart; what is nothing else is names."""
    rest = _Rest(" ".join(text[:LONGEST].split()))
    found: dict[str, str] = {}
    for name, pattern, read in (
        ("reference", _REFERENCE, lambda match: f"{match['year']}-{int(match['number']):05d}"),
        ("referral", _REFERRAL, lambda match: f"R-{match['one']}-{match['two']}".upper()),
        ("upn", _UPN, lambda match: numbers.upn(match[0])),
        ("nhs_number", _NHS, lambda match: numbers.nhs_number(match[0])),
        ("postcode", _POSTCODE, lambda match: numbers.postcode(match[0])),
    ):
        value = rest.take(pattern, read)
        if value is not None:
            found[name] = value
    born = _take_date(rest, today)
    if "postcode" not in found and (begins := rest.take(_DISTRICT, lambda match: match[0].replace(" ", "").upper())):
        found["postcode"] = begins
    names = rest.text.strip(" ,")
    return Wanted(names=names if words_of(names) else "", born=born, **found)


class _Rest:
    """What is left of the text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], Read | None]) -> Read | None:
        """Cut out the first match that can be read, and return what it says."""
        for match in pattern.finditer(self.text):
            value = read(match)
            if value is not None:
                self.text = f"{self.text[: match.start()]} {self.text[match.end() :]}"
                return value
        return None


def _take_date(rest: _Rest, today: date) -> tuple[date, date] | None:
    for pattern in _DATES:
        span = rest.take(pattern, lambda match: _span(match, today))
        if span is not None:
            return span
    return None


def _span(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """The days that a date may mean: one, a month or a year; None where there is no such day."""
    said = match.groupdict()
    year, month = _year(said["year"], today), _month(said.get("month"))
    if month is None:
        return (date(year, 1, 1), date(year, 12, 31)) if "month" not in said else None
    last = calendar.monthrange(year, month)[1]
    day = int(said["day"]) if said.get("day") else None
    if day is None:
        return date(year, month, 1), date(year, month, last)
    return (date(year, month, day), date(year, month, day)) if 1 <= day <= last else None


def _year(text: str, today: date) -> int:
    """Of two digits the latest year that is not in the future."""
    if len(text) == 4:  # noqa: PLR2004 - a whole year
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year else year - 100


def _month(text: str | None) -> int | None:
    if text is None:
        return None
    number = _MONTHS.get(text.lower()) or (int(text) if text.isdigit() else 0)
    return number if 1 <= number <= 12 else None  # noqa: PLR2004 - December
