"""The printed pack of a sitting: a cover with the agenda, and one page for each family."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from service.clocks import local_day
from service.clocks.durations import add_months
from service.models import ConsentStatus, ItemStatus, PersonKind
from service.pathways.agenda import Entry
from service.pathways.queries.packs import Agreement, Background, FamilyMember, FamilyPage, Pack
from service.web.cases.frame import consent_text, sentence, status_text
from service.web.panels.present import (
    DecisionLine,
    ItemView,
    KeyValue,
    item_views,
    papers_due,
    starts_at,
    unseen_text,
    when_text,
)
from service.web.site import Site
from service.web.texts import age_text, date_text, day_text, listed, moment_text, short_text, time_text

MOST_COPIES = 20
OLD_AFTER = 6  # months; an assessment older than this on the day of the sitting is flagged
AGREEMENTS = {
    ConsentStatus.GIVEN: "Given",
    ConsentStatus.REFUSED: "Refused",
    ConsentStatus.WITHDRAWN: "Withdrawn",
    ConsentStatus.OVERRIDDEN: "Working without agreement",
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How the pack is to be printed.  `signed_by`: it is made for the signature that is being given."""

    initials: bool = False
    copies: int = 1
    signed_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class AgendaRow:
    number: int
    time: str
    subject: str
    reference: str
    children: str
    marks: str  # late, interests, put off


@dataclass(frozen=True, kw_only=True)
class HistoryStep:
    name: str
    when: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One family's page.  `old`: what to say of an assessment of long ago; `withheld`: not shown to the reader."""

    number: int
    time: str
    subject: str
    reference: str
    children: str
    withheld: bool
    late: str
    interests: tuple[str, ...]
    facts: tuple[KeyValue, ...]
    old: str
    background: tuple[KeyValue, ...]
    people: tuple[KeyValue, ...]
    relations: tuple[str, ...]
    history: tuple[HistoryStep, ...]
    steps: tuple[str, ...]
    sheets: tuple[str, ...]  # the children on each of whom there is still to be a decision; "": on the matter
    decisions: tuple[DecisionLine, ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class Papers:
    title: str
    council: str
    when: str
    until: str
    chair: str
    quorum: str
    papers_close: str
    closed: bool  # papers have closed
    agenda: tuple[AgendaRow, ...]
    unseen: str
    attendance: tuple[KeyValue, ...]
    interests: tuple[str, ...]
    pages: tuple[Paper, ...]
    options: tuple[str, ...]
    lines: tuple[str, ...]
    minutes: str
    state: str
    reader: str
    made: str
    copies: tuple[str, ...]  # "Copy 1 of 3"; empty: copies are not numbered
    initials: bool


def papers_of(pack: Pack, wanted: Wanted, site: Site) -> Papers:
    detail = pack.sitting
    views = {view.number: view for view in item_views(detail, site)}
    pages = tuple(_paper(page, views[page.item.number], pack, wanted, site) for page in pack.pages)
    last = max((page.item.number for page in pack.pages), default=0)
    closes = detail.papers_close_at
    return Papers(
        title=f"{detail.panel.name}: papers for {when_text(detail.at, site)}",
        council=site.council,
        when=when_text(detail.at, site),
        until=time_text(starts_at(detail, last + 1), site.calendar.zone) if last else "",
        chair=detail.chair or "",
        quorum=detail.panel.quorum,
        papers_close=papers_due(closes, now=pack.made_at, site=site).date if closes else "",
        closed=closes is not None and closes <= pack.made_at,
        agenda=tuple(_row(page, views[page.number]) for page in pages),
        unseen=unseen_text(detail.unseen),
        attendance=tuple(KeyValue(key=each.name, value=each.status.value.capitalize()) for each in detail.attendance),
        interests=tuple(f"Item {page.number}: {text}" for page in pages for text in page.interests),
        pages=pages,
        options=pack.sheet.options,
        lines=pack.sheet.lines,
        minutes=detail.minutes,
        state=_state(pack, wanted),
        reader=pack.reader,
        made=moment_text(pack.made_at),
        copies=_copies(wanted),
        initials=wanted.initials,
    )


def initials_of(name: str) -> str:
    """Test Family Ash: T F A."""
    return " ".join(part[0].upper() for part in name.split() if part[:1].isalnum())


def is_old(assessed: date, *, on: date) -> bool:
    return add_months(assessed, OLD_AFTER) < on


def _copies(wanted: Wanted) -> tuple[str, ...]:
    if wanted.copies <= 1:
        return ()
    return tuple(f"Copy {number} of {wanted.copies}" for number in range(1, wanted.copies + 1))


def _state(pack: Pack, wanted: Wanted) -> str:
    detail = pack.sitting
    if wanted.signed_by is not None:
        return f"Signed off on {moment_text(pack.made_at)} by {wanted.signed_by}"
    if detail.signed_off_at is not None:
        return f"Signed off on {moment_text(detail.signed_off_at)} by {detail.signed_off_by}"
    if detail.frozen_at is not None:
        return f"Frozen on {moment_text(detail.frozen_at)}"
    return ""


def _row(page: Paper, view: ItemView) -> AgendaRow:
    marks = [tag.text for tag in view.tags if tag.text not in {"To be decided", "Interest declared"}]
    marks += [f"Interest: {text}" for text in page.interests]
    return AgendaRow(
        number=page.number,
        time=page.time,
        subject=page.subject,
        reference=page.reference,
        children=page.children,
        marks=". ".join(marks),
    )


def _paper(  # noqa: PLR0917 - one item, seen from all sides
    page: FamilyPage, view: ItemView, pack: Pack, wanted: Wanted, site: Site
) -> Paper:
    entry, background = page.item.entry, page.background
    shown = initials_of if wanted.initials else str
    day = local_day(pack.sitting.at, site.calendar.zone)
    assessed = entry.last_assessment
    old = assessed is not None and is_old(assessed, on=day)
    by_hand = entry.case_id is None and entry.reference is None
    return Paper(
        number=view.number,
        time=view.time,
        subject=entry.subject if by_hand else shown(entry.subject),
        reference=view.reference,
        children=listed(shown(child) for child in entry.children) if entry.children else "",
        withheld=view.withheld,
        late=view.late,
        interests=view.interests,
        facts=view.facts,
        old=f"The last assessment is older than {OLD_AFTER} months" if old else "",
        background=tuple(_background(background)) if background else (),
        people=tuple(_person(each, day, shown(each.name)) for each in background.people) if background else (),
        relations=tuple(f"{shown(each.person)} is {each.kind} of {shown(each.other)}" for each in background.relations)
        if background
        else (),
        history=tuple(
            HistoryStep(name=sentence(each.name), when=short_text(local_day(each.at, site.calendar.zone)))
            for each in background.events
        )
        if background
        else (),
        steps=tuple(_step(step.text, step.facts) for step in view.steps),
        sheets=tuple(shown(child) for child in _undecided(entry)),
        decisions=tuple(_decision(each, shown(each.child)) for each in view.decisions if each.about),
        note=view.note,
    )


def _undecided(entry: Entry) -> tuple[str, ...]:
    """One decision for each child: of those whose tasks are open, before that of everybody on the request."""
    if entry.status is not ItemStatus.LISTED:
        return ()
    if entry.decisions:
        return tuple(each.child for each in entry.decisions if each.decision is None)
    return entry.children or ("",)


def _step(text: str, facts: tuple[KeyValue, ...]) -> str:
    said = "; ".join(f"{fact.key}: {fact.value}" for fact in facts)
    return f"{text}. {said}" if said else text


def _decision(line: DecisionLine, child: str) -> DecisionLine:
    return DecisionLine(child=child, text=line.text, about=line.about, href=None, facts=line.facts)


def _background(background: Background) -> Iterator[KeyValue]:
    yield KeyValue(key="Stage", value=background.stage or status_text(background.status))
    yield KeyValue(key="Lead worker", value=background.lead or "Nobody yet")
    if background.team:
        yield KeyValue(key="Team", value=background.team)
    yield KeyValue(key="Agreement to the service", value=_agreement(background.agreement, background.consent))
    yield KeyValue(key="Case opened", value=date_text(background.opened_at))


def _agreement(agreement: Agreement | None, consent: str | None) -> str:
    if agreement is None:
        return consent_text(consent)
    by = f" by {agreement.by}" if agreement.by else ""
    return f"{AGREEMENTS[agreement.status]}{by}, {day_text(agreement.on)}"


def _person(member: FamilyMember, on: date, name: str) -> KeyValue:
    told = [age_text(member.date_of_birth, on, member.expected_on)] if member.kind is PersonKind.CHILD else ["adult"]
    if member.status:
        told.append(member.status)
    if member.left_on is not None:
        told.append(f"left the family on {day_text(member.left_on)}")
    return KeyValue(key=name, value=", ".join(told))


def file_name(at: datetime, site: Site) -> str:
    """Names nobody: panel-2026-12-22.pdf."""
    return f"panel-{local_day(at, site.calendar.zone).isoformat()}.pdf"
