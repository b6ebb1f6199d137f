"""Where cases wait and for how long: now, and in the time past.  Numbers only, of restricted cases as of all others.

Only operators, who see the processes anyway, are told numbers so small that one knows whom they are about.
Now: what is open in the tables.  Past: the pairs of coming and leaving in the history, of steps left in that time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, text

from service.access import Actor, ActorKind, Capability, Scope, require, require_scope
from service.clocks.clock import Clock
from service.engine.reading.elements import Element
from service.errors import NotFoundError
from service.models import Instance, InstanceState, db
from service.pathways.queries.paging import AnyRow
from service.pathways.releases import composed, current_release

PAST = timedelta(days=90)
FEWEST = 5  # processes that everybody who may look is told the number of
LIES_IN_WAIT = frozenset({"boundaryEvent", "subProcess", "startEvent"})  # nothing waits for what may never happen
_RUNS = (InstanceState.RUNNING, InstanceState.SUSPENDED)
_MAY_READ = frozenset({Capability.OPERATE, Capability.PUBLISH, Capability.READ_REPORTS})

# What is open, with since when.  A call that was given up has an incident, too: it is counted as the call; so has
# a timer that is held.  Timers have no beginning of their own, and called processes no row but in the history.
_NOW = text("""
WITH runs AS (
    SELECT id FROM instance WHERE authority = :authority AND status IN ('running', 'suspended')
), waiting AS (
    SELECT process, element, opened_at AS since FROM task
        WHERE status = 'open' AND instance_id IN (SELECT id FROM runs)
    UNION ALL
    SELECT process, element, since FROM awaited_message
        WHERE instance_id IN (SELECT id FROM runs)
    UNION ALL
    SELECT process, element, created_at FROM outbox
        WHERE status IN ('pending', 'locked', 'dead') AND element IS NOT NULL AND instance_id IN (SELECT id FROM runs)
    UNION ALL
    SELECT process, element, first_at FROM incident
        WHERE status = 'open' AND kind NOT IN ('service', 'in-vain') AND instance_id IN (SELECT id FROM runs)
    UNION ALL
    SELECT timer.process, timer.element, history.at FROM timer
        JOIN history ON history.instance_id = timer.instance_id AND history.task_id = timer.id::text
            AND history.state = 'entered'
        WHERE timer.instance_id IN (SELECT id FROM runs)
    UNION ALL
    SELECT process, element, min(at) FROM history
        WHERE kind = 'callActivity' AND instance_id IN (SELECT id FROM runs)
        GROUP BY instance_id, process, element, task_id
        HAVING bool_and(state IN ('entered', 'error'))
)
SELECT process, element, count(*) AS number,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM :now - since)) AS median,
       max(extract(epoch FROM :now - since)) AS longest
FROM waiting
WHERE (CAST(:process AS text) IS NULL OR process = :process)
  AND (process, element) NOT IN (SELECT * FROM unnest(CAST(:processes AS text[]), CAST(:elements AS text[])))
GROUP BY process, element
""")

# An embedded sub-process is left out: the steps inside say where the time goes.  A step is called as it was when it was
# left: it may have had another id when it was begun, in another release.
_PAST = text("""
WITH stays AS (
    SELECT max(history.process) FILTER (WHERE history.state NOT IN ('entered', 'error')) AS process,
           max(history.element) FILTER (WHERE history.state NOT IN ('entered', 'error')) AS element,
           max(history.name) FILTER (WHERE history.state NOT IN ('entered', 'error')) AS name,
           max(history.kind) AS kind,
           min(history.at) FILTER (WHERE history.state = 'entered') AS came,
           max(history.at) FILTER (WHERE history.state NOT IN ('entered', 'error')) AS went
    FROM history JOIN instance ON instance.id = history.instance_id
    WHERE instance.authority = :authority AND (instance.ended_at IS NULL OR instance.ended_at >= :since)
      AND history.kind <> 'subProcess' AND (CAST(:process AS text) IS NULL OR history.process = :process)
    GROUP BY history.instance_id, history.task_id
)
SELECT process, element, max(name) AS name, max(kind) AS kind, count(*) AS number,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM went - came)) AS median,
       max(extract(epoch FROM went - came)) AS longest
FROM stays
WHERE came IS NOT NULL AND went >= :since
GROUP BY process, element
""")

Place = tuple[str, str]  # process and element


@dataclass(frozen=True, kw_only=True)
class Waits:
    """How many wait (or waited), and how long: half of them no longer than `median`.

    All are None where they are fewer than `FEWEST` and the reader is no operator.
    """

    count: int | None
    median: timedelta | None
    longest: timedelta | None


@dataclass(frozen=True, kw_only=True)
class StepWaits:
    """`known`: the current release has the step, so it is on its diagram.  None: nothing waits, or waited."""

    element: str
    name: str
    kind: str
    lane: str | None
    known: bool
    now: Waits | None
    past: Waits | None


@dataclass(frozen=True, kw_only=True)
class ProcessWaits:
    """`running`: how many of the process run by themselves now; as part of others it is not counted.

    None: as `Waits`, and as soon as the number at one step is not told: it could be reckoned from the whole.
    `known`: the current release has the process.  The steps at which most wait come first.
    """

    process: str
    name: str
    known: bool
    running: int | None
    steps: tuple[StepWaits, ...]


def process_waits(*, actor: Actor, clock: Clock, process: str | None = None) -> tuple[ProcessWaits, ...]:
    """Of every process of the authority at whose steps something waits or waited, or of the one that is named.

    :raises NotAllowedError: the actor neither operates nor owns the procedure nor reads reports.
    """
    require_reader(actor)
    now = clock.now()
    authority = actor.authority or ""
    running = _running(authority)
    known = _Known.of(authority, running.releases)
    asked = {"authority": authority, "process": process, "now": now, "since": now - PAST}
    least = 0 if _sees_single_ones(actor) else FEWEST
    found = _Found(now=_waiting_now(asked, known, least=least), past=_waited(asked, least=least))
    steps: dict[str, list[StepWaits]] = defaultdict(list)
    for place in found.places:
        steps[place[0]].append(_step(place, found, known))
    return tuple(
        ProcessWaits(
            process=each,
            name=known.name(each),
            known=each in known.current,
            running=_told(running.counts.get(each, 0), steps[each], least),
            steps=tuple(sorted(steps[each], key=_by_number)),
        )
        for each in sorted(steps, key=lambda one: (-sum(_count(step.now) for step in steps[one]), one))
    )


def _sees_single_ones(actor: Actor) -> bool:
    return actor.may(Capability.OPERATE) or actor.has(Scope.INSTANCES_OPERATE)


def waits_diagram(*, actor: Actor, process: str) -> bytes:
    """The diagram of the process as the current release has it.

    :raises NotFoundError: it has none.
    """
    require_reader(actor)
    release = current_release(actor.authority or "").composed.release
    if process not in release.processes:
        raise NotFoundError("process", process)
    return release.diagram(process)


def require_reader(actor: Actor) -> None:
    """:raises NotAllowedError: the actor neither operates nor owns the procedure nor reads reports."""
    if actor.kind is ActorKind.CLIENT:
        require_scope(actor, Scope.REPORTS_READ, action="see where cases wait")
    elif not actor.capabilities & _MAY_READ:
        require(actor, Capability.OPERATE, action="see where cases wait")


@dataclass(frozen=True, kw_only=True)
class _Running:
    counts: Mapping[str, int]
    releases: tuple[UUID, ...]


def _running(authority: str) -> _Running:
    rows = db.session.execute(
        select(Instance.process, Instance.release_id, func.count().label("number"))
        .where(Instance.authority == authority, Instance.status.in_(_RUNS))
        .group_by(Instance.process, Instance.release_id)
    ).all()
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row.process] += row.number
    return _Running(counts=counts, releases=tuple({row.release_id for row in rows}))


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What the releases in use say of their steps; `current`: the processes and steps of the current release."""

    elements: Mapping[Place, Element]
    names: Mapping[str, str]
    current: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, authority: str, releases: Iterable[UUID]) -> "_Known":
        now = current_release(authority)
        used = [composed(each).release for each in releases if each != now.id]
        processes = [info for release in (*used, now.composed.release) for info in release.processes.values()]
        return cls(
            elements={(info.id, each.id): each for info in processes for each in info.elements.values()},
            names={info.id: info.name for info in processes},
            current={info.id: frozenset(info.elements) for info in now.composed.release.processes.values()},
        )

    def name(self, process: str) -> str:
        return self.names.get(process, process)

    def lying_in_wait(self) -> list[Place]:
        return [place for place, element in self.elements.items() if element.kind in LIES_IN_WAIT]


@dataclass(frozen=True, kw_only=True)
class _Past:
    name: str
    kind: str
    waits: Waits


@dataclass(frozen=True, kw_only=True)
class _Found:
    now: Mapping[Place, Waits]
    past: Mapping[Place, _Past]

    @property
    def places(self) -> set[Place]:
        return {*self.now, *self.past}


def _waiting_now(asked: Mapping[str, object], known: _Known, *, least: int) -> Mapping[Place, Waits]:
    listens = known.lying_in_wait()
    places = {"processes": [place[0] for place in listens], "elements": [place[1] for place in listens]}
    rows = db.session.execute(_NOW, {**asked, **places})
    return {(row.process, row.element): _waits(row, least) for row in rows}


def _waited(asked: Mapping[str, object], *, least: int) -> Mapping[Place, _Past]:
    rows = db.session.execute(_PAST, asked)
    return {(row.process, row.element): _Past(name=row.name, kind=row.kind, waits=_waits(row, least)) for row in rows}


def _waits(row: AnyRow, least: int) -> Waits:
    """Never below zero: somebody may have set a clock back."""
    if row.number < least:
        return Waits(count=None, median=None, longest=None)
    median, longest = (max(timedelta(), timedelta(seconds=float(each))) for each in (row.median, row.longest))
    return Waits(count=row.number, median=median, longest=longest)


def _step(place: Place, found: _Found, known: _Known) -> StepWaits:
    process, id_ = place
    element, past = known.elements.get(place), found.past.get(place)
    return StepWaits(
        element=id_,
        name=(element.name if element else "") or (past.name if past else "") or id_,
        kind=element.kind if element else past.kind if past else "",
        lane=element.lane if element else None,
        known=id_ in known.current.get(process, frozenset()),
        now=found.now.get(place),
        past=past.waits if past else None,
    )


def _by_number(step: StepWaits) -> tuple[int, int, str]:
    return -_count(step.now), -_count(step.past), step.name


def _count(waits: Waits | None) -> int:
    """For the order; as few as are not told come last."""
    return 0 if waits is None else waits.count or 1


def _told(number: int, steps: Iterable[StepWaits], least: int) -> int | None:
    kept_back = any(step.now is not None and step.now.count is None for step in steps)
    return None if kept_back or 0 < number < least else number
