"""Letters that a process sends: merged from the templates of its release, and listed with the others of the case."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from service.engine.step import ServiceCall
from service.integrations import CallRefusedError
from service.integrations.merge import merge
from service.integrations.plain import as_words
from service.letters import LetterTemplate, plain
from service.models import Case, Letter, LetterStatus, User, db, table_of
from service.pathways.letter_calls import TOPIC
from service.pathways.letters import body_of, values_of
from service.pathways.writing.context import Writing

_OWN = frozenset({"template", "to", "subject", "text"})


def write_letters(writing: Writing, calls: tuple[ServiceCall, ...]) -> None:
    """List the letters among the calls with those of the case; one that is made once more is listed once."""
    letters = [call for call in calls if call.topic == TOPIC]
    if not letters or writing.case_id is None:
        return
    statement = insert(table_of(Letter))
    again = {name: statement.excluded[name] for name in ("title", "recipient", "body")}
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=again)
    db.session.execute(statement, [_row(writing, call) for call in letters])


def _row(writing: Writing, call: ServiceCall) -> dict[str, object]:
    template = _template(writing, call)
    name = str(call.parameters.get("template") or "letter")
    return {
        "id": UUID(call.id),
        "authority": writing.authority,
        "case_id": writing.case_id,
        "release_id": writing.instance.release_id,
        "template": name,
        "title": str(call.parameters.get("subject") or (template.title if template else call.name)),
        "recipient": as_words(call.parameters.get("to")),
        "body": _body(writing, call, template),
        "fields": {},
        "reworded": False,
        "status": LetterStatus.SENT,
        "channel": "post",
        "outbox_id": UUID(call.id),
        "created_at": writing.now,
        "created_by": writing.actor.name,
        "sent_at": writing.now,
        "sent_by": writing.actor.name,
        "revision": 1,
    }


def _body(writing: Writing, call: ServiceCall, template: LetterTemplate | None) -> str:
    text = call.parameters.get("text")
    if isinstance(text, str) or template is None or writing.case is None:
        return plain(_merged(text, call) if isinstance(text, str) else _listed(call.parameters)) + "\n"
    case: Case = writing.case
    worker = db.session.scalar(select(User.display_name).where(User.name == (case.lead or writing.actor.name)))
    values = values_of(
        case,
        writing.composed,
        recipient=as_words(call.parameters.get("to")),
        worker=worker or "",
        now=writing.now,
    )
    fields = {field.id: as_words(call.parameters.get(field.id)) for field in template.fields}
    return body_of(template, {**fields, **values}, {})


def _merged(text: str, call: ServiceCall) -> str:
    try:
        return merge(text, call.parameters)
    except CallRefusedError:
        return text  # the adapter refuses it in the same words, and an operator is told


def _template(writing: Writing, call: ServiceCall) -> LetterTemplate | None:
    if call.topic != TOPIC or writing.case is None:
        return None
    return writing.composed.letters.get(str(call.parameters.get("template")))


def _listed(parameters: Mapping[str, object]) -> str:
    return "\n".join(f"{name}: {as_words(value)}" for name, value in parameters.items() if name not in _OWN)
