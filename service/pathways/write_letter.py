"""Beginning a letter: a draft from one of the authority's templates, to somebody of the case or somebody else."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import Letter, LetterStatus, db
from service.pathways.change_person import person_on
from service.pathways.idempotency import Idempotency
from service.pathways.letters import address_of, body_of, checked_recipient, letters_of_case, values_of
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class WrittenLetter:
    letter_id: str
    case_id: str
    status: str
    revision: int


def write_letter(
    *,
    case_id: UUID,
    template: str,
    actor: Actor,
    clock: Clock,
    person_id: UUID | None = None,
    recipient: str | None = None,
    idempotency: Idempotency | None = None,
) -> WrittenLetter:
    """Keep a draft to `person_id` of the case (with their address), or to `recipient`: name and address in lines.

    :raises NotFoundError: there is no such case that the actor may see, or nobody of that id is on it.
    :raises InvalidInputError: there is no such template in the case's release, or no recipient.
    """
    require(actor, Capability.WORK, action="write letters")

    def work() -> WrittenLetter:
        case = visible_case(case_id, actor)
        release = letters_of_case(case)
        chosen = release.composed.letters.get(template)
        if chosen is None:
            raise InvalidInputError({"template": ["Select a letter"]})
        person = None if person_id is None else person_on(case, person_id)
        to = address_of(person) if person is not None else checked_recipient(recipient or "")
        now = clock.now()
        values = values_of(case, release.composed, recipient=to, worker=actor.display_name, now=now)
        letter = Letter(
            id=uuid4(),
            authority=case.authority,
            case_id=case.id,
            release_id=release.id,
            template=template,
            title=chosen.title,
            person_id=person_id,
            recipient=to,
            body=body_of(chosen, values, {}),
            fields={},
            reworded=False,
            status=LetterStatus.DRAFT,
            created_at=now,
            created_by=actor.name,
            revision=1,
        )
        db.session.add(letter)
        _note(letter, actor)
        return written(letter)

    return transact_once(work, returns=WrittenLetter, actor=actor, clock=clock, idempotency=idempotency)


def _note(letter: Letter, actor: Actor) -> None:
    audit(
        actor,
        "write letter",
        f"letter {letter.id}",
        at=letter.created_at,
        case_id=letter.case_id,
        authority=letter.authority,
        details={"template": letter.template, "person": letter.person_id and str(letter.person_id)},
    )


def written(letter: Letter) -> WrittenLetter:
    return WrittenLetter(
        letter_id=str(letter.id), case_id=str(letter.case_id), status=letter.status.value, revision=letter.revision
    )
