"""Sending a letter that is final, once: by the post room, by email, or by hand."""

from enum import StrEnum
from uuid import UUID, uuid4

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import Letter, LetterStatus, Outbox, OutboxStatus, Person, db
from service.pathways import hints
from service.pathways.feel_json import to_json
from service.pathways.idempotency import Idempotency
from service.pathways.letters import locked_letter, require_contact_seen, require_status
from service.pathways.releases import composed
from service.pathways.standing import audit
from service.pathways.transaction import transact_once
from service.pathways.write_letter import WrittenLetter, written

ATTEMPTS = 10


class Channel(StrEnum):
    POST = "post"  # the post room prints and posts it
    MAIL = "mail"
    HAND = "hand"  # whoever says so has printed it, and gives or posts it themselves


def send_letter(
    *,
    letter_id: UUID,
    channel: str,
    revision: int,
    actor: Actor,
    clock: Clock,
    contact_seen: str | None = None,
    idempotency: Idempotency | None = None,
) -> WrittenLetter:
    """Put the letter into the outbox, or note that it was handed over; nobody can send it a second time.

    :raises WrongStateError: it is not final, or was sent or cancelled before.
    :raises InvalidInputError: under `channel`: unknown, or no address; under `contact_seen`: not confirmed.
    """
    require(actor, Capability.WORK, action="send letters")

    def work() -> WrittenLetter:
        letter, _ = locked_letter(letter_id, actor, if_revision=revision)
        require_status(letter, LetterStatus.FINAL)
        person = None if letter.person_id is None else db.session.get(Person, letter.person_id)
        require_contact_seen(letter, contact_seen)
        way = _channel(channel, letter, person)
        letter.outbox_id = None if way is Channel.HAND else _put(letter, way, person, clock=clock)
        letter.channel = way.value
        letter.status = LetterStatus.SENT
        letter.sent_at = clock.now()
        letter.sent_by = actor.name
        letter.revision += 1
        audit(
            actor,
            "send letter",
            f"letter {letter.id}",
            at=clock.now(),
            case_id=letter.case_id,
            authority=letter.authority,
            details={"channel": way.value, "call": letter.outbox_id and str(letter.outbox_id)},
        )
        return written(letter)

    return transact_once(work, returns=WrittenLetter, actor=actor, clock=clock, idempotency=idempotency)


def _channel(channel: str, letter: Letter, person: Person | None) -> Channel:
    if channel not in set(Channel):
        raise InvalidInputError({"channel": ["Select how the letter is sent"]})
    way = Channel(channel)
    if way is Channel.POST and "\n" not in letter.recipient:
        raise InvalidInputError({"channel": ["The letter has no address. Cancel it and write it with one"]})
    if way is Channel.MAIL and (person is None or not person.email):
        raise InvalidInputError({"channel": ["This person has no email address. Select another way"]})
    if way is Channel.MAIL and letter.document_id is None:
        raise InvalidInputError({"channel": ["There is no PDF of this letter. Select another way"]})
    return way


def _put(letter: Letter, way: Channel, person: Person | None, *, clock: Clock) -> UUID:
    call_id, now = uuid4(), clock.now()
    topic = "mail.send" if way is Channel.MAIL else "letter.send"
    parameters = _mail(letter, person) if way is Channel.MAIL else _letter(letter)
    call = Outbox(
        id=call_id,
        authority=letter.authority,
        case_id=letter.case_id,
        name="Send a letter",
        topic=topic,
        parameters=to_json(parameters),
        status=OutboxStatus.PENDING,
        attempts=0,
        max_attempts=ATTEMPTS,
        next_attempt_at=now,
        created_at=now,
    )
    db.session.add(call)
    db.session.flush()
    hints.after_commit(hints.Hint(kind=hints.HintKind.CALL, id=str(call_id), topic=topic))
    return call_id


def _letter(letter: Letter) -> dict[str, object]:
    return {
        "template": letter.template,
        "to": letter.recipient,
        "document": letter.document_id and str(letter.document_id),
    }


def _mail(letter: Letter, person: Person | None) -> dict[str, object]:
    """Say nothing about the family in the mail itself: others may see it on a screen."""
    info = composed(letter.release_id).authority
    text = (
        f"There is a letter for you from {info.name}, {info.council}. It is attached to this email as a PDF.\n\n"
        "If you cannot open it, or need it in another format or language, contact your worker."
    )
    return {
        "to": "" if person is None else person.email or "",
        "subject": f"A letter from {info.council}",
        "text": text,
        "document": str(letter.document_id),
    }
