"""What somebody should know before a sitting is moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from service.clocks import local_day
from service.pathways.queries.panels import MoveWarning, SittingDetail
from service.web.panels.present import when_text
from service.web.site import Site
from service.web.texts import weekday_text

SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class MovePage:
    """`typed`: what to show again, or to send again when it is confirmed; `texts`: why to look twice."""

    action: str
    now: str
    typed: Mapping[str, str]
    texts: tuple[str, ...]
    to: str


def warning_texts(
    warnings: Sequence[MoveWarning], detail: SittingDetail, *, to: datetime, site: Site
) -> tuple[str, ...]:
    return tuple(_text(warning, detail, to=to, site=site) for warning in warnings)


def _text(warning: MoveWarning, detail: SittingDetail, *, to: datetime, site: Site) -> str:
    match warning:
        case MoveWarning.DAY_OFF:
            return day_off_text(to, site)
        case MoveWarning.PAPERS_OPEN:
            closes = when_text(detail.papers_close_at, site) if detail.papers_close_at else ""
            return f"Papers for this sitting close only on {closes}. Requests can come in until then."
        case MoveWarning.LEAVES_PAPERS_LITTLE_TIME:
            return "Papers close less than a day before this time. There is little time to screen and to read them."
        case _:
            assert_never(warning)


def day_off_text(to: datetime, site: Site) -> str:
    """Why the council is closed that day."""
    day = local_day(to, site.calendar.zone)
    why = site.calendar.holiday(day)
    if why is None:
        return f"{weekday_text(day)} is {'a weekend' if day.weekday() >= SATURDAY else 'a day without office hours'}."
    if day in site.calendar.closed:
        return f"The council is closed on {weekday_text(day)}: {why}."
    return f"{weekday_text(day)} is a bank holiday: {why}."
