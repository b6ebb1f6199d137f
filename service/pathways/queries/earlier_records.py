"""What earlier records of a case say to a task: where its prefilled answers come from, and earlier attempts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from service.forms.answers import to_json
from service.forms.shape import is_answered, pick
from service.models import Record, RecordVersion, Task, User, db
from service.pathways.queries.paging import AnyRow

LOOKED_AT = 60  # records; older ones are hardly what a task was prefilled from
TELLING = 10  # characters, as many as a date has; a shorter text may stand in two records by chance

Data = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Source:
    """The version of a record that an answer was taken from."""

    record_id: UUID
    title: str
    version: int
    at: datetime
    by: str  # display name


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """An earlier record of the same form at the same step; `answers` as they were kept."""

    record_id: UUID
    form: str
    at: datetime
    by: str  # display name
    answers: Data


def sources_of(task: Task, prefill: Data) -> dict[str, Source]:
    """For each prefilled answer that an earlier record of the case holds too: the latest such record.

    The same question with the same answer; or a long text that stands in the record under whatever name.
    """
    wanted = {key: _kept(value) for key, value in _leaves(prefill) if is_answered(value)}
    found: dict[str, Source] = {}
    for row in _records_before(task) if wanted else ():
        texts = _texts(row.answers)
        for key, value in wanted.items():
            if key not in found and (pick(row.answers, key) == value or (_telling(value) and value in texts)):
                found[key] = _source(row)
    return found


def earlier_attempts(task: Task) -> tuple[Earlier, ...]:
    """Records of the same form and step on the case, for the same item, the oldest first."""
    if task.form is None:
        return ()
    rows = [row for row in _records_before(task) if (row.form, row.element) == (task.form, task.element)]
    same_item = [row for row in rows if row.item == task.item]
    return tuple(
        Earlier(record_id=row.id, form=row.form, at=row.created_at, by=row.display_name, answers=row.answers)
        for row in reversed(same_item)
    )


def _records_before(task: Task) -> Sequence[AnyRow]:
    """Of the case, or of the process where there is no case; the newest first."""
    own = Record.instance_id == task.instance_id if task.case_id is None else Record.case_id == task.case_id
    others = Record.task_id.is_(None) | (Record.task_id != task.id)
    before = [] if task.ended_at is None else [Record.created_at <= task.ended_at]
    return db.session.execute(
        select(
            Record.id,
            Record.form,
            Record.title,
            Record.element,
            Record.item,
            Record.version,
            Record.created_at,
            RecordVersion.at,
            RecordVersion.answers,
            func.coalesce(User.display_name, RecordVersion.by).label("display_name"),
        )
        .join(RecordVersion, (RecordVersion.record_id == Record.id) & (RecordVersion.version == Record.version))
        .outerjoin(User, User.name == RecordVersion.by)
        .where(own, others, *before)
        .order_by(Record.created_at.desc(), Record.id)
        .limit(LOOKED_AT)
    ).all()


def _source(row: AnyRow) -> Source:
    return Source(record_id=row.id, title=row.title, version=row.version, at=row.at, by=row.display_name)


def _leaves(data: Data, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every answer under its dotted key."""
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _kept(value: object) -> object:
    """A FEEL value as records keep it."""
    if isinstance(value, Mapping):
        return {name: _kept(each) for name, each in value.items()}
    return [_kept(each) for each in value] if isinstance(value, list | tuple) else to_json(value)


def _texts(answers: Data) -> frozenset[str]:
    return frozenset(value for _, value in _leaves(answers) if isinstance(value, str))


def _telling(value: object) -> bool:
    return isinstance(value, str) and len(value) >= TELLING
