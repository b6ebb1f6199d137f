"""What was posted from a page of a form, as the answers that `service.forms` checks and keeps."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from werkzeug.datastructures import FileStorage, MultiDict

from service.errors import InvalidInputError
from service.forms import Form, Kind, Page, Question
from service.forms.model import questions_of
from service.forms.shape import nest, pick
from service.web.days import PARTS as DAY_PARTS
from service.web.questions.naming import ACTION, asked_name, count_name, element_id, upload_name
from service.web.questions.paths import Data, find, has, listed, put, value_at

Posted = MultiDict[str, str]

TIME_PARTS = ("hour", "minute")
PARTS = {Kind.DATE: DAY_PARTS, Kind.TIME: TIME_PARTS, Kind.DATE_TIME: DAY_PARTS + TIME_PARTS}

_COUNT = re.compile(r"[0-9]{1,9}")


class ActionKind(StrEnum):
    ADD = "add"  # one more item of a repeated group
    REMOVE = "remove"
    UNFILE = "unfile"  # take a file away from an answer


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button other than those of the page itself; `path` is that of the group or of the question of files."""

    kind: ActionKind
    path: str
    index: int = 0


@dataclass(frozen=True, kw_only=True)
class Upload:
    path: str
    file: FileStorage


def answers_of(page: Page, posted: Posted) -> dict[str, object]:
    """Return what the page's questions were answered, nested and as it was typed: nothing is checked yet.

    Only what the page had shown is in it, were it empty; so `merged` can tell "cleared" from "not asked".
    """
    return nest(_scope(tuple(questions_of(page.elements)), "", posted))


def merged(form: Form, before: Data, answers: Data) -> dict[str, object]:
    """Return the answers of the whole form: those of one page over what had been answered before.

    What the form does not ask for (any more) is left out.
    """
    kept: dict[str, object] = {}
    for question in form.fields:
        source = answers if has(answers, question.key) else before
        if question.editable and has(source, question.key):
            kept[question.key] = pick(source, question.key)
    return nest(kept)


def action_of(form: Form, posted: Posted) -> Action | None:
    """Return the button of the form that was pressed; None: one of the page's own.

    :raises InvalidInputError: it is for something that the form does not have.
    """
    kind, _, rest = posted.get(ACTION, "").partition(":")
    if kind not in set(ActionKind):
        return None
    path, _, number = (rest, "", "0") if kind == ActionKind.ADD else rest.rpartition(":")
    place = find(form, path)
    wanted = Kind.FILES if kind == ActionKind.UNFILE else Kind.LIST
    if place is None or place.question.kind is not wanted or not _COUNT.fullmatch(number):
        raise InvalidInputError({ACTION: ["Go back and try again: the page has changed."]})
    return Action(kind=ActionKind(kind), path=path, index=int(number))


def after(form: Form, answers: Data, action: Action) -> dict[str, object]:
    """Return the answers once the button has done its work; what was typed stays."""
    place = find(form, action.path)
    if place is None:
        return dict(answers)
    items = listed(value_at(answers, place))
    if action.kind is ActionKind.ADD:
        items = [*items, {}][: place.question.limits.max_items]
    else:
        items = [item for number, item in enumerate(items) if number != action.index]
    return put(form, answers, place, value=items)


def focus_after(answers: Data, action: Action) -> str:
    """Return the id of what to go on with: the item that was added, else the group itself."""
    if action.kind is ActionKind.ADD:
        return element_id(f"{action.path}.{max(0, len(listed(pick(answers, action.path))) - 1)}")
    return element_id(action.path)


def uploads_of(page: Page, answers: Data, files: MultiDict[str, FileStorage]) -> tuple[Upload, ...]:
    """Return the files that were chosen, with the paths of the questions; empty choices are no files."""
    found = []
    for path in _file_paths(tuple(questions_of(page.elements)), answers):
        found += [Upload(path=path, file=file) for file in files.getlist(upload_name(path)) if file.filename]
    return tuple(found)


def with_file(form: Form, answers: Data, path: str, *, reference: str) -> dict[str, object]:
    """Return the answers with one more file; a question that takes one file gets this one."""
    place = find(form, path)
    if place is None or place.question.kind is not Kind.FILES:
        return dict(answers)
    kept = listed(value_at(answers, place))
    most = place.question.limits.max_items
    return put(form, answers, place, value=[reference] if most == 1 else [*kept, reference])


def _file_paths(questions: Sequence[Question], answers: Data) -> list[str]:
    paths = []
    for question in questions:
        if question.kind is Kind.FILES:
            paths.append(question.key)
        for index in range(len(listed(pick(answers, question.key))) if question.kind is Kind.LIST else 0):
            inner = [each for each in question.questions if each.kind is Kind.FILES]
            paths += [f"{question.key}.{index}.{each.key}" for each in inner]
    return paths


def _scope(questions: Sequence[Question], prefix: str, posted: Posted) -> dict[str, object]:
    found: dict[str, object] = {}
    for question in questions:
        if question.editable:
            path = f"{prefix}{question.key}"
            answer = _READ.get(question.kind, _plain)(question, path, posted)
            if answer is not None:
                found[question.key] = answer
    return found


def _plain(_: Question, path: str, posted: Posted) -> str | None:
    return posted.get(element_id(path))


def _parts(question: Question, path: str, posted: Posted) -> dict[str, str] | None:
    names = {part: f"{element_id(path)}-{part}" for part in PARTS[question.kind]}
    if not any(name in posted for name in names.values()):
        return None
    return {part: posted.get(name, "") for part, name in names.items()}


def _chosen(_: Question, path: str, posted: Posted) -> list[str] | None:
    chosen = list(dict.fromkeys(posted.getlist(element_id(path))))
    return chosen if chosen or asked_name(path) in posted else None


def _ticked(_: Question, path: str, posted: Posted) -> object:
    sent = posted.get(element_id(path))
    if sent is None:
        return False if asked_name(path) in posted else None
    return True if sent == "true" else sent


def _files(question: Question, path: str, posted: Posted) -> list[str] | None:
    count = _count(question, path, posted)
    if count is None:
        return None
    names = (f"{element_id(path)}-{index}" for index in range(count))
    return [reference for name in names if (reference := posted.get(name))]


def _items(question: Question, path: str, posted: Posted) -> list[dict[str, object]] | None:
    count = _count(question, path, posted)
    if count is None:
        return None
    return [nest(_scope(question.questions, f"{path}.{index}.", posted)) for index in range(count)]


def _count(question: Question, path: str, posted: Posted) -> int | None:
    """Return how many were shown, and never more than the form takes, whatever was sent."""
    sent = posted.get(count_name(path))
    if sent is None or not _COUNT.fullmatch(sent):
        return None
    return min(int(sent), question.limits.max_items)


_READ: Mapping[Kind, Callable[[Question, str, Posted], object]] = {
    Kind.DATE: _parts,
    Kind.TIME: _parts,
    Kind.DATE_TIME: _parts,
    Kind.CHECKLIST: _chosen,
    Kind.TAGLIST: _chosen,
    Kind.CHECKBOX: _ticked,
    Kind.FILES: _files,
    Kind.LIST: _items,
}
