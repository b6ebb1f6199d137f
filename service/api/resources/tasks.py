"""Tasks: what people are asked to do."""

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import marshmallow as ma
from flask import request

from service.access import Capability, Scope, require
from service.api.common import Answers, Body, answers_with, answers_with_page, common, resource, takes_filter
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import etag, idempotency, if_revision, page_request
from service.api.schemas import FeelValue
from service.context import current_settings
from service.errors import InvalidInputError
from service.http.requests import clock
from service.pathways.assign_task import assign_task
from service.pathways.attach_file import attach_file
from service.pathways.changed_task import ChangedTask
from service.pathways.claim_task import claim_task
from service.pathways.complete_task import CompletedTask, complete_task
from service.pathways.queries.tasks import TaskDetail, TaskFilter, TaskSummary, get_task, list_tasks, task_form
from service.pathways.release_task import release_task
from service.pathways.save_draft import SavedDraft, save_draft
from service.pathways.store_document import StoredDocument

tasks = resource("tasks", "What people are asked to do, offered to a role or given to a person.")

P = ParamSpec("P")
R = TypeVar("R")


class AssignSchema(Body):
    assignee = ma.fields.String(required=True, metadata={"description": "User name of the person who is to do it."})


class CompleteTaskSchema(Body):
    answers = Answers("The form's answers by key.", load_default=dict)


class DraftSchema(Body):
    answers = Answers("What has been typed so far; it need not be complete or right.", required=True)
    version = ma.fields.Integer(
        required=True, metadata={"description": "The version that you read; 0 when there was none."}
    )


class FileSchema(Body):
    question = ma.fields.String(
        required=True, metadata={"description": 'Path of the answer: "plan", "children.0.report".'}
    )


class FormSchema(ma.Schema):
    task_id = ma.fields.String()
    form = ma.fields.String(allow_none=True)
    schema = ma.fields.Dict(allow_none=True, metadata={"description": "JSON Schema of the answers."})
    prefill = FeelValue()
    draft = FeelValue(allow_none=True)
    draft_version = ma.fields.Integer()


def takes_a_file(view: Callable[P, R]) -> Callable[P, R]:
    """Let this request be as large as a file may be.  Nothing of it is read before it is clear who sends it."""

    @functools.wraps(view)
    def reading_more(*args: P.args, **kwargs: P.kwargs) -> R:
        require(current_actor(), Capability.WORK, action="add documents")
        settings = current_settings()
        request.max_content_length = settings.largest_body + settings.largest_upload
        return view(*args, **kwargs)

    return reading_more


@tasks.route("/tasks")
@open_to(Scope.TASKS_READ)
@takes_filter(tasks, TaskFilter)
@answers_with_page(tasks, TaskSummary)
def index(query: dict[str, Any]) -> object:
    """List the tasks that you may see."""
    page = page_request(query)
    return list_tasks(actor=current_actor(), filters=TaskFilter(**query), page=page)


@tasks.route("/tasks/<uuid:task_id>")
@open_to(Scope.TASKS_READ)
@answers_with(tasks, TaskDetail)
def show(task_id: UUID) -> object:
    """Read one task."""
    task = get_task(task_id=task_id, actor=current_actor())
    return task, 200, etag(task.revision)


@tasks.route("/tasks/<uuid:task_id>/form")
@open_to(Scope.TASKS_READ)
@tasks.response(200, FormSchema)
def form(task_id: UUID) -> object:
    """Read the form of a task, what is filled in beforehand, and the draft of whoever the task is with."""
    found = task_form(task_id=task_id, actor=current_actor())
    return {
        "task_id": str(task_id),
        "form": found.form.id if found.form else None,
        "schema": found.form.json_schema() if found.form else None,
        "prefill": found.prefill,
        "draft": found.draft,
        "draft_version": found.draft_version,
    }


@tasks.route("/tasks/<uuid:task_id>/claim", methods=["POST"])
@open_to(Scope.TASKS_WRITE)
@answers_with(tasks, ChangedTask)
def claim(task_id: UUID) -> object:
    """Take a task that is offered to one of your roles."""
    changed = claim_task(task_id=task_id, if_revision=if_revision(), **common())
    return changed, 200, etag(changed.revision)


@tasks.route("/tasks/<uuid:task_id>/release", methods=["POST"])
@open_to(Scope.TASKS_WRITE)
@answers_with(tasks, ChangedTask)
def release(task_id: UUID) -> object:
    """Put a task back to its roles."""
    changed = release_task(task_id=task_id, if_revision=if_revision(), **common())
    return changed, 200, etag(changed.revision)


@tasks.route("/tasks/<uuid:task_id>/assign", methods=["POST"])
@open_to(Scope.TASKS_WRITE)
@tasks.arguments(AssignSchema)
@answers_with(tasks, ChangedTask)
def assign(body: dict[str, Any], task_id: UUID) -> object:
    """Give a task to a person who may see the case; no standard moves."""
    changed = assign_task(task_id=task_id, assignee=body["assignee"], if_revision=if_revision(), **common())
    return changed, 200, etag(changed.revision)


@tasks.route("/tasks/<uuid:task_id>/draft", methods=["PUT"])
@open_to(None)
@tasks.arguments(DraftSchema)
@answers_with(tasks, SavedDraft)
def draft(body: dict[str, Any], task_id: UUID) -> object:
    """Save what you have typed so far; those who may complete the task see it, and nobody else."""
    return save_draft(task_id=task_id, answers=body["answers"], version=body["version"], **common())


@tasks.route("/tasks/<uuid:task_id>/files", methods=["POST"])
@open_to(Scope.TASKS_WRITE)
@takes_a_file
@tasks.arguments(FileSchema, location="form")
@answers_with(tasks, StoredDocument, status=201)
def attach(form: dict[str, Any], task_id: UUID) -> object:
    """Keep a `file` (multipart/form-data) for a question of the form; name its `document_id` in the answer, a list."""
    sent = request.files.get("file")
    if sent is None:
        raise InvalidInputError({"file": ["Send the file in `file`."]})
    with sent.stream as stream:
        content = stream.read(current_settings().largest_upload + 1)
    named = f"{form['question']} {sent.filename} ".encode()
    return attach_file(
        task_id=task_id,
        question=form["question"],
        file_name=sent.filename or "",
        content=content,
        media_type=sent.mimetype,
        actor=current_actor(),
        clock=clock(),
        idempotency=idempotency(named + content),
    )


@tasks.route("/tasks/<uuid:task_id>/complete", methods=["POST"])
@open_to(Scope.TASKS_WRITE)
@tasks.arguments(CompleteTaskSchema)
@answers_with(tasks, CompletedTask)
def complete(body: dict[str, Any], task_id: UUID) -> object:
    """Complete a task; the answers become a record, and the process goes on."""
    return complete_task(task_id=task_id, answers=body["answers"], if_revision=if_revision(), **common())
