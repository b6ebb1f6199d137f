"""What surrounds every page about a case: who it is about, how it stands, and the way to its other pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from flask import url_for

from service.clocks import local_day
from service.pathways.queries.case_head import CaseHead, HeadPerson
from service.pathways.reading import read_page
from service.web.contact import contact_notice
from service.web.requests import actor, clock
from service.web.site import Site, site
from service.web.texts import age_text, date_text, due_of


class Tab(StrEnum):
    """The pages of a case; the value says in the audit trail which one was read."""

    OVERVIEW = "overview"
    PEOPLE = "people"
    TIMELINE = "timeline"
    RECORDS = "records"
    MEETINGS = "meetings"
    DOCUMENTS = "documents"
    DECISIONS = "decisions"
    CONSENT = "consent"
    DEADLINES = "deadlines"


LABELS = {
    Tab.OVERVIEW: "Overview",
    Tab.PEOPLE: "People",
    Tab.TIMELINE: "Timeline",
    Tab.RECORDS: "Records and forms",
    Tab.MEETINGS: "Meetings and panels",
    Tab.DOCUMENTS: "Documents and letters",
    Tab.DECISIONS: "Decisions and oversight",
    Tab.CONSENT: "Consent and sharing",
    Tab.DEADLINES: "Deadlines",
}
CONSENTS = {
    "given": "Agreed",
    "signed": "Agreed and signed",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
    "overridden": "Working without agreement",
}
STOPPED = frozenset({"refused", "withdrawn"})
STATUSES = {"open": "Open", "closed": "Closed", "paused": "Paused"}


@dataclass(frozen=True, kw_only=True)
class Fact:
    key: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Badge:
    text: str
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class TabLink:
    text: str
    href: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Frame:
    """`record_text`: where the record of truth is; `record_link` leads there where the link is known.

    `notice`: what has to be known before anything is done on the case: it is closed, or paused.
    """

    case_id: UUID
    reference: str
    family: str
    facts: tuple[Fact, ...]
    badges: tuple[Badge, ...]
    tabs: tuple[TabLink, ...]
    record_text: str
    record_link: str | None
    notice: str
    concern_href: str | None


def open_frame(case_id: UUID, tab: Tab) -> Frame:
    """The frame for whoever asks; who read which page is written down.

    :raises NotFoundError: there is no such case that they may see.
    """
    return frame_of(head_of(case_id, tab), tab, site=site(), now=clock().now())


def head_of(case_id: UUID, tab: Tab) -> CaseHead:
    return read_page(case_id=case_id, part=tab.value, actor=actor(), clock=clock())


def frame_of(head: CaseHead, tab: Tab, *, site: Site, now: datetime) -> Frame:
    system = site.record_system
    return Frame(
        case_id=head.id,
        reference=head.reference,
        family=head.family,
        facts=tuple(_facts(head, site, now)),
        badges=tuple(_badges(head)),
        tabs=tuple(TabLink(text=text, href=_href(each, head.id), current=each is tab) for each, text in LABELS.items()),
        record_text=f"The record is in {system}" if system else "",
        record_link=web_link(head.record_link),
        notice=notice_of(head),
        concern_href=url_for("concerns.raised", case_id=head.id) if head.urgent else None,
    )


def web_link(address: str | None) -> str | None:
    """The address if a browser may go there: nothing that would run a script."""
    return address if address and address.startswith(("https://", "http://")) else None


def notice_of(head: CaseHead) -> str:
    if head.closed_at is not None:
        outcome = f" Outcome: {sentence(head.outcome)}." if head.outcome else ""
        return f"This case was closed on {date_text(head.closed_at)}.{outcome} You can still raise an urgent concern."
    if head.paused:
        return "This case is paused: no new work is given out. You can still raise an urgent concern."
    return contact_notice(head.consent)


def status_text(status: str) -> str:
    return STATUSES.get(status, sentence(status))


def consent_text(consent: str | None) -> str:
    return "Not recorded" if consent is None else CONSENTS.get(consent, sentence(consent))


def sentence(word: str) -> str:
    """A word of the procedure as a text: "sent_back" is Sent back."""
    plain = word.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]


def _href(tab: Tab, case_id: UUID) -> str:
    return url_for(f"cases.{tab.value}", case_id=case_id)


def _facts(head: CaseHead, site: Site, now: datetime) -> Iterator[Fact]:
    today = local_day(now, site.calendar.zone)
    yield Fact(key="Case", value=head.reference)
    children = "; ".join(_child(child, today) for child in head.children)
    yield Fact(key="Children" if len(head.children) != 1 else "Child", value=children or "None recorded")
    yield Fact(key="Lead worker", value=head.lead_name or "Nobody yet")
    yield Fact(key="Team", value=head.team_name or head.team or "None yet")
    yield Fact(key="Stage", value=head.stage or status_text(head.status))
    yield Fact(key="Agreement to the service", value=consent_text(head.consent))
    if head.next_deadline is not None:
        due = due_of(head.next_deadline.due_at, now=now, calendar=site.calendar)
        yield Fact(key="Next deadline", value=f"{head.next_deadline.label}: {due.date}. {due.words}")
    elif head.closed_at is None:
        yield Fact(key="Next deadline", value="None running")


def _child(child: HeadPerson, today: date) -> str:
    status = f", {child.status}" if child.status else ""
    age = age_text(child.date_of_birth, today, child.expected_on)
    return f"{child.known_as or child.name} ({age}{status})"


def _badges(head: CaseHead) -> Iterator[Badge]:
    if head.urgent:
        yield Badge(text="Urgent concern open", tone="red")
    if head.restricted:
        yield Badge(text="Restricted: only people named on it can see it", tone="red")
    yield from _standing(head)
    if head.next_deadline is not None and head.next_deadline.missed:
        yield Badge(text="Deadline missed", tone="red")
    yield from _needs(head)


def _standing(head: CaseHead) -> Iterator[Badge]:
    if head.closed_at is not None:
        yield Badge(text="Closed", tone="grey")
    elif head.paused or head.status == "paused":
        yield Badge(text="Paused", tone="grey")
    if head.consent in STOPPED:
        yield Badge(text=f"Agreement {head.consent}", tone="red")
    elif head.consent is None and head.closed_at is None:
        yield Badge(text="Agreement not recorded")


def _needs(head: CaseHead) -> Iterator[Badge]:
    languages = sorted({each.language for each in head.people if each.language and each.left_on is None})
    if languages:
        yield Badge(text=f"Interpreter: {', '.join(languages)}")
    if any(child.date_of_birth is None and child.expected_on for child in head.children):
        yield Badge(text="Unborn child")
