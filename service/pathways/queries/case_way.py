"""The way of a case through its pathway: which stages are done, which is on now, which may come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from service.access import Actor, Scope, may_see_case, require_scope
from service.engine.route import Stage, stages_of
from service.engine.step import HistoryState
from service.errors import NotFoundError
from service.models import History, Instance, Task, TaskStatus, db
from service.pathways.releases import composed


class StageState(StrEnum):
    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, kw_only=True)
class Round:
    """A step that is open, and how often it has been opened with this time."""

    name: str
    times: int


@dataclass(frozen=True, kw_only=True)
class WayStage:
    """`began_at` and `ended_at` of the last time of `times`; None: not yet.  `rounds`: steps that are done again."""

    name: str
    state: StageState
    began_at: datetime | None = None
    ended_at: datetime | None = None
    times: int = 0
    rounds: tuple[Round, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One time that a stage was gone through; `left`: the step with which it began is over."""

    stage: str
    began_at: datetime
    left: bool


def case_way(*, case_id: UUID, actor: Actor) -> tuple[WayStage, ...]:
    """The stages of the case's processes, in the order in which they were started; a stage passed over is left out.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    require_scope(actor, Scope.CASES_READ, action="read cases")
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    instances = db.session.scalars(
        select(Instance).where(Instance.case_id == case_id).order_by(Instance.started_at, Instance.id)
    ).all()
    rounds = _rounds(case_id)
    return tuple(stage for instance in instances for stage in _way(instance, rounds))


def _way(instance: Instance, rounds: Mapping[str, tuple[Round, ...]]) -> Sequence[WayStage]:
    stages = stages_of(composed(instance.release_id).release, instance.process)
    if not stages:
        return ()
    visits = _visits(instance, stages)
    return way_of([stage.name for stage in stages], visits, ended_at=instance.ended_at, rounds=rounds)


def way_of(
    names: Sequence[str],
    visits: Sequence[Visit],
    *,
    ended_at: datetime | None,
    rounds: Mapping[str, tuple[Round, ...]],
) -> list[WayStage]:
    """Put the stages of one process together with the visits to them, which are in order of time."""
    ends: dict[int, datetime | None] = {n: after.began_at for n, (_, after) in enumerate(pairwise(visits))}
    last = {visit.stage: number for number, visit in enumerate(visits)}
    times = {name: sum(1 for visit in visits if visit.stage == name) for name in names}
    current = {visits[-1].stage} if visits and ended_at is None else set()
    current |= {visit.stage for visit in visits if not visit.left} if ended_at is None else set()
    reached = max((names.index(name) for name in last), default=-1)
    found: list[WayStage] = []
    for place, name in enumerate(names):
        if name in last:
            now = name in current
            found.append(
                WayStage(
                    name=name,
                    state=StageState.NOW if now else StageState.DONE,
                    began_at=visits[last[name]].began_at,
                    ended_at=None if now else ends.get(last[name], ended_at),
                    times=times[name],
                    rounds=rounds.get(name, ()) if now else (),
                )
            )
        elif place > reached and ended_at is None:
            found.append(WayStage(name=name, state=StageState.LATER))
    return found


def _visits(instance: Instance, stages: Iterable[Stage]) -> list[Visit]:
    """When each stage began, earliest first.  What begins the same stage again at once is no new visit."""
    name_of = {place: stage.name for stage in stages for place in stage.places}
    tokens: dict[str, list[History]] = {}
    for row in db.session.scalars(_entries(instance.id, {element for _, element in name_of})):
        if (row.process, row.element) in name_of:
            tokens.setdefault(row.task_id, []).append(row)
    visits: list[Visit] = []
    for rows in sorted(tokens.values(), key=lambda rows: (rows[0].at, rows[0].id)):
        stage = name_of[rows[0].process, rows[0].element]
        left = any(row.state != HistoryState.ENTERED for row in rows)
        again = rows[0].kind == "callActivity" and rows[0].item is None
        if visits and visits[-1].stage == stage and not again:
            visits[-1] = replace(visits[-1], left=left)
            continue
        visits.append(Visit(stage=stage, began_at=rows[0].at, left=left))
    return visits


def _entries(instance_id: UUID, elements: set[str]) -> Select[History]:
    chosen = select(History).where(History.instance_id == instance_id, History.element.in_(elements))
    return chosen.order_by(History.id)


def _rounds(case_id: UUID) -> Mapping[str, tuple[Round, ...]]:
    """Steps that are open for the second time or more, by the stage they stand in."""
    counted = (
        select(Task.instance_id, Task.element, Task.item, func.count().label("times"))
        .where(Task.case_id == case_id, Task.status != TaskStatus.CANCELLED)
        .group_by(Task.instance_id, Task.element, Task.item)
        .subquery()
    )
    same: ColumnElement[bool] = and_(
        counted.c.instance_id == Task.instance_id,
        counted.c.element == Task.element,
        counted.c.item.is_not_distinct_from(Task.item),
    )
    rows = db.session.execute(
        select(Task.stage, Task.name, counted.c.times)
        .join(counted, same)
        .where(Task.case_id == case_id, Task.status == TaskStatus.OPEN, counted.c.times > 1)
        .order_by(Task.opened_at, Task.id)
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.stage or "", {})[row.name] = int(row.times)
    return {
        stage: tuple(Round(name=name, times=times) for name, times in steps.items()) for stage, steps in found.items()
    }
