"""What every use case about letters shares: the letter at hand, its template, and the values of its places."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import case as choose
from sqlalchemy import select

from service.access import Actor, visible_cases
from service.clocks import local_day
from service.errors import InvalidInputError, NotFoundError, StaleVersionError, WrongStateError
from service.letters import FieldKind, LetterTemplate, merged
from service.library import Composed
from service.models import Case, CasePerson, Family, Instance, InstanceState, Letter, LetterStatus, Person, db
from service.pathways.releases import LoadedRelease, composed, current_release

LONGEST = {FieldKind.TEXT: 200, FieldKind.LONG_TEXT: 4_000}
LONGEST_BODY = 20_000
LONGEST_RECIPIENT = 1_000
_STATES = {
    LetterStatus.DRAFT: "not final yet",
    LetterStatus.FINAL: "final",
    LetterStatus.SENT: "sent",
    LetterStatus.CANCELLED: "cancelled",
}


def letters_of_case(case: Case) -> LoadedRelease:
    """The release that the case runs on, with its letters; the current one where nothing runs any more."""
    running = choose((Instance.status == InstanceState.RUNNING, 0), else_=1)
    statement = select(Instance.release_id).where(Instance.case_id == case.id)
    release_id = db.session.scalars(statement.order_by(running, Instance.started_at.desc()).limit(1)).first()
    if release_id is None:
        return current_release(case.authority)
    return LoadedRelease(id=release_id, number=0, composed=composed(release_id))


def template_of(letter: Letter) -> LetterTemplate | None:
    """The template that it was written from; None for a letter of a process that names none of the release."""
    return composed(letter.release_id).letters.get(letter.template)


def locked_letter(letter_id: UUID, actor: Actor, *, if_revision: int | None) -> tuple[Letter, Case]:
    """The letter, locked.

    :raises NotFoundError: there is none on a case that the actor may see.
    :raises StaleVersionError: it was changed since.
    """
    letter = db.session.scalar(
        select(Letter).where(Letter.id == letter_id).with_for_update().execution_options(populate_existing=True)
    )
    case = None
    if letter is not None:
        case = db.session.scalar(select(Case).where(Case.id == letter.case_id, visible_cases(actor)))
    if letter is None or case is None:
        raise NotFoundError("letter", letter_id)
    if if_revision is not None and letter.revision != if_revision:
        raise StaleVersionError("letter")
    return letter, case


def require_status(letter: Letter, *allowed: LetterStatus) -> None:
    """:raises WrongStateError: it is in another."""
    if letter.status not in allowed:
        raise WrongStateError("The letter", _STATES[letter.status], "Open it again to see what can be done.")


def values_of(case: Case, library: Composed, *, recipient: str, worker: str, now: datetime) -> dict[str, str]:
    """The values of the places that every letter may use; `recipient` is name and address in lines."""
    name, _, address = recipient.strip().partition("\n")
    family = db.session.scalar(select(Family.name).where(Family.id == case.family_id))
    team = library.authority.teams.get(case.team or "")
    return {
        "case.reference": case.reference,
        "case.family": family or "",
        "recipient.name": name.strip(),
        "recipient.address": address.strip(),
        "worker.name": worker,
        "worker.team": team.name if team else "",
        "council": library.authority.council,
        "service": library.authority.name,
        "today": spoken(local_day(now, library.release.calendar.zone)),
    }


def body_of(template: LetterTemplate, values: Mapping[str, str], fields: Mapping[str, object]) -> str:
    """The Markdown of the letter; places of fields that are still empty are empty."""
    given = {field.id: in_words(fields.get(field.id), field.kind) for field in template.fields}
    return merged(template.body, {**given, **values})


def in_words(value: object, kind: FieldKind) -> str:
    text = str(value or "")
    return spoken(date.fromisoformat(text)) if kind is FieldKind.DATE and text else text


def checked_fields(template: LetterTemplate, fields: Mapping[str, str]) -> dict[str, str]:
    """Return what was filled in (dates as ISO text), without what is empty.

    :raises InvalidInputError: by the field: too long, no date, or not asked for.
    """
    errors: dict[str, list[str]] = {}
    kept: dict[str, str] = {}
    for id_, value in fields.items():
        field = template.field(id_)
        text = value.replace("\r\n", "\n").strip()
        if field is None:
            errors[id_] = ["This letter does not ask for that"]
        elif not text:
            continue
        elif sentence := _wrong(text, field.kind, field.label):
            errors[id_] = [sentence]
        else:
            kept[id_] = text
    if errors:
        raise InvalidInputError(errors)
    return kept


def checked_recipient(recipient: str) -> str:
    """:raises InvalidInputError: nobody, or too long."""
    lines = [line.strip() for line in recipient.replace("\r\n", "\n").strip().split("\n")]
    text = "\n".join(line for line in lines if line)
    if not text:
        raise InvalidInputError({"recipient": ["Enter who the letter is for"]})
    if len(text) > LONGEST_RECIPIENT:
        raise InvalidInputError({"recipient": [f"Name and address must be {LONGEST_RECIPIENT:,} characters or fewer"]})
    return text


def address_of(person: Person) -> str:
    """Name and address in lines."""
    postcode = person.postcode or ""
    spaced = f"{postcode[:-3]} {postcode[-3:]}" if len(postcode) > 3 else postcode  # noqa: PLR2004 - the inward part
    known = person.address or ""
    written = spaced.replace(" ", "") in known.replace(" ", "").upper()
    lines = [person.name, *known.replace(",", "\n").splitlines(), *([] if written else [spaced])]
    return "\n".join(line.strip() for line in lines if line.strip())


def warnings_on(case_ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """How each person of these cases may be reached, by case, where that is recorded: "Name: no letters home".

    All of the family's: a letter to one of them is seen by whoever lives with them.
    """
    rows = db.session.execute(
        select(CasePerson.case_id, Person.name, Person.safe_contact)
        .join(Person, Person.id == CasePerson.person_id)
        .where(CasePerson.case_id.in_(list(case_ids)), Person.safe_contact.is_not(None), Person.safe_contact != "")
        .order_by(CasePerson.case_id, CasePerson.position)
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for case_id, name, safe_contact in rows:
        found[case_id] = (*found.get(case_id, ()), f"{name}: {safe_contact}")
    return found


def contact_mark(warnings: Sequence[str]) -> str | None:
    """What somebody confirms who has read the warnings; it changes with each of them.  None: there are none."""
    if not warnings:
        return None
    return hashlib.sha256("\n".join(warnings).encode()).hexdigest()[:16]


def warnings_for(letter: Letter) -> tuple[str, ...]:
    """Those that count for a letter to somebody of the family."""
    return () if letter.person_id is None else warnings_on([letter.case_id]).get(letter.case_id, ())


def require_contact_seen(letter: Letter, seen: str | None) -> None:
    """:raises InvalidInputError: there are warnings about safe contact, and they were not confirmed as they are now."""
    mark = contact_mark(warnings_for(letter))
    if mark is not None and seen != mark:
        raise InvalidInputError(
            {"contact_seen": ["Read how this family may be contacted, and confirm that this letter is safe"]}
        )


def spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _wrong(text: str, kind: FieldKind, label: str) -> str | None:
    if kind is FieldKind.DATE:
        return None if _is_date(text) else f"{label} must be a real date"
    if kind is FieldKind.TEXT and "\n" in text:
        return f"{label} must be on one line"
    if not text.replace("\n", "").replace("\t", "").isprintable():
        return f"{label} must not include control characters"
    return f"{label} must be {LONGEST[kind]:,} characters or fewer" if len(text) > LONGEST[kind] else None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
