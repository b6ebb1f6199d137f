"""Who knows of a panel, who reads its papers, who runs it.

The diary (dates, cut-off, how many items) is for people who have tasks in its sittings, and for those who start cases,
assign work or approve.  The papers of every family on the agenda, and the minutes, are for the members of the panel and
the roles that have tasks in its sittings; everybody else who knows of the panel reads the papers of the cases that they
may see.  A restricted case is shown to nobody who may not see it, members included.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability, visible_cases
from service.clocks.clock import Clock
from service.errors import NotAllowedError, NotFoundError, WrongStateError
from service.library import Composed, Panel
from service.models import Case, Sitting, db
from service.pathways.agenda import Entry
from service.pathways.releases import current_release
from service.pathways.sittings import Place, find_place, kept
from service.pathways.standing import acting_authority

_KNOWS = frozenset({Capability.START_CASES, Capability.ASSIGN, Capability.APPROVE})
_RUNS = frozenset({Capability.ASSIGN, Capability.APPROVE})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`knows`: of its dates; `reads`: the papers of every family; `runs`: agenda, attendance, minutes; `signs`: off."""

    knows: bool
    reads: bool
    runs: bool
    signs: bool


def standing_of(actor: Actor, panel: Panel) -> Standing:
    if actor.kind is ActorKind.SYSTEM:
        return Standing(knows=True, reads=True, runs=True, signs=True)
    member = bool(actor.roles & panel.roles)
    return Standing(
        knows=member or bool(actor.capabilities & _KNOWS),
        reads=member,
        runs=member and bool(actor.capabilities & _RUNS),
        signs=member and actor.may(Capability.APPROVE),
    )


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A sitting that the actor knows of."""

    place: Place
    composed: Composed
    standing: Standing

    @property
    def panel(self) -> Panel:
        return self.place.panel


def open_sitting(sitting_id: UUID, actor: Actor, clock: Clock) -> Opened:
    """:raises NotFoundError: there is no such sitting that the actor may know of."""
    composed = current_release(acting_authority(actor, None, action="open sittings")).composed
    place = find_place(sitting_id, composed, now=clock.now())
    standing = standing_of(actor, place.panel)
    if not standing.knows:
        raise NotFoundError("sitting", sitting_id)
    return Opened(place=place, composed=composed, standing=standing)


def open_to_run(sitting_id: UUID, actor: Actor, clock: Clock, *, action: str) -> Opened:
    """:raises NotAllowedError: the actor knows of the sitting and does not run the panel."""
    opened = open_sitting(sitting_id, actor, clock)
    if not opened.standing.runs:
        raise NotAllowedError(action, "only members of the panel who assign work or approve run it")
    return opened


@dataclass(frozen=True, kw_only=True)
class Changing:
    """A sitting that is being changed; its row is locked until the transaction ends."""

    opened: Opened
    sitting: Sitting


def change_sitting(sitting_id: UUID, actor: Actor, clock: Clock, *, action: str) -> Changing:
    """Lock a sitting that is not frozen, for somebody who runs the panel.

    :raises NotAllowedError: the actor does not.
    :raises WrongStateError: it is frozen.
    """
    opened = open_to_run(sitting_id, actor, clock, action=action)
    sitting = kept(opened.place)
    if sitting.frozen_at is not None:
        raise WrongStateError("The agenda", "frozen", "Nothing about this sitting can be changed any more.")
    sitting.revision += 1
    place = Place(
        id=sitting.id,
        authority=sitting.authority,
        panel=opened.panel,
        at=sitting.at,
        regular_at=sitting.regular_at,
        row=sitting,
    )
    return Changing(opened=Opened(place=place, composed=opened.composed, standing=opened.standing), sitting=sitting)


def seen_cases(actor: Actor, entries: tuple[Entry, ...]) -> frozenset[UUID]:
    """The cases of these items that the actor may see."""
    ids = [entry.case_id for entry in entries if entry.case_id is not None]
    return frozenset(db.session.scalars(select(Case.id).where(Case.id.in_(ids), visible_cases(actor))))


def may_see_entry(entry: Entry, standing: Standing, seen: frozenset[UUID]) -> bool:
    """Items about no case are for everybody who knows of the panel; papers of an unknown case for its members."""
    if entry.case_id is None:
        return standing.reads or entry.reference is None
    return entry.case_id in seen or (standing.reads and not entry.restricted)
