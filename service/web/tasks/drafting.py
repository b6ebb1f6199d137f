"""Drafts that save themselves while somebody types, and the news of who else has the task open."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from flask import Response, jsonify, make_response, request

from service.errors import NotSignedInError, PathwaysError, StaleVersionError
from service.forms import Form
from service.http.statuses import status_of
from service.pathways.queries.tasks import TaskForm, task_form
from service.pathways.save_draft import save_draft
from service.pathways.stay_on_task import stay_on_task
from service.web.questions.paths import Data
from service.web.questions.posted import answers_of, merged
from service.web.requests import actor, clock
from service.web.tasks.filling import editable, tidied

STALE = "You have this task open in another window, and other answers are saved there. Send this page to choose."


@dataclass(frozen=True, kw_only=True)
class Kept:
    """`saved_at` ISO; None: there was nothing new to save.  `others`: names of those who have the task open, too."""

    saved_at: str | None
    version: int
    others: tuple[str, ...]


def keep_typed(task_id: UUID) -> Response:
    """Save what is typed, if it is new, and say who else is there; as JSON."""
    try:
        return jsonify(_keep(task_id))
    except NotSignedInError:
        raise
    except StaleVersionError:
        return _refused(STALE, HTTPStatus.CONFLICT)
    except PathwaysError as error:
        return _refused(str(error), status_of(error)[0])


def _keep(task_id: UUID) -> Kept:
    found = task_form(task_id=task_id, actor=actor())
    version, saved_at = request.form.get("version", 0, type=int), None
    if found.form is not None:
        typed = _typed(found, found.form)
        if _is_new(found, found.form, typed):
            done = save_draft(task_id=task_id, answers=typed, version=version, actor=actor(), clock=clock())
            version, saved_at = done.version, done.saved_at.isoformat()
    others = stay_on_task(task_id=task_id, actor=actor(), clock=clock())
    return Kept(saved_at=saved_at, version=version, others=tuple(other.display_name for other in others))


def _typed(found: TaskForm, form: Form) -> Data:
    wanted = request.args.get("page", "")
    page = next((page for page in form.pages if page.id == wanted), form.pages[0])
    before = found.draft if found.draft_version else editable(form, found.prefill, defaults=True)
    return merged(form, before, tidied(form.fields, answers_of(page, request.form)))


def _is_new(found: TaskForm, form: Form, typed: Data) -> bool:
    known = found.draft if found.draft_version else form.draft(editable(form, found.prefill, defaults=True))
    return form.draft(typed) != known


def _refused(detail: str, status: HTTPStatus) -> Response:
    return make_response(jsonify({"detail": detail}), status)
