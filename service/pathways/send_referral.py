"""Sending a request for help that was written without an account: from now on it waits to be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.access import Capability
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import Referral, ReferralStatus
from service.pathways.mails import put_mails
from service.pathways.notify import REFERRAL, Told, tell_those_who_may
from service.pathways.person_details import today_of
from service.pathways.public_form import received_answers
from service.pathways.queries.starts import start_of
from service.pathways.referral_content import checked_from_outside, from_json, to_json
from service.pathways.referral_drafts import Writer, own_draft
from service.pathways.standing import audit
from service.pathways.transaction import transact


@dataclass(frozen=True, kw_only=True)
class SentReferral:
    referral_id: str
    reference: str
    received_at: datetime


SUBJECT = "Your reference number"
CONFIRMATION = (
    "We have received what you sent us. Your reference number is {reference}.\n\n"
    "It is all you need when you ring us about it. You need not answer this mail."
)


def send_referral(*, writer: Writer, clock: Clock) -> SentReferral:
    """Check the request and hand it to the service; sent twice, it is received once, under the same reference.

    Who gave an email address gets the reference by mail, and nothing that others must not read.
    :raises NotFoundError: the token is of no request.
    :raises InvalidInputError: the family's fields, or `answers.<key>` for the questions.
    """

    def work() -> SentReferral:
        row = own_draft(writer, None)
        if row.status is ReferralStatus.DRAFT:
            _receive(row, clock)
            told = Told(authority=row.authority, cause=f"{REFERRAL}{row.id}", title="A request for help was received")
            tell_those_who_may(Capability.START_CASES, told, besides=None, now=clock.now())
            _confirm(row, clock)
            audit(
                writer.actor,
                "receive referral",
                f"referral {row.reference}",
                at=clock.now(),
                case_id=None,
                authority=row.authority,
            )
        if row.received_at is None:
            raise InvalidInputError({}, "This request was not sent.")
        return SentReferral(referral_id=str(row.id), reference=row.reference, received_at=row.received_at)

    return transact(work)


def _receive(row: Referral, clock: Clock) -> None:
    start = start_of(row.authority, process=row.process, event=row.start_event)
    errors: dict[str, Sequence[str]] = {}
    family = from_json(row.family)
    try:
        family = checked_from_outside(family, today=today_of(clock))
        row.family = to_json(family)
    except InvalidInputError as error:
        errors |= error.errors
    try:
        row.answers = dict(received_answers(start.form, row.answers, family.sender, now=clock.now()))
    except InvalidInputError as error:
        errors |= {f"answers.{key}": texts for key, texts in error.errors.items()}
    if errors:
        raise InvalidInputError(errors)
    row.status = ReferralStatus.RECEIVED
    row.received_at = clock.now()
    row.revision += 1


def _confirm(row: Referral, clock: Clock) -> None:
    address = from_json(row.family).sender.email
    if address:
        mail = {"to": address, "subject": SUBJECT, "text": CONFIRMATION.format(reference=row.reference)}
        put_mails([mail], name="Confirm a request for help", authority=row.authority, now=clock.now())
