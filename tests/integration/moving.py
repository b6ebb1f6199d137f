"""Releases to move to, and short ways to have running cases moved as the jobs do it."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from service.clocks.clock import Clock
from service.library import compose, read_directory
from service.models import (
    AwaitedMessage,
    BulkItem,
    Case,
    Deadline,
    Draft,
    Instance,
    ItemResult,
    Release,
    RunningCases,
    Task,
    Timer,
    db,
)
from service.pathways.begin_move import begin_move
from service.pathways.publication import lock_authority, make_current, write_release
from service.pathways.published import Origin
from service.pathways.run_bulk_item import finish_bulk_actions, run_bulk_item
from service.pathways.transaction import transact
from tests.integration.builders import AUTHORITY, LIBRARY, person

SUPPORT = "processes/test/support.bpmn"
DEADLINES = "processes/test/deadlines.dmn"
VISIT_FORM = "forms/test/visit.form"

Edits = Mapping[str, Mapping[str, str]]  # path -> text before -> text after


def longer(key: str, amount: str, *, before: str = "5") -> Edits:
    """The standard of that key lasts so many of its units."""
    cell = f'Cell_{key}_amount"><text>'
    return {DEADLINES: {f"{cell}{before}<": f"{cell}{amount}<"}}


def release_with(clock: Clock, edits: Edits, *, current: bool = True) -> UUID:
    """Publish the test library with texts replaced; whether it passes every check is not looked at here."""
    files = dict(read_directory(LIBRARY, AUTHORITY))
    for path, pairs in edits.items():
        text = files[path].decode()
        for before, after in pairs.items():
            assert before in text, before
            text = text.replace(before, after)
        files[path] = text.encode()
    return released(AUTHORITY, files, clock, current=current)


def released(authority: str, files: Mapping[str, bytes], clock: Clock, *, current: bool = True) -> UUID:
    composed = compose(authority, files)

    def work() -> UUID:
        lock_authority(composed.authority)
        release = write_release(composed, files, Origin(published_by="owner.one", published_at=clock.now(), note=None))
        if current:
            make_current(release, composed, clock)
        return release.id

    return transact(work)


def current_id() -> UUID:
    return db.session.scalars(select(Release.id).where(Release.authority == AUTHORITY, Release.is_current)).one()


def begun_move(
    release_id: UUID, clock: Clock, *, when: RunningCases = RunningCases.MOVE, by: str = "owner.one", **options: object
) -> UUID:
    """Begin a move, which the jobs have yet to do; returns the action's id."""
    begun = begin_move(
        release_id=release_id, when=when, reason="Better words", actor=person(by), clock=clock, **options
    )
    return UUID(begun.bulk_id)


def moved(release_id: UUID, clock: Clock, **about: object) -> UUID:
    """Begin a move and let the jobs do it; returns the action's id."""
    bulk_id = begun_move(release_id, clock, **about)
    run_all(bulk_id, clock)
    return bulk_id


def run_all(bulk_id: UUID, clock: Clock) -> None:
    """What the jobs do with the items of an action."""
    for instance_id in db.session.scalars(select(BulkItem.instance_id).where(BulkItem.bulk_id == bulk_id)).all():
        run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock)
    finish_bulk_actions(bulk_ids={bulk_id}, clock=clock)


def item_of(bulk_id: UUID, instance_id: UUID | str) -> BulkItem:
    return db.session.get_one(BulkItem, (bulk_id, UUID(str(instance_id))), populate_existing=True)


def results(bulk_id: UUID) -> list[ItemResult]:
    found = select(BulkItem.result).where(BulkItem.bulk_id == bulk_id).order_by(BulkItem.position)
    return list(db.session.scalars(found))


def instance_of(case_id: str | UUID, process: str = "support") -> Instance:
    found = select(Instance).where(Instance.case_id == UUID(str(case_id)), Instance.process == process)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def tasks_of(case_id: str | UUID) -> list[Task]:
    found = select(Task).where(Task.case_id == UUID(str(case_id))).order_by(Task.opened_at, Task.element)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def timers_of(instance_id: UUID) -> list[tuple[UUID, str, str, object]]:
    found = select(Timer.id, Timer.element, Timer.name, Timer.due_at).where(Timer.instance_id == instance_id)
    return [tuple(row) for row in db.session.execute(found.order_by(Timer.id))]


def all_rows() -> dict[str, list[tuple[object, ...]]]:
    """Whatever a move may touch, but for what it must leave behind."""
    db.session.expire_all()
    tables = {
        Instance: ("id", "release_id", "status", "next_due", "state"),
        Task: tuple(column.key for column in Task.__table__.columns if column.key != "revision"),
        Timer: tuple(column.key for column in Timer.__table__.columns),
        AwaitedMessage: tuple(column.key for column in AwaitedMessage.__table__.columns),
        Deadline: tuple(column.key for column in Deadline.__table__.columns),
        Draft: ("task_id", "version", "answers", "saved_by"),
        Case: ("id", "stage", "status", "closed_at"),
    }
    return {
        model.__tablename__: sorted(
            (tuple(getattr(row, name) for name in names) for row in db.session.scalars(select(model))), key=repr
        )
        for model, names in tables.items()
    }
