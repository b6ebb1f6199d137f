"""Which rules applied to a case on a date, or at a moment: the release that each of its processes followed then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, require_scope, visible_cases
from service.clocks import ClockError, start_of_day
from service.errors import InvalidInputError, NotFoundError
from service.library import Composed
from service.models import Case, Deadline, Release, db
from service.pathways.published import said_at
from service.pathways.queries.followed import Period, periods_of_case
from service.pathways.queries.stays import Stay, stays_of
from service.pathways.releases import composed, current_release


@dataclass(frozen=True, kw_only=True)
class RuleText:
    """A rule of the authority's register: `text` None where the release then did not have it in its register."""

    id: str
    text: str | None


@dataclass(frozen=True, kw_only=True)
class ReleaseThen:
    """`published_at`, `note`: as it was published the last time before.  `effective_from`: it was live first then."""

    id: UUID
    number: int
    digest: str
    note: str | None
    published_at: datetime
    effective_from: datetime | None


@dataclass(frozen=True, kw_only=True)
class StepThen:
    """A step that was open or done within the time asked for, with the rules that it carried in the release then."""

    process: str
    element: str
    name: str
    kind: str
    entered_at: datetime
    ended_at: datetime | None
    rules: tuple[RuleText, ...]


@dataclass(frozen=True, kw_only=True)
class ProcessThen:
    """One process of the case while it followed one release; a process that moved that day is there twice.

    `since`, `until`: how long it followed this release (`until` None: it still does).
    """

    instance_id: UUID
    process: str
    name: str
    started_at: datetime
    ended_at: datetime | None
    release: ReleaseThen
    since: datetime
    until: datetime | None
    steps: tuple[StepThen, ...]


@dataclass(frozen=True, kw_only=True)
class DeadlineThen:
    """A standard that ran then; `due_at` by the rules of then, which a later move may have changed."""

    key: str
    label: str
    rule: RuleText | None
    base_at: datetime
    due_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AppliedRules:
    """`processes` is empty before the case began (`opened_at`), and after all of its processes ended."""

    case_id: UUID
    case_reference: str
    opened_at: datetime
    closed_at: datetime | None
    begin: datetime  # of the day where the authority is, or the moment
    end: datetime  # of the day, which it is no part of; or the moment
    processes: tuple[ProcessThen, ...]
    deadlines: tuple[DeadlineThen, ...]


def applied_rules(*, case_id: UUID, on: date | datetime, actor: Actor) -> AppliedRules:
    """Say which rules applied to the case on that day, or at that moment.

    People read it through `service.pathways.reading.read_applied_rules`, which writes down who did.
    :raises NotFoundError: there is no such case that the actor may see.
    :raises InvalidInputError: the day lies at an end of all calendars.
    """
    require_scope(actor, Scope.CASES_READ, action="read cases")
    case = db.session.scalar(
        select(Case).where(Case.id == case_id, visible_cases(actor)).execution_options(populate_existing=True)
    )
    if case is None:
        raise NotFoundError("case", case_id)
    window = _window(on, case.authority)
    periods = [each for each in periods_of_case(case_id) if window.meets(each.since, each.until)]
    releases = _releases({period.release_id for period in periods}, window.end)
    return AppliedRules(
        case_id=case.id,
        case_reference=case.reference,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        begin=window.begin,
        end=window.end,
        processes=tuple(_process(period, releases[period.release_id], window) for period in periods),
        deadlines=_deadlines(case_id, periods, window),
    )


@dataclass(frozen=True, kw_only=True)
class _Window:
    """From `begin` to before `end`; a moment where both are the same."""

    begin: datetime
    end: datetime

    def meets(self, since: datetime, until: datetime | None) -> bool:
        """Whether something was there within it that began at `since` and was over at `until`."""
        began = since < self.end or since == self.begin
        return began and (until is None or until > self.begin or until == since == self.begin)


def _window(on: date | datetime, authority: str) -> _Window:
    if isinstance(on, datetime):
        return _Window(begin=on, end=on)
    zone = current_release(authority).composed.release.calendar.zone
    try:
        return _Window(begin=start_of_day(on, zone), end=start_of_day(on + timedelta(days=1), zone))
    except (ClockError, OverflowError) as error:
        raise InvalidInputError({"on": ["Choose a day of a year that people count in."]}) from error


def _releases(ids: set[UUID], at: datetime) -> dict[UUID, ReleaseThen]:
    said = said_at(ids, at)
    rows = db.session.scalars(select(Release).where(Release.id.in_(ids)))
    return {
        release.id: ReleaseThen(
            id=release.id,
            number=release.number,
            digest=release.digest,
            note=said[release.id].note,
            published_at=said[release.id].at,
            effective_from=release.first_live_at,
        )
        for release in rows
    }


def _process(period: Period, release: ReleaseThen, window: _Window) -> ProcessThen:
    instance, library = period.instance, composed(period.release_id)
    info = library.release.processes.get(instance.process)
    steps = (
        _step(stay, library)
        for stay in stays_of(instance.id)
        if window.meets(stay.since, stay.until) and _within(stay, period)
    )
    return ProcessThen(
        instance_id=instance.id,
        process=instance.process,
        name=instance.process if info is None else info.name,
        started_at=instance.started_at,
        ended_at=instance.ended_at,
        release=release,
        since=period.since,
        until=period.until,
        steps=tuple(step for step in steps if step.rules or step.kind == "userTask"),
    )


def _within(stay: Stay, period: Period) -> bool:
    """Whether it was there while that release was followed; what a move renames begins with the new release."""
    began = period.until is None or stay.since < period.until
    return began and (stay.until is None or stay.until > period.since or stay.since == stay.until == period.since)


def _step(stay: Stay, library: Composed) -> StepThen:
    info = library.release.processes.get(stay.process)
    element = None if info is None else info.elements.get(stay.element)
    return StepThen(
        process=stay.process,
        element=stay.element,
        name=stay.name,
        kind=stay.kind,
        entered_at=stay.entered_at,
        ended_at=stay.ended_at,
        rules=() if element is None else tuple(_rule(rule, library) for rule in element.words("rules")),
    )


def _rule(rule: str, library: Composed) -> RuleText:
    known = library.rules.rules.get(rule)
    return RuleText(id=rule, text=None if known is None else known.text)


def _deadlines(case_id: UUID, periods: Sequence[Period], window: _Window) -> tuple[DeadlineThen, ...]:
    """Standards that ran then, by the release that their process followed last within the window."""
    last = {period.instance.id: period for period in periods}
    rows = db.session.scalars(
        select(Deadline)
        .where(Deadline.case_id == case_id)
        .order_by(Deadline.due_at, Deadline.id)
        .execution_options(populate_existing=True)
    )
    found = (_deadline(row, last.get(row.instance_id)) for row in rows if window.meets(row.base_at, row.ended_at))
    return tuple(each for each in found if each is not None)


def _deadline(row: Deadline, period: Period | None) -> DeadlineThen | None:
    if period is None or period.release_id == period.instance.release_id:
        rule, due_at = row.rule, row.due_at
        register = None if period is None else composed(period.release_id)
    else:
        register = composed(period.release_id)
        then = register.release.deadlines.get(row.key)
        if then is None:
            return None  # a later release began it, counting from an event before
        rule, due_at = then.rule, register.release.calendar.due(then, row.base_at).due_at
    return DeadlineThen(
        key=row.key,
        label=row.label,
        rule=None if not rule else RuleText(id=rule, text=None) if register is None else _rule(rule, register),
        base_at=row.base_at,
        due_at=due_at,
        ended_at=row.ended_at,
    )
