"""How far the form of a task has been filled in: what the case says, what was saved, what was typed just now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from flask import url_for

from service.forms import Form, Kind, OptionList, Question
from service.forms.answers import to_json
from service.forms.schema import load
from service.forms.shape import nest, pick
from service.pathways.queries.earlier_records import Source
from service.pathways.queries.task_page import TaskPage
from service.web.questions.filling import Filling
from service.web.questions.paths import Data, has, listed, mapped
from service.web.questions.posted import PARTS
from service.web.questions.values import Attachment
from service.web.texts import date_text, size_text

NO_ERRORS: Mapping[str, list[str]] = {}
FROM_THE_CASE = "From the case"


def answers_of_task(page: TaskPage) -> dict[str, object]:
    """Return the answers that can be changed: the person's draft, else what the release prefills.

    A draft is whole: what was cleared in it does not come back from the prefill.
    """
    if page.form is None:
        return {}
    source = page.draft.answers if page.draft.version else page.task.prefill
    return editable(page.form, source, defaults=not page.draft.version)


def with_worker(page: TaskPage, answers: Data, asked: Mapping[str, str]) -> dict[str, object]:
    """The answers with the worker whom the address names ("?worker=a.user"), as long as the person has no draft."""
    if page.form is None or page.draft.version:
        return dict(answers)
    return {**answers, **workers_named(page.form, asked)}


def workers_named(form: Form, asked: Mapping[str, str]) -> dict[str, object]:
    """The answers that name a worker, as far as the address gives them ("?worker=a.user")."""
    return {
        question.key: asked[question.key]
        for question in form.fields
        if question.options_from is OptionList.WORKERS and question.editable and question.key in asked
    }


def editable(form: Form, source: Data, *, defaults: bool = False) -> dict[str, object]:
    """Return what the form asks for of some answers; `defaults`: with those of the form where nothing is given."""
    found: dict[str, object] = {}
    for question in form.fields:
        if not question.editable:
            continue
        if has(source, question.key):
            found[question.key] = pick(source, question.key)
        elif defaults and question.default is not None:
            found[question.key] = question.default
    return nest(found)


def tidied(questions: Sequence[Question], answers: Data) -> dict[str, object]:
    """Return the answers with dates that can be read as dates, and all else as it was typed.

    So a date is shown, kept and compared as one, however it was typed.
    """
    found = {question.key: pick(answers, question.key) for question in questions if has(answers, question.key)}
    for question in questions:
        value = found.get(question.key)
        if question.kind is Kind.LIST and question.key in found:
            found[question.key] = [tidied(question.questions, mapped(item)) for item in listed(value)]
        elif question.kind in PARTS and isinstance(value, Mapping):
            read, wrong = load([question], {question.key: value}, partial=True)
            if not wrong and read.get(question.key) is not None:
                found[question.key] = to_json(read[question.key])
    return nest(found)


def filling_of(
    page: TaskPage, form: Form, answers: Data, *, now: datetime, errors: Mapping[str, list[str]] = NO_ERRORS
) -> Filling:
    """Return everything that drawing the form needs; `answers` are those that can be changed."""
    return Filling(
        answers=shown_answers(form, page.task.prefill, answers),
        now=now,
        context=page.context,
        errors=errors,
        notes=notes_of(page, form, answers),
        guidance={rule: paragraph.text for rule, paragraph in page.rules.items()},
        options=page.options,
        attachments={str(file.id): _attachment(file.id, file.file_name, file.size) for file in page.files},
    )


def shown_answers(form: Form, prefill: Data, answers: Data) -> dict[str, object]:
    """Return the answers together with what the form only shows."""
    flat: dict[str, object] = {}
    for question in form.fields:
        source = answers if question.editable else prefill
        if has(source, question.key):
            flat[question.key] = pick(source, question.key)
    return nest(flat)


def notes_of(page: TaskPage, form: Form, answers: Data) -> dict[str, str]:
    """Return where prefilled answers come from, by key, as long as they stand as they came."""
    notes: dict[str, str] = {}
    kept = form.draft(editable(form, page.task.prefill))
    typed = form.draft(answers)
    for question in form.fields:
        came = pick(kept, question.key)
        if question.editable and came is not None and came == pick(typed, question.key):
            notes[question.key] = source_text(page.sources.get(question.key))
    return notes


def source_text(source: Source | None) -> str:
    if source is None:
        return FROM_THE_CASE
    corrected = ", as corrected" if source.version > 1 else ""
    return f"From “{source.title}”{corrected}, {date_text(source.at)}"


def _attachment(document_id: UUID, name: str, size: int) -> Attachment:
    return Attachment(name=name, size=size_text(size), href=url_for("documents.download", document_id=document_id))
