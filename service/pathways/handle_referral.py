"""What becomes of a request for help: a case, a part of a case that is open already, or nothing for Early Help."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from service.access import Actor, ActorKind, Capability, require, visible_cases
from service.clocks.clock import Clock
from service.errors import InvalidInputError, NotFoundError, StaleVersionError, WrongStateError
from service.models import Case, Family, Referral, ReferralSource, ReferralStatus, db
from service.pathways.idempotency import Idempotency
from service.pathways.matching import SURE
from service.pathways.notify import LINKED, REFERRAL, Told, cause_gone, tell_case_holders
from service.pathways.opening import NewCase, NewFamily, NewPerson
from service.pathways.person_details import FIELDS, today_of
from service.pathways.queries.matches import MatchedPerson, find_matches
from service.pathways.queries.starts import may_start, start_of
from service.pathways.referral_content import NEW, FamilyContent, checked_family, chosen, from_json, to_json
from service.pathways.standing import audit
from service.pathways.start_case import CaseStart, begin_case
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once

LONGEST = 2_000
ENDED: Mapping[ReferralStatus, str] = {
    ReferralStatus.STARTED: "a case already",
    ReferralStatus.LINKED: "linked to a case already",
    ReferralStatus.REFUSED: "closed already",
}


@dataclass(frozen=True, kw_only=True)
class HandledReferral:
    referral_id: str
    status: str
    case_id: str | None


def prepare_referral(
    *,
    referral_id: UUID,
    actor: Actor,
    clock: Clock,
    choice: str | None = None,
    answers: Mapping[str, object] | None = None,
) -> HandledReferral:
    """Keep what somebody of the service chose among the matches, or how they completed the answers.

    Of a request from outside, what was sent stays as it was.
    :raises NotFoundError: there is no such request that they may handle.
    :raises WrongStateError: it was handled already.
    """

    def work() -> HandledReferral:
        row = _to_handle(referral_id, actor)
        family = from_json(row.family)
        if choice is not None:
            family = replace(family, choice=choice)
        if answers is not None and row.source is ReferralSource.STAFF:
            row.answers = dict(answers)
        elif answers is not None:
            family = replace(family, completed=answers)
        row.family = to_json(family)
        row.revision += 1
        return _handled(row)

    return _once(work, actor=actor, clock=clock)


def start_referral(
    *,
    referral_id: UUID,
    actor: Actor,
    clock: Clock,
    if_revision: int | None = None,
    idempotency: Idempotency | None = None,
) -> HandledReferral:
    """Open a case with what the request says, for the family that was chosen; the clocks count from its receipt.

    :raises NotFoundError: there is no such request that they may handle.
    :raises WrongStateError: it was handled already.
    :raises StaleVersionError: it was changed since.
    :raises InvalidInputError: "choice", the family's fields, or `answers.<key>`.
    """

    def work() -> HandledReferral:
        row = _to_handle(referral_id, actor, if_revision)
        family = from_json(row.family)
        if row.status is ReferralStatus.DRAFT:  # what was received was checked when it came in
            family = checked_family(family, today=today_of(clock))
        linked = chosen(family.choice, "case")
        if linked is not None:
            return _link(row, linked, actor=actor, clock=clock)
        asked = CaseStart(
            authority=row.authority,
            process=row.process,
            event=row.start_event,
            case=_new_case(row, family, actor=actor, clock=clock),
            answers=row.answers if family.completed is None else family.completed,
            received_at=row.received_at,
        )
        started = _begin(asked, actor, clock)
        _close(row, ReferralStatus.STARTED, UUID(started), actor=actor, clock=clock)
        return _handled(row)

    return _once(work, actor=actor, clock=clock, idempotency=idempotency)


def refuse_referral(
    *, referral_id: UUID, reason: str, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> HandledReferral:
    """Say that a request is not for early help, and why.

    :raises InvalidInputError: without a reason.
    """
    if not reason.strip() or len(reason) > LONGEST:
        raise InvalidInputError({"reason": ["Say why it is not for this service, and what the person was told"]})

    def work() -> HandledReferral:
        row = _to_handle(referral_id, actor)
        if row.status is ReferralStatus.DRAFT:
            raise WrongStateError("This request", "not sent yet", "Delete the draft instead.")
        row.reason = reason.strip()
        _close(row, ReferralStatus.REFUSED, None, actor=actor, clock=clock)
        return _handled(row)

    return _once(work, actor=actor, clock=clock, idempotency=idempotency)


def may_handle(actor: Actor) -> ColumnElement[bool]:
    """Condition over Referral: their own drafts, and what was received where they may start cases."""
    own = and_(Referral.source == ReferralSource.STAFF, Referral.created_by == actor.name)
    received = Referral.status != ReferralStatus.DRAFT
    mine = or_(own, received) if actor.may(Capability.START_CASES) else own
    return and_(Referral.authority == actor.authority, mine)


def _once(
    work: Callable[[], HandledReferral], *, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> HandledReferral:
    if actor.kind is not ActorKind.USER:
        require(actor, Capability.START_CASES, action="handle requests")
    return transact_once(work, returns=HandledReferral, actor=actor, clock=clock, idempotency=idempotency)


def _to_handle(referral_id: UUID, actor: Actor, if_revision: int | None = None) -> Referral:
    row = db.session.scalar(
        select(Referral)
        .where(Referral.id == referral_id, may_handle(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFoundError("request", referral_id)
    if row.status in ENDED:
        raise WrongStateError("This request", ENDED[row.status], "Open it again to see what became of it.")
    if if_revision is not None and row.revision != if_revision:
        raise StaleVersionError("request")
    start = start_of(row.authority, process=row.process, event=row.start_event)
    if not may_start(actor, start):
        raise NotFoundError("request", referral_id)
    return row


def _new_case(row: Referral, family: FamilyContent, *, actor: Actor, clock: Clock) -> NewCase:
    people = [NewPerson(**{name: getattr(each, name) for name in FIELDS}) for each in family.people]
    family_id = chosen(family.choice, "family")
    if family_id is None:
        if family.choice != NEW:
            raise InvalidInputError({"choice": ["Choose whether this is a new family"]})
        return NewCase(family=NewFamily(name=family.name), people=tuple(people))
    known = db.session.scalar(
        select(Family).where(
            Family.id == family_id,
            Family.authority == row.authority,
            select(Case.id).where(Case.family_id == Family.id, visible_cases(actor)).exists(),
        )
    )
    if known is None:
        raise InvalidInputError({"choice": ["Choose from the families that are shown"]})
    matches = find_matches(family.people, actor=actor, authority=row.authority, now=clock.now())
    same = next((match.people for match in matches.families if match.id == family_id), ())
    people = _taken_for(people, same)
    return NewCase(family=NewFamily(name=known.name, reference=known.reference), people=tuple(people))


def _taken_for(people: list[NewPerson], same: Sequence[MatchedPerson]) -> list[NewPerson]:
    """The people with the ids of those that they surely are, nobody being two."""
    found = list(people)
    taken: set[UUID] = set()
    for match in sorted(same, key=lambda each: -each.likeness.score):
        free = found[match.asked].id is None and match.id not in taken
        if free and match.likeness.score >= SURE:
            taken.add(match.id)
            found[match.asked] = replace(found[match.asked], id=match.id)
    return found


def _begin(asked: CaseStart, actor: Actor, clock: Clock) -> str:
    try:
        return begin_case(asked, actor=actor, clock=clock).case_id
    except InvalidInputError as error:
        raise InvalidInputError({_place(key): texts for key, texts in error.errors.items()}, str(error)) from error


def _place(key: str) -> str:
    return "choice" if key in {"people", "family.reference"} else f"answers.{key}"


def _link(row: Referral, case_id: UUID, *, actor: Actor, clock: Clock) -> HandledReferral:
    case = visible_case(case_id, actor, lock=True)
    if case.closed_at is not None:
        raise InvalidInputError({"choice": ["This case was closed meanwhile. Choose its family instead"]})
    _close(row, ReferralStatus.LINKED, case.id, actor=actor, clock=clock)
    told = Told(
        authority=row.authority,
        cause=f"{LINKED}{row.id}",
        title=f"A further request for help came in, {case.reference}",
        case_id=case.id,
    )
    tell_case_holders(case.id, told, besides=actor.name, now=clock.now())
    return _handled(row)


def _close(row: Referral, status: ReferralStatus, case_id: UUID | None, *, actor: Actor, clock: Clock) -> None:
    now = clock.now()
    row.status, row.case_id = status, case_id
    row.received_at = row.received_at or now
    row.handled_at, row.handled_by = now, actor.name
    row.revision += 1
    cause_gone(f"{REFERRAL}{row.id}", now=now)
    audit(
        actor,
        f"{status.value} referral",
        f"referral {row.reference}",
        at=now,
        case_id=case_id,
        authority=row.authority,
        details={"source": row.source.value, "received_at": row.received_at.isoformat()},
    )


def _handled(row: Referral) -> HandledReferral:
    return HandledReferral(
        referral_id=str(row.id), status=row.status.value, case_id=None if row.case_id is None else str(row.case_id)
    )
