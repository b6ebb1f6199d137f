"""Requests for help while they are written: kept at every step, so that nothing typed is lost.

Somebody without an account comes back to theirs by a secret token that only their browser holds.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, func, insert, select

from service.access import Actor, system_actor, token_hash
from service.clocks.clock import Clock
from service.errors import NotAllowedError, NotFoundError, StaleVersionError, TooManyAttemptsError, WrongStateError
from service.models import LoginAttempt, Referral, ReferralSource, ReferralStatus, db
from service.pathways.idempotency import Idempotency
from service.pathways.queries.starts import may_start, public_starts, start_of
from service.pathways.referral_content import FamilyContent, to_json
from service.pathways.standing import audit
from service.pathways.transaction import transact, transact_once

LETTERS = "23456789BCDFGHJKMNPQRTVWXYZ"  # none that is read as another, and no words
GROUP = 4
WINDOW = timedelta(hours=1)
MOST_BEGUN = 20  # in the window, from one address: a school shares one
_LIMITED = "request-help"


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Somebody with an account (`actor`), or somebody without one, who holds `token`."""

    actor: Actor
    token: str | None = None

    @property
    def own(self) -> ColumnElement[bool]:
        """Condition over Referral: the drafts of this writer."""
        if self.token is not None:
            return and_(Referral.source == ReferralSource.PUBLIC, Referral.token_hash == token_hash(self.token))
        staff = and_(Referral.source == ReferralSource.STAFF, Referral.created_by == self.actor.name)
        return and_(Referral.authority == self.actor.authority, staff)


@dataclass(frozen=True, kw_only=True)
class BegunReferral:
    referral_id: str
    token: str | None


@dataclass(frozen=True, kw_only=True)
class SavedReferral:
    referral_id: str
    revision: int


def public_writer(authority: str, token: str) -> Writer:
    return Writer(actor=system_actor(_LIMITED, authority), token=token)


def begin_referral(
    *, process: str, event: str, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> BegunReferral:
    """Begin a request as somebody of the service.

    :raises NotFoundError: there is no such kind of request.
    :raises NotAllowedError: it is not offered to them.
    """

    def work() -> BegunReferral:
        authority = actor.authority or ""
        start = start_of(authority, process=process, event=event)
        if not may_start(actor, start):
            raise NotAllowedError("write this kind of request", "it is not offered to any of your roles")
        row = _new(authority, process, event, source=ReferralSource.STAFF, clock=clock)
        row.created_by = actor.name
        db.session.add(row)
        audit(actor, "begin referral", f"referral {row.id}", at=clock.now(), case_id=None, authority=authority)
        return BegunReferral(referral_id=str(row.id), token=None)

    return transact_once(work, returns=BegunReferral, actor=actor, clock=clock, idempotency=idempotency)


def begin_public_referral(*, authority: str, process: str, event: str, address: str, clock: Clock) -> BegunReferral:
    """Begin a request without an account.

    :raises NotFoundError: the authority takes no such requests.
    :raises TooManyAttemptsError: too many were begun from this address.
    """

    def work() -> BegunReferral:
        if not any((start.process, start.event) == (process, event) for start in public_starts(authority)):
            raise NotFoundError("kind of request", event)
        _count(address, clock)
        token = secrets.token_urlsafe(32)
        row = _new(authority, process, event, source=ReferralSource.PUBLIC, clock=clock)
        row.token_hash = token_hash(token)
        db.session.add(row)
        return BegunReferral(referral_id=str(row.id), token=token)

    return transact(work)


def save_referral(
    *,
    writer: Writer,
    clock: Clock,
    referral_id: UUID | None = None,
    family: FamilyContent | None = None,
    answers: Mapping[str, object] | None = None,
    if_revision: int | None = None,
) -> SavedReferral:
    """Replace what is given; unfinished as it may be.  `referral_id`: which of their drafts; None for the token's.

    :raises NotFoundError: they have no such draft.
    :raises WrongStateError: it was sent already.
    :raises StaleVersionError: it was saved in another window meanwhile.
    """

    def work() -> SavedReferral:
        row = own_draft(writer, referral_id)
        if row.status is not ReferralStatus.DRAFT:
            raise WrongStateError("This request", "sent already", "It cannot be changed any more.")
        if if_revision is not None and row.revision != if_revision:
            raise StaleVersionError("request")
        if family is not None:
            row.family = to_json(family)
        if answers is not None:
            row.answers = dict(answers)
        row.revision += 1
        return SavedReferral(referral_id=str(row.id), revision=row.revision)

    del clock  # nothing here depends on the time; every use case is called alike
    return transact(work)


def discard_referral(*, writer: Writer, referral_id: UUID | None = None) -> None:
    """Delete a draft for good, at the writer's wish."""

    def work() -> None:
        row = own_draft(writer, referral_id)
        if row.status is ReferralStatus.DRAFT:
            db.session.execute(delete(Referral).where(Referral.id == row.id))

    transact(work)


def own_draft(writer: Writer, referral_id: UUID | None) -> Referral:
    """The writer's own request, locked.  :raises NotFoundError: they have none of that id."""
    found = select(Referral).where(writer.own)
    if referral_id is not None:
        found = found.where(Referral.id == referral_id)
    row = db.session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFoundError("request", referral_id or "")
    return row


def _new(authority: str, process: str, event: str, *, source: ReferralSource, clock: Clock) -> Referral:
    return Referral(
        id=uuid4(),
        authority=authority,
        reference=_reference(),
        source=source,
        status=ReferralStatus.DRAFT,
        process=process,
        start_event=event,
        family={},
        answers={},
        created_at=clock.now(),
        revision=1,
    )


def _reference() -> str:
    """R-7K3M-Q2BD: short enough for the telephone, and not to be guessed from another one."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(2))
    return "-".join(("R", *groups))


def _count(address: str, clock: Clock) -> None:
    origin = f"{_LIMITED} {address}"  # counted apart from attempts to sign in
    since = clock.now() - WINDOW
    begun = select(func.count()).where(LoginAttempt.address == origin, LoginAttempt.at > since)
    if db.session.scalars(begun).one() >= MOST_BEGUN:
        raise TooManyAttemptsError(int(WINDOW.total_seconds()))
    db.session.execute(insert(LoginAttempt).values(name=_LIMITED, address=origin, at=clock.now()))
