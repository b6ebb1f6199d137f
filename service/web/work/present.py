"""Rows of the lists of work, as ready-made texts."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from service.clocks import WorkingCalendar
from service.pathways.priority import priority_of
from service.pathways.queries.due_dates import WhyDue
from service.pathways.queries.worklist import WorkItem
from service.pathways.record_overdue_reason import reasons_of
from service.web.priority import TONES, WORDS
from service.web.site import Site
from service.web.texts import Due, date_text, due_of, listed, moment_text

NO_ONE = "Nobody yet"
CONSENTS = frozenset({"given", "signed", "overridden"})


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A badge or a tag: the word says what its tone shows."""

    text: str
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why it is due, and, where it was missed, why that was; `reason_href`: where that can be said."""

    standard: str
    counts_from: str
    rule: str
    rule_text: str
    reason: str
    reason_href: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """`who`: who has it; `waits_for`: whom it waits for, if nobody has it.  `quick`: can be completed from a list."""

    id: str
    href: str
    name: str
    item: str
    family: str
    reference: str
    case_href: str
    stage: str
    due: Due
    why: Why | None
    follow_up: str
    priority: Mark
    who: str
    waits_for: str
    covering: str
    badges: tuple[Mark, ...]
    about: str
    done: str
    quick: bool
    claim_href: str
    put_back_href: str
    take_over_href: str


def row_of(item: WorkItem, site: Site, *, now: datetime) -> Row:
    calendar = site.calendar
    return Row(
        id=str(item.id),
        href=url_for("tasks.show", task_id=item.id),
        name=item.name,
        item=item.item or "",
        family=item.family or "",
        reference=item.case_reference or "",
        case_href="" if item.case_id is None else url_for("cases.overview", case_id=item.case_id),
        stage=item.stage or "",
        due=due_of(item.due_at, now=now, calendar=calendar),
        why=None if item.why is None else why_of(item.why, site),
        follow_up="" if item.follow_up_at is None else f"Follow up on {date_text(item.follow_up_at, calendar.zone)}",
        priority=_priority(item),
        who=item.assignee_name or NO_ONE,
        waits_for="" if item.assignee_name else listed(item.offered_to, last="or") if item.offered_to else "",
        covering=item.covering or "",
        badges=badges_of(item),
        about=", ".join(part for part in (item.name, item.family, item.case_reference) if part),
        done="" if item.ended_at is None else moment_text(item.ended_at, calendar.zone),
        quick=item.may_work and item.answerable,
        claim_href=url_for("work.claim", task_id=item.id) if item.may_claim else "",
        put_back_href=url_for("work.put_back", task_id=item.id) if item.may_put_back else "",
        take_over_href=url_for("work.take_over", task_id=item.id) if item.may_take_over else "",
    )


def _priority(item: WorkItem) -> Mark:
    if item.urgent:
        return Mark(text="Urgent concern", tone="red")
    level = priority_of(item.priority)
    return Mark(text=WORDS[level], tone=TONES[level])


def badges_of(item: WorkItem) -> tuple[Mark, ...]:
    """What has to be known before anything is done for the family."""
    marks = []
    if item.restricted:
        marks.append(Mark(text="Restricted", tone="red"))
    if item.case_id is not None and item.consent not in CONSENTS:
        marks.append(Mark(text=f"Consent {item.consent}" if item.consent else "Consent missing", tone="red"))
    if item.interpreter:
        marks.append(Mark(text="Interpreter"))
    return tuple(marks)


def why_of(why: WhyDue, site: Site) -> Why:
    said = why.missed and why.reason is not None
    return Why(
        standard=why.label,
        counts_from=_counts_from(why, site.calendar),
        rule=why.rule or "",
        rule_text=why.rule_text or "",
        reason=reason_text(why.reason, why.note, site) if said else "",
        reason_href=url_for("team.overdue_reason", deadline_id=why.deadline_id) if why.missed and not said else "",
    )


def reason_text(reason: str | None, note: str | None, site: Site) -> str:
    """Why a standard was missed, in the authority's words; a reason that it no longer lists as it was kept."""
    words = reasons_of(site.library) if site.library else {}
    said = words.get(reason or "", (reason or "").replace("_", " ").capitalize())
    return f"{said}: {note}" if note else said


def _counts_from(why: WhyDue, calendar: WorkingCalendar) -> str:
    event = why.counts_from or "The start of this step"
    return f"{event}, {date_text(why.counted_at, calendar.zone)}"
