"""Bank holidays of the four countries of the United Kingdom, worked out year by year when asked for."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

from service.clocks.errors import ClockError

_SUBDIVISIONS = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}

COUNTRIES = tuple(_SUBDIVISIONS)


@lru_cache(maxsize=1024)
def bank_holidays(country: str, year: int) -> Mapping[date, str]:
    """Return the bank holidays of that year with their names, substitute days included.

    :raises ClockError: for a country other than the four.
    """
    if country not in _SUBDIVISIONS:
        raise ClockError(f'No bank holidays are known for "{country}". Use one of {", ".join(COUNTRIES)}.')
    known = holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[country], years=year, expand=False)
    return MappingProxyType({day: name for day, name in known.items() if day.year == year})
