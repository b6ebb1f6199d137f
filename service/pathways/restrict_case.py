"""Closing a case to everybody but the people named."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, select

from service.access import Actor, ActorKind, Capability, Scope, require, require_scope
from service.clocks.clock import Clock
from service.errors import InvalidInputError, StaleVersionError
from service.models import Case, CaseAccess, User, db
from service.pathways.change_instance import require_reason
from service.pathways.hand_back import hand_back_on
from service.pathways.idempotency import Idempotency
from service.pathways.notify import case_hidden
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class RestrictedCase:
    case_id: str
    restricted: bool
    revision: int


def restrict_case(
    *,
    case_id: UUID,
    people: Sequence[str] | None,
    reason: str,
    actor: Actor,
    clock: Clock,
    if_revision: int | None = None,
    idempotency: Idempotency | None = None,
) -> RestrictedCase:
    """Let only `people` (user names) know of the case; None opens it to everybody who would see it otherwise.

    Names that are not in the list lose their access, the actor's own included, and hand back their tasks and the lead.
    :raises InvalidInputError: nobody is named, or somebody unknown.
    """
    if actor.kind is ActorKind.CLIENT:
        require_scope(actor, Scope.CASES_WRITE, action="restrict cases")
    else:
        require(actor, Capability.ASSIGN, action="restrict cases")
    require_reason(reason)

    def work() -> RestrictedCase:
        case = visible_case(case_id, actor, lock=True)
        if if_revision is not None and case.revision != if_revision:
            raise StaleVersionError("case")
        named = None if people is None else _known(case, people)
        _name(case, named or [], actor=actor, clock=clock)
        case.restricted = named is not None
        handed_back = {} if named is None else hand_back_on(case, unless=named)
        if named is not None:
            case_hidden(case.id, named=named, now=clock.now())
        case.revision += 1
        audit(
            actor,
            "open restricted case" if named is None else "restrict case",
            f"case {case.reference}",
            at=clock.now(),
            case_id=case.id,
            authority=case.authority,
            details={"people": named, "reason": reason, **handed_back},
        )
        return RestrictedCase(case_id=str(case.id), restricted=case.restricted, revision=case.revision)

    return transact_once(work, returns=RestrictedCase, actor=actor, clock=clock, idempotency=idempotency)


def _known(case: Case, people: Sequence[str]) -> list[str]:
    names = sorted(set(people))
    if not names:
        raise InvalidInputError({"people": ["Name at least one person."]})
    found = set(db.session.scalars(select(User.name).where(User.name.in_(names), User.authority == case.authority)))
    missing = [name for name in names if name not in found]
    if missing:
        raise InvalidInputError({"people": [f"There is nobody called {name} here." for name in missing]})
    return names


def _name(case: Case, names: Sequence[str], *, actor: Actor, clock: Clock) -> None:
    db.session.execute(delete(CaseAccess).where(CaseAccess.case_id == case.id))
    if names:
        rows = [
            {"case_id": case.id, "user_name": name, "granted_by": actor.name, "granted_at": clock.now()}
            for name in names
        ]
        db.session.execute(insert(CaseAccess), rows)
