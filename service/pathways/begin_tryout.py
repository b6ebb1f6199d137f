"""Beginning to try a draft out: a process of it, with a sample family, under a clock of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from service.access import Actor
from service.clocks import as_utc
from service.clocks.clock import Clock
from service.errors import InvalidInputError, PathwaysError
from service.library import Composed
from service.models import Tryout, db
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import composed_of, drafted, find_draft
from service.pathways.transaction import transact_once
from service.pathways.tryouts import (
    LIMITS,
    ChangedTryout,
    Told,
    audit_tryout,
    changed,
    played,
    read,
    refused,
    stored,
)
from service.simulator import World
from service.simulator.errors import ScenarioFailedError
from service.simulator.run import Run, cause_of
from service.simulator.scenario import StartProcess
from service.simulator.writing import told_answers

LONGEST_TITLE = 120
MOST_CHILDREN = 20


@dataclass(frozen=True, kw_only=True)
class SampleChild:
    name: str
    date_of_birth: date | None = None


@dataclass(frozen=True, kw_only=True)
class SampleCase:
    """A family that does not exist."""

    family: str = "Test Family Ash"
    children: tuple[SampleChild, ...] = ()
    team: str | None = None
    lead: str | None = None


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What is tried out, and when it begins (None: now).

    `case` None: what runs outside any case, such as a sitting.  `manual_services`: whoever tries it answers calls to
    other systems; else they succeed at once.  `schedules`: processes that begin by themselves meanwhile.
    """

    process: str
    event: str | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    at: datetime | None = None
    case: SampleCase | None = None
    manual_services: bool = False
    schedules: Sequence[str] = ()


def begin_tryout(
    *,
    draft_id: UUID,
    title: str,
    beginning: Beginning,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> ChangedTryout:
    """Begin a tryout of the actor's own; nothing of it is real, and nothing leaves it.

    :raises InvalidInputError: answers break the start form's rules, or it cannot be started like this.
    :raises NotFoundError: the actor's authority has no such draft.
    :raises PublicationRefusedError: something in the draft cannot be read.
    """
    named = " ".join(title.split())
    if not 0 < len(named) <= LONGEST_TITLE:
        raise InvalidInputError({"title": [f"Say what you try out, in {LONGEST_TITLE} characters or fewer."]})

    def work() -> ChangedTryout:
        draft = find_draft(draft_id, actor)
        library = composed_of(drafted(draft))
        told = _told(named, beginning, library, now=clock.now())
        tryout = Tryout(
            id=uuid4(),
            draft_id=draft.id,
            owner=actor.name,
            title=named,
            scenario=stored(told),
            revision=1,
            created_at=clock.now(),
            changed_at=clock.now(),
        )
        db.session.add(tryout)
        db.session.flush()
        details = {"process": beginning.process, "digest": library.digest}
        audit_tryout(tryout, draft, "begin tryout", actor=actor, clock=clock, details=details)
        return changed(tryout, 0)

    return transact_once(work, returns=ChangedTryout, actor=actor, clock=clock, idempotency=idempotency)


def _told(title: str, beginning: Beginning, library: Composed, *, now: datetime) -> Told:
    """The scenario so far: its start, with the answers as they are kept."""
    local = as_utc(beginning.at or now).astimezone(library.release.calendar.zone)
    start: Told = {"process": beginning.process}
    if beginning.event is not None:
        start["event"] = beginning.event
    start["at"] = f"{local:%Y-%m-%d %H:%M}"
    start["answers"] = dict(beginning.answers)
    told: Told = {"title": title}
    if beginning.case is not None:
        told["case"] = _case(beginning.case)
    if beginning.manual_services:
        told["services"] = "manual"
    if beginning.schedules:
        told["schedules"] = list(beginning.schedules)
    told |= {"start": start, "steps": []}
    start["answers"] = _checked(told, library)
    outcome = played(library, told)
    if outcome.stopped is not None:
        raise refused(outcome.stopped)
    return told


def _checked(told: Told, library: Composed) -> Told:
    """:raises InvalidInputError: the answers break the start form's rules, or nothing can be started like this."""
    scenario = read(told)
    try:
        run = Run(World.of(library), scenario, limits=LIMITS)
        run.prepare()
        action = scenario.steps[0].action
        if not isinstance(action, StartProcess):
            raise TypeError("A scenario begins with a start.")
        return told_answers(run.people.start_answers_of(action, run.place_of(action)).values)
    except ScenarioFailedError as error:
        raise refused(cause_of(error)) from error
    except PathwaysError as error:
        raise refused(error) from error


def _case(case: SampleCase) -> Told:
    """:raises InvalidInputError: the family or a child has no name, or there are too many of them."""
    if not case.family.strip():
        raise InvalidInputError({"family": ["Name the sample family."]})
    if len(case.children) > MOST_CHILDREN or not all(child.name.strip() for child in case.children):
        raise InvalidInputError({"children": [f"Name each child, {MOST_CHILDREN} at most."]})
    told: Told = {"family": case.family.strip()}
    told["children"] = [_child(child) for child in case.children]
    return told | {name: value for name, value in (("team", case.team), ("lead", case.lead)) if value}


def _child(child: SampleChild) -> Told:
    born = {} if child.date_of_birth is None else {"date_of_birth": child.date_of_birth}
    return {"name": child.name.strip(), **born}
