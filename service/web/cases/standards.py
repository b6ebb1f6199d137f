"""The standards of a case in words: what is due, what it counts from, how it stands, why it was missed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.models import DeadlineStatus
from service.pathways.queries.case_deadlines import CaseDeadline
from service.web.site import Site
from service.web.texts import Due, Tone, date_text, due_of, moment_text

STATES = {
    DeadlineStatus.RUNNING: ("Running", "blue"),
    DeadlineStatus.MET: ("Met", "green"),
    DeadlineStatus.MET_LATE: ("Met late", "amber"),
    DeadlineStatus.BREACHED: ("Missed", "red"),
    DeadlineStatus.CANCELLED: ("No longer applies", "grey"),
}


@dataclass(frozen=True, kw_only=True)
class StandardRow:
    """`counts`: what it counts from; `ended`: when it was met or fell away; `why`: why it was missed, once said.

    `asks_why`: it was missed, and nobody has said why.
    """

    id: UUID
    label: str
    due: Due
    state: str
    tone: str
    counts: str
    ended: str
    rule: str
    rule_text: str
    why: str
    asks_why: bool


def standard_row(deadline: CaseDeadline, site: Site, *, now: datetime) -> StandardRow:
    state, tone = STATES[deadline.status]
    missed = deadline.breached_at is not None or deadline.status in {DeadlineStatus.BREACHED, DeadlineStatus.MET_LATE}
    return StandardRow(
        id=deadline.id,
        label=deadline.label,
        due=_due(deadline, site, now),
        state=state,
        tone=tone,
        counts=f"{deadline.counts_from or 'the beginning'}, {date_text(deadline.base_at)}",
        ended=moment_text(deadline.ended_at) if deadline.ended_at else "",
        rule=deadline.rule or "",
        rule_text=deadline.rule_text or "",
        why=_why(deadline),
        asks_why=missed and deadline.reason is None,
    )


def _due(deadline: CaseDeadline, site: Site, now: datetime) -> Due:
    """Of what is over only the date: nothing is left of it and it is overdue no more."""
    due = due_of(deadline.due_at, now=now, calendar=site.calendar)
    if deadline.ended_at is None:
        return due
    return Due(date=due.date, words="", tone=Tone.NONE, sort=due.sort)


def _why(deadline: CaseDeadline) -> str:
    if deadline.reason is None:
        return ""
    note = f": {deadline.note}" if deadline.note else ""
    return f"{deadline.reason}{note} ({deadline.reason_by})"
