"""What the pages of a panel and of one sitting show."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import url_for

from service.clocks import local_day
from service.models import Attending, ItemStatus
from service.pathways.agenda import ChildDecision, Entry, Fact, Source, Step
from service.pathways.queries.panels import Attender, Item, PanelDiary, SittingDetail, SittingLine
from service.pathways.save_minutes import version_of
from service.web.site import Site
from service.web.texts import Due, date_text, day_text, due_of, listed, moment_text, spelt, time_text, weekday_text

ATTENDING = {
    Attending.PRESENT: "Present",
    Attending.APOLOGIES: "Sent apologies",
    Attending.REPORT: "Sent a report",
    Attending.ABSENT: "Absent",
}
STATUSES = {
    ItemStatus.LISTED: ("To be decided", "blue"),
    ItemStatus.DECIDED: ("Decided", "green"),
    ItemStatus.DEFERRED: ("Put off", "grey"),
    ItemStatus.WITHDRAWN: ("Withdrawn", "grey"),
}


@dataclass(frozen=True, kw_only=True)
class Tag:
    text: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sitting in the diary."""

    when: str
    href: str
    moved: str
    papers: Due | None
    items: str
    tag: Tag | None


@dataclass(frozen=True, kw_only=True)
class DiaryOfPanel:
    name: str
    ahead: tuple[Line, ...]
    held: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class KeyValue:
    key: str
    value: str


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """`href`: the task, for those who may see it."""

    text: str
    href: str | None
    facts: tuple[KeyValue, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DecisionLine:
    child: str
    text: str
    about: str  # who decided, and when
    href: str | None
    facts: tuple[KeyValue, ...]


@dataclass(frozen=True, kw_only=True)
class Actions:
    """Addresses of what can be done with an item; None: not here, or not by this person."""

    move: str | None = None
    up: bool = False
    down: bool = False
    decide: str | None = None
    defer: str | None = None
    withdraw: str | None = None


@dataclass(frozen=True, kw_only=True)
class ItemView:
    key: str
    number: int
    time: str
    subject: str
    reference: str
    case_href: str | None
    children: str
    tags: tuple[Tag, ...]
    late: str
    facts: tuple[KeyValue, ...]
    steps: tuple[StepLine, ...]
    decisions: tuple[DecisionLine, ...]
    note: str
    interests: tuple[str, ...]
    withheld: bool
    actions: Actions


@dataclass(frozen=True, kw_only=True)
class PersonView:
    name: str
    role: str
    status: str
    interest: str
    href: str | None


@dataclass(frozen=True, kw_only=True)
class Minutes:
    text: str
    version: str
    chair: str
    editable: bool
    shown: bool


@dataclass(frozen=True, kw_only=True)
class SittingPage:
    id: UUID
    name: str
    when: str
    tag: Tag
    about: tuple[KeyValue, ...]
    move_href: str | None
    items: tuple[ItemView, ...]
    unseen: str
    add_href: str | None
    people: tuple[PersonView, ...]
    add_person_href: str | None
    minutes: Minutes
    pack_href: str
    freeze_href: str | None
    open_items: str
    sign_href: str | None
    signed_pack_href: str | None


def diary_of(diary: PanelDiary, site: Site, *, now: datetime) -> DiaryOfPanel:
    return DiaryOfPanel(
        name=diary.panel.name,
        ahead=tuple(_line(each, site, now=now) for each in diary.ahead),
        held=tuple(_line(each, site, now=now) for each in diary.held),
    )


def when_text(moment: datetime, site: Site) -> str:
    """Tuesday 22 December 2026 at 10am."""
    zone = site.calendar.zone
    return f"{weekday_text(local_day(moment, zone))} at {time_text(moment, zone)}"


def _line(line: SittingLine, site: Site, *, now: datetime) -> Line:
    closes = line.papers_close_at
    return Line(
        when=when_text(line.at, site),
        href=url_for("panels.sitting", sitting_id=line.id),
        moved=moved_text(line.at, line.regular_at, reason=line.reason, site=site),
        papers=papers_due(closes, now=now, site=site) if closes is not None else None,
        items=_count(line, now=now),
        tag=_line_tag(line, site, now=now),
    )


def papers_due(closes: datetime, *, now: datetime, site: Site) -> Due:
    """When papers close; afterwards that they have: nobody is late with them."""
    due = due_of(closes, now=now, calendar=site.calendar)
    return due if closes > now else Due(date=due.date, words="Papers have closed", tone=due.tone.NONE, sort=due.sort)


def moved_text(at: datetime, regular_at: datetime, *, reason: str | None, site: Site) -> str:
    if at == regular_at:
        return ""
    why = f": {reason}" if reason else ""
    return f"Moved from {when_text(regular_at, site)}{why}"


def _count(line: SittingLine, *, now: datetime) -> str:
    if not line.items:
        return "No items" if line.at <= now else "No items yet"
    decided = f", {line.decided} decided" if line.decided else ""
    return f"{spelt(line.items, 'item')}{decided}"


def _line_tag(line: SittingLine, site: Site, *, now: datetime) -> Tag | None:
    zone = site.calendar.zone
    if line.signed_off:
        return Tag(text="Signed off", tone="green")
    if line.frozen:
        return Tag(text="Frozen", tone="blue")
    if local_day(line.at, zone) == local_day(now, zone):
        return Tag(text="Today", tone="today")
    return Tag(text="Not yet closed", tone="amber") if line.at <= now else None


def sitting_page(detail: SittingDetail, site: Site, *, now: datetime) -> SittingPage:
    runs = detail.standing.runs and detail.frozen_at is None
    return SittingPage(
        id=detail.id,
        name=detail.panel.name,
        when=when_text(detail.at, site),
        tag=_tag_of(detail, now=now),
        about=tuple(_about(detail, site, now=now)),
        move_href=url_for("panels.move", sitting_id=detail.id) if detail.moves else None,
        items=item_views(detail, site),
        unseen=unseen_text(detail.unseen),
        add_href=url_for("panels.add_item", sitting_id=detail.id) if runs else None,
        people=tuple(_person(each, detail, editable=runs) for each in detail.attendance),
        add_person_href=url_for("panels.add_person", sitting_id=detail.id) if runs else None,
        minutes=Minutes(
            text=detail.minutes,
            version=version_of(detail.minutes),
            chair=detail.chair or "",
            editable=runs,
            shown=detail.standing.reads,
        ),
        pack_href=url_for("panels.pack", sitting_id=detail.id),
        freeze_href=url_for("panels.freeze", sitting_id=detail.id) if runs and detail.at <= now else None,
        open_items=_open_text(detail.open_items),
        sign_href=url_for("panels.sign_off", sitting_id=detail.id) if _may_sign(detail) else None,
        signed_pack_href=url_for("panels.signed_pack", sitting_id=detail.id)
        if detail.pack_id and detail.standing.reads
        else None,
    )


def unseen_text(unseen: int) -> str:
    if not unseen:
        return ""
    return f"{spelt(unseen, 'item')} on this agenda that you may not see"


def item_views(detail: SittingDetail, site: Site) -> tuple[ItemView, ...]:
    names = {team.id: team.name for team in site.library.authority.teams.values()} if site.library else {}
    last = max((item.number for item in detail.items), default=0)
    return tuple(_item(item, detail, site, names=names, last=last) for item in detail.items)


def starts_at(detail: SittingDetail, number: int) -> datetime:
    """When the item of that number is expected to be heard."""
    return detail.at + timedelta(minutes=(number - 1) * detail.panel.minutes_per_item)


def fact_text(value: object, teams: Mapping[str, str] | None = None) -> str:
    """A value of the papers in words: dates in full, teams by their names."""
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    day = value if isinstance(value, date) else _iso_day(str(value))
    return day_text(day) if day is not None else (teams or {}).get(str(value), str(value))


def facts_of(facts: tuple[Fact, ...], teams: Mapping[str, str] | None = None) -> tuple[KeyValue, ...]:
    return tuple(KeyValue(key=fact.label, value=fact_text(fact.value, teams)) for fact in facts)


def status_tag(entry: Entry) -> Tag:
    text, tone = STATUSES[entry.status]
    return Tag(text=text, tone=tone)


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-01") else None
    except ValueError:
        return None


def _tag_of(detail: SittingDetail, *, now: datetime) -> Tag:
    if detail.signed_off_at is not None:
        return Tag(text="Signed off", tone="green")
    if detail.frozen_at is not None:
        return Tag(text="Frozen", tone="blue")
    return Tag(text="Sitting or held", tone="amber") if detail.at <= now else Tag(text="Ahead", tone="grey")


def _about(detail: SittingDetail, site: Site, *, now: datetime) -> Iterator[KeyValue]:
    if detail.at != detail.regular_at:
        by = f" by {detail.moved_by}" if detail.moved_by else ""
        yield KeyValue(
            key="Moved", value=f"{moved_text(detail.at, detail.regular_at, reason=detail.reason, site=site)}{by}"
        )
    if detail.papers_close_at is not None:
        due = papers_due(detail.papers_close_at, now=now, site=site)
        yield KeyValue(key="Papers close", value=f"{due.date}. {due.words}")
    minutes = detail.panel.minutes_per_item
    yield KeyValue(key="Time for each item", value=spelt(minutes, "minute"))
    if detail.panel.quorum:
        yield KeyValue(key="Quorum", value=detail.panel.quorum)
    if detail.frozen_at is not None:
        yield KeyValue(key="Frozen", value=f"{moment_text(detail.frozen_at)} by {detail.frozen_by}")
    if detail.signed_off_at is not None:
        yield KeyValue(key="Signed off", value=f"{moment_text(detail.signed_off_at)} by {detail.signed_off_by}")


def _open_text(count: int) -> str:
    if not count:
        return ""
    verb = "is" if count == 1 else "are"
    return f"{spelt(count, 'item')} {verb} still to be decided, put off or withdrawn"


def _may_sign(detail: SittingDetail) -> bool:
    return detail.standing.signs and detail.frozen_at is not None and detail.signed_off_at is None


def _item(item: Item, detail: SittingDetail, site: Site, *, names: Mapping[str, str], last: int) -> ItemView:
    entry = item.entry
    case = entry.case_id if item.case_open else None
    return ItemView(
        key=entry.key,
        number=item.number,
        time=time_text(starts_at(detail, item.number), site.calendar.zone),
        subject=entry.subject,
        reference=entry.reference or "",
        case_href=url_for("cases.overview", case_id=case) if case is not None else None,
        children=listed(entry.children) if entry.children else "",
        tags=tuple(_item_tags(item)),
        late=f"Late papers: {entry.late_reason or 'no reason given'}" if entry.late and not item.withheld else "",
        facts=(*_dates(entry), *facts_of(entry.facts, names)),
        steps=tuple(_step(step, detail, site, names=names) for step in entry.steps),
        decisions=tuple(_decision(each, detail, names) for each in entry.decisions),
        note=entry.note or "",
        interests=tuple(f"{each.name}: {each.text}" for each in item.interests),
        withheld=item.withheld,
        actions=_actions(item, detail, last=last),
    )


def _dates(entry: Entry) -> Iterator[KeyValue]:
    if entry.received_at is not None and entry.source is Source.PROCESS:
        yield KeyValue(key="Received", value=moment_text(entry.received_at))
    if entry.last_assessment is not None:
        yield KeyValue(key="Last assessment", value=day_text(entry.last_assessment))


def _item_tags(item: Item) -> Iterator[Tag]:
    yield status_tag(item.entry)
    if item.entry.late:
        yield Tag(text="Late papers", tone="amber")
    if item.entry.restricted:
        yield Tag(text="Restricted", tone="red")
    if item.interests:
        yield Tag(text="Interest declared", tone="purple")


def _step(step: Step, detail: SittingDetail, site: Site, *, names: Mapping[str, str]) -> StepLine:
    if step.at is not None:
        by = f" by {step.by}" if step.by else ""
        done = f"{step.name}: done on {date_text(step.at)}{by}"
        return StepLine(text=done, href=None, facts=facts_of(step.facts, names))
    roles = site.library.authority.roles if site.library else {}
    waits = listed((roles[group].name if group in roles else group for group in step.groups), "or")
    return StepLine(text=f"{step.name}: waits for {waits}", href=_task(step.task_id, detail))


def _decision(decision: ChildDecision, detail: SittingDetail, names: Mapping[str, str]) -> DecisionLine:
    if decision.decision is None:
        return DecisionLine(
            child=decision.child, text="Not decided yet", about="", href=_task(decision.task_id, detail), facts=()
        )
    when = f" on {date_text(decision.at)}" if decision.at else ""
    reasons = (KeyValue(key="Reasons", value=decision.reasons),) if decision.reasons else ()
    return DecisionLine(
        child=decision.child,
        text=decision.decision,
        about=f"Written down by {decision.by}{when}" if decision.by else "",
        href=None,
        facts=(*reasons, *facts_of(decision.more, names)),
    )


def _task(task_id: UUID | None, detail: SittingDetail) -> str | None:
    """The task's form, for those who may open it."""
    return url_for("tasks.show", task_id=task_id) if task_id in detail.tasks else None


def _actions(item: Item, detail: SittingDetail, *, last: int) -> Actions:
    if not detail.standing.runs or detail.frozen_at is not None or item.withheld:
        return Actions()
    moving = Actions(
        move=url_for("panels.move_item", sitting_id=detail.id), up=item.number > 1, down=item.number < last
    )
    entry = item.entry
    if entry.source is not Source.HAND or entry.status in {ItemStatus.DEFERRED, ItemStatus.WITHDRAWN}:
        return moving
    return Actions(
        move=moving.move,
        up=moving.up,
        down=moving.down,
        decide=url_for("panels.decide_item", sitting_id=detail.id, item_id=entry.item_id),
        defer=url_for("panels.defer_item", sitting_id=detail.id, item_id=entry.item_id),
        withdraw=url_for("panels.withdraw_item", sitting_id=detail.id, item_id=entry.item_id),
    )


def _person(attender: Attender, detail: SittingDetail, *, editable: bool) -> PersonView:
    about = [f"{item.number}" for item in detail.items if item.entry.item_id in attender.items]
    hidden = " They are not shown these pages." if attender.hidden else ""
    interest = f"{attender.interest} (item {listed(about)}).{hidden}" if attender.interest and about else ""
    href = url_for("panels.change_person", sitting_id=detail.id, attendance_id=attender.id) if editable else None
    return PersonView(
        name=attender.name,
        role=attender.role or "",
        status=ATTENDING[attender.status],
        interest=interest or (attender.interest or ""),
        href=href,
    )
