"""What was decided on a case: by tables, by panels, by whoever signs off; and by which rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, may_see_case, require_scope
from service.engine.decisions.model import Table
from service.errors import NotFoundError
from service.library import Composed, panels_of
from service.models import (
    AgendaItem,
    DecisionLog,
    Instance,
    ItemStatus,
    Outbox,
    Person,
    Record,
    Release,
    Sitting,
    Task,
    db,
)
from service.pathways.panel_access import standing_of
from service.pathways.published import said_at
from service.pathways.queries.followed import Period, periods_of_case, releases_of
from service.pathways.queries.marked_steps import OVERSIGHT, SIGN_OFF, marked_steps
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of
from service.pathways.queries.story_parts import NOTE_TOPIC
from service.pathways.queries.user_names import user_names
from service.pathways.releases import composed, current_release


@dataclass(frozen=True, kw_only=True)
class Fired:
    """A row of the table: its number, what its author says about it, and what it asks of each input by its label."""

    number: int
    remark: str
    tests: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class TableDecision:
    """`inputs` by label and `result` are FEEL values as JSON; `rows` those that fired."""

    id: int
    at: datetime
    title: str
    process: str
    step: str
    inputs: tuple[tuple[str, object], ...]
    rows: tuple[Fired, ...]
    result: object
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PanelDecision:
    """`decision` None: it has been listed or deferred, and not decided.

    `sitting_id` None: the actor knows of no sittings of that panel.
    """

    sitting_id: UUID | None
    panel: str
    at: datetime
    person: str | None
    status: ItemStatus
    decision: str | None
    rationale: str | None
    decided_by: str | None


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A sign-off or a note of management oversight.  `record_id` None: the pathway wrote it, with its `text`."""

    record_id: UUID | None
    at: datetime
    title: str
    text: str | None
    by: str | None


@dataclass(frozen=True, kw_only=True)
class Governance:
    """`sign_offs` and `oversight` with the newest first."""

    panels: tuple[PanelDecision, ...]
    sign_offs: tuple[Signature, ...]
    oversight: tuple[Signature, ...]


@dataclass(frozen=True, kw_only=True)
class RulesInForce:
    """By which release of the procedure a process of the case ran; `ended_at` None: it still does."""

    process: str
    release: int
    published_at: datetime
    note: str | None
    started_at: datetime
    ended_at: datetime | None


def table_decisions(*, case_id: UUID, actor: Actor, page: PageRequest) -> Page[TableDecision]:
    """Decisions by decision tables, the newest first.  :raises NotFoundError: no such case that the actor may see."""
    _require_visible(case_id, actor)
    order = Order(columns={"id": DecisionLog.id}, default="-id", key=DecisionLog.id)
    return page_of(select(DecisionLog).where(DecisionLog.case_id == case_id), order, page, make=_table_decision)


def governance(*, case_id: UUID, actor: Actor) -> Governance:
    """What people decided and signed.  :raises NotFoundError: no such case that the actor may see."""
    _require_visible(case_id, actor)
    signed = sorted((*_records(case_id), *_notes(case_id)), key=lambda pair: pair[1].at, reverse=True)
    return Governance(
        panels=_panels(case_id, actor),
        sign_offs=tuple(signature for kind, signature in signed if kind == SIGN_OFF),
        oversight=tuple(signature for kind, signature in signed if kind == OVERSIGHT),
    )


def rules_in_force(*, case_id: UUID, actor: Actor, at: datetime | None = None) -> tuple[RulesInForce, ...]:
    """Every process of the case with its release; `at`: only those that ran at that moment.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    _require_visible(case_id, actor)
    periods = [
        each
        for each in periods_of_case(case_id)
        if at is None or (each.since <= at and (each.until is None or each.until > at))
    ]
    ids = {period.release_id for period in periods}
    releases = {release.id: release for release in db.session.scalars(select(Release).where(Release.id.in_(ids)))}
    return tuple(_in_force(period, releases[period.release_id], at or period.until) for period in periods)


def _in_force(period: Period, release: Release, at: datetime | None) -> RulesInForce:
    said = said_at([release.id], at)[release.id]
    return RulesInForce(
        process=composed(release.id).release.processes[period.instance.process].name,
        release=release.number,
        published_at=said.at,
        note=said.note,
        started_at=period.since,
        ended_at=period.until,
    )


def _require_visible(case_id: UUID, actor: Actor) -> None:
    require_scope(actor, Scope.CASES_READ, action="read cases")
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)


def _table_decision(row: AnyRow) -> TableDecision:
    taken: DecisionLog = row.DecisionLog
    library = composed(taken.release_id)
    decision = library.release.decisions.model.decisions[taken.decision]
    table = decision.logic if isinstance(decision.logic, Table) else None
    process = library.release.processes[taken.process]
    labels = {column.expression: column.label for column in table.inputs} if table else {}
    return TableDecision(
        id=taken.id,
        at=taken.at,
        title=decision.title or decision.name,
        process=process.name,
        step=process.elements[taken.element].name,
        inputs=tuple((labels.get(name) or name, value) for name, value in taken.inputs.items()),
        rows=_fired(library, table, frozenset(taken.rows)),
        result=taken.result["value"],
        rules=_rules(library, taken),
    )


def _fired(library: Composed, table: Table | None, rows: frozenset[str]) -> tuple[Fired, ...]:
    if table is None:
        return ()
    return tuple(
        Fired(
            number=row.number,
            remark=_spelt_out(library, row.remark),
            tests=tuple(
                (column.label or column.expression, test)
                for column, test in zip(table.inputs, row.tests, strict=False)
                if test
            ),
        )
        for row in table.rows
        if row.id in rows
    )


def _spelt_out(library: Composed, remark: str) -> str:
    """The remark; where it only names rules, what they say."""
    rules = [library.rules.rules.get(word) for word in remark.split()]
    if not rules or None in rules:
        return remark
    return " ".join(f"{rule.text} ({rule.id})" for rule in rules if rule is not None)


def _rules(library: Composed, taken: DecisionLog) -> tuple[str, ...]:
    named = library.release.processes[taken.process].elements[taken.element].words("rules")
    return tuple(f"{rule}: {library.rules.rules[rule].text}" for rule in named if rule in library.rules.rules)


def _panels(case_id: UUID, actor: Actor) -> tuple[PanelDecision, ...]:
    rows = db.session.execute(
        select(AgendaItem, Sitting, Person.name)
        .join(Sitting, Sitting.id == AgendaItem.sitting_id)
        .outerjoin(Person, Person.id == AgendaItem.person_id)
        .where(AgendaItem.case_id == case_id, AgendaItem.status != ItemStatus.WITHDRAWN)
        .order_by(Sitting.at.desc(), AgendaItem.position)
    ).all()
    names = user_names(row.AgendaItem.decided_by for row in rows)
    known = _known_panels(rows[0].Sitting.authority, actor) if rows else frozenset()
    return tuple(
        PanelDecision(
            sitting_id=row.Sitting.id if row.Sitting.panel in known else None,
            panel=row.Sitting.panel,
            at=row.Sitting.at,
            person=row.name,
            status=row.AgendaItem.status,
            decision=row.AgendaItem.decision,
            rationale=row.AgendaItem.rationale,
            decided_by=names.get(row.AgendaItem.decided_by or "", row.AgendaItem.decided_by),
        )
        for row in rows
    )


def _known_panels(authority: str, actor: Actor) -> frozenset[str]:
    panels = panels_of(current_release(authority).composed)
    return frozenset(key for key, panel in panels.items() if standing_of(actor, panel).knows)


def _records(case_id: UUID) -> list[tuple[str, Signature]]:
    rows = db.session.execute(
        select(Record, Instance.process, Task.process.label("of_task"))
        .join(Instance, Instance.id == Record.instance_id)
        .outerjoin(Task, Task.id == Record.task_id)
        .where(Record.case_id == case_id)
    ).all()
    names: Mapping[str, str] = user_names(row.Record.created_by for row in rows)
    found = []
    for row in rows:
        record: Record = row.Record
        kind = _kind((record.release_id,), row.of_task or row.process, record.element)
        by = names.get(record.created_by, record.created_by)
        if kind:
            found.append(
                (kind, Signature(record_id=record.id, at=record.created_at, title=record.title, text=None, by=by))
            )
    return found


def _notes(case_id: UUID) -> list[tuple[str, Signature]]:
    notes = db.session.scalars(select(Outbox).where(Outbox.case_id == case_id, Outbox.topic == NOTE_TOPIC)).all()
    releases = releases_of({note.instance_id for note in notes if note.instance_id is not None})
    found = []
    for note in notes:
        followed = releases[note.instance_id] if note.instance_id is not None else ()
        kind = _kind(followed, note.process or "", note.element or "")
        title, text = (str(note.parameters.get(key) or "") for key in ("title", "text"))
        if kind:
            signature = Signature(
                record_id=None, at=note.created_at, title=title or note.name, text=text or None, by=None
            )
            found.append((kind, signature))
    return found


def _kind(releases: Sequence[UUID], process: str, element: str) -> str | None:
    """As what the step was marked in one of these releases, the first of them before the others."""
    marks = (marked_steps(composed(release_id).release).get((process, element)) for release_id in releases)
    return next((mark for mark in marks if mark is not None), None)
