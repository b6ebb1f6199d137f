"""Changing a draft: what is filled in, or its wording where the template allows that."""

from collections.abc import Mapping
from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError, NotAllowedError, WrongStateError
from service.letters import leftovers
from service.models import Letter, LetterStatus
from service.pathways.idempotency import Idempotency
from service.pathways.letters import (
    LONGEST_BODY,
    body_of,
    checked_fields,
    checked_recipient,
    locked_letter,
    require_status,
    template_of,
    values_of,
)
from service.pathways.queries.user_names import user_names
from service.pathways.releases import composed
from service.pathways.standing import audit
from service.pathways.transaction import transact_once
from service.pathways.write_letter import WrittenLetter, written


def fill_letter(
    *,
    letter_id: UUID,
    recipient: str,
    fields: Mapping[str, str],
    revision: int,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> WrittenLetter:
    """Put recipient (name and address in lines) and free fields (dates as ISO text) into the template's text.

    Wording that was changed by hand is replaced: the page says so before.
    :raises StaleVersionError: it was changed since `revision`.
    :raises WrongStateError: it is no draft any more.
    :raises InvalidInputError: by field.
    """
    require(actor, Capability.WORK, action="write letters")

    def work() -> WrittenLetter:
        letter, case = locked_letter(letter_id, actor, if_revision=revision)
        require_status(letter, LetterStatus.DRAFT)
        template = template_of(letter)
        if template is None:
            raise WrongStateError("The letter", "without a template", "Write a new one.")
        to, kept = checked_recipient(recipient), checked_fields(template, fields)
        writer = user_names([letter.created_by]).get(letter.created_by, letter.created_by)
        library = composed(letter.release_id)
        values = values_of(case, library, recipient=to, worker=writer, now=clock.now())
        letter.recipient = to
        letter.fields = dict(kept)
        letter.body = body_of(template, values, kept)
        letter.reworded = False
        return _changed(letter, "fill in letter", actor=actor, clock=clock)

    return transact_once(work, returns=WrittenLetter, actor=actor, clock=clock, idempotency=idempotency)


def reword_letter(
    *,
    letter_id: UUID,
    body: str,
    revision: int,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> WrittenLetter:
    """Replace the wording (Markdown).

    :raises NotAllowedError: the template's wording is fixed.
    :raises InvalidInputError: under `body`: empty, too long, or with what letters do not have.
    """
    require(actor, Capability.WORK, action="write letters")

    def work() -> WrittenLetter:
        letter, _ = locked_letter(letter_id, actor, if_revision=revision)
        require_status(letter, LetterStatus.DRAFT)
        template = template_of(letter)
        if template is None or not template.editable:
            raise NotAllowedError("change the wording", "the wording of this letter is fixed")
        letter.body = _checked_body(body)
        letter.reworded = True
        return _changed(letter, "reword letter", actor=actor, clock=clock)

    return transact_once(work, returns=WrittenLetter, actor=actor, clock=clock, idempotency=idempotency)


def _checked_body(body: str) -> str:
    text = body.replace("\r\n", "\n").strip()
    errors = []
    if not text:
        errors.append("Enter the wording of the letter")
    if len(text) > LONGEST_BODY:
        errors.append(f"Wording must be {LONGEST_BODY:,} characters or fewer")
    errors += [f"Wording must not contain {kind}" for kind in leftovers(text)]
    if errors:
        raise InvalidInputError({"body": errors})
    return f"{text}\n"


def _changed(letter: Letter, action: str, *, actor: Actor, clock: Clock) -> WrittenLetter:
    letter.revision += 1
    audit(
        actor,
        action,
        f"letter {letter.id}",
        at=clock.now(),
        case_id=letter.case_id,
        authority=letter.authority,
        details={"revision": letter.revision},
    )
    return written(letter)
