"""A day and a time of day as somebody typed them."""

import re
from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from service.clocks.moments import at_local
from service.errors import InvalidInputError
from service.web.days import ADVICE, day_in

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")
NOON = 12


def typed_moment(form: Mapping[str, str], zone: ZoneInfo) -> datetime:
    """The local moment of the fields day-day, day-month, day-year and time ("14:30", "2.30pm").

    :raises InvalidInputError: under `day` or `time`.
    """
    errors: dict[str, list[str]] = {}
    day = day_in(form, "day")
    if day is None:
        errors["day"] = [ADVICE]
    at = typed_time(form.get("time", ""))
    if at is None:
        errors["time"] = ["Enter a time, such as 10am or 14:30"]
    if day is None or at is None:
        raise InvalidInputError(errors)
    return at_local(day, at, zone)


def typed_time(text: str) -> time | None:
    """10, 10am, 2.30pm, 14:30; None: no time of day."""
    found = _TIME.fullmatch(text.strip().lower())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None
