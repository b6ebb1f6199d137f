"""External tasks: service calls that programs of other systems carry out, and the outbox as operators see it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import marshmallow as ma

from service.access import Scope
from service.api.common import Answers, Body, answers_with, answers_with_page, common, resource, takes_filter
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import page_request
from service.api.schemas import answer_schema
from service.http.requests import clock
from service.pathways.calls import FetchedCall, extend_lock, fetch_calls
from service.pathways.finish_call import FinishedCall, complete_call, fail_call, replay_call, throw_call_error
from service.pathways.queries.calls import CallDetail, CallFilter, CallSummary, get_call, list_calls

external_tasks = resource("external-tasks", "Calls that leave the service; a call's id is its idempotency key.")

LOCK = ma.validate.Range(min=1, max=3_600)


class WorkerSchema(Body):
    worker = ma.fields.String(
        required=True, validate=ma.validate.Length(1, 200), metadata={"description": "Name of your worker process."}
    )


class FetchSchema(WorkerSchema):
    topics = ma.fields.List(ma.fields.String(), required=True, validate=ma.validate.Length(1, 50))
    lock_seconds = ma.fields.Integer(load_default=60, validate=LOCK)
    limit = ma.fields.Integer(load_default=10, validate=ma.validate.Range(min=1, max=100))


class ExtendSchema(WorkerSchema):
    lock_seconds = ma.fields.Integer(required=True, validate=LOCK)


class CompleteCallSchema(WorkerSchema):
    result = Answers("What the service answered.", load_default=dict)


class FailCallSchema(WorkerSchema):
    message = ma.fields.String(required=True, validate=ma.validate.Length(1, 2_000))
    retry_seconds = ma.fields.Integer(validate=ma.validate.Range(min=0, max=86_400))
    final = ma.fields.Boolean(load_default=False, metadata={"description": "Do not try again."})


class CallErrorSchema(WorkerSchema):
    code = ma.fields.String(required=True, metadata={"description": "Code of the BPMN error."})
    message = ma.fields.String(load_default="")
    data = Answers("Variables for whoever catches it.", load_default=dict)


class FetchedSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(answer_schema(FetchedCall)))


@external_tasks.route("/external-tasks")
@open_to(Scope.EXTERNAL_TASKS)
@takes_filter(external_tasks, CallFilter)
@answers_with_page(external_tasks, CallSummary)
def index(query: dict[str, Any]) -> object:
    """List calls by state (operators)."""
    page = page_request(query)
    return list_calls(actor=current_actor(), filters=CallFilter(**query), page=page)


@external_tasks.route("/external-tasks/<uuid:call_id>")
@open_to(Scope.EXTERNAL_TASKS)
@answers_with(external_tasks, CallDetail)
def show(call_id: UUID) -> object:
    """Read one call."""
    return get_call(call_id=call_id, actor=current_actor())


@external_tasks.route("/external-tasks/fetch-and-lock", methods=["POST"])
@open_to(Scope.EXTERNAL_TASKS, people=False)
@external_tasks.arguments(FetchSchema)
@external_tasks.response(200, FetchedSchema)
def fetch_and_lock(body: dict[str, Any]) -> object:
    """Take due calls of your topics; nobody else gets them until the lock ends."""
    found = fetch_calls(
        topics=body["topics"],
        worker=body["worker"],
        lock_for=timedelta(seconds=body["lock_seconds"]),
        limit=body["limit"],
        **common(),
    )
    return {"items": found}


@external_tasks.route("/external-tasks/<uuid:call_id>/extend", methods=["POST"])
@open_to(Scope.EXTERNAL_TASKS, people=False)
@external_tasks.arguments(ExtendSchema)
@answers_with(external_tasks, FetchedCall)
def extend(body: dict[str, Any], call_id: UUID) -> object:
    """Keep a call for longer."""
    lock_for = timedelta(seconds=body["lock_seconds"])
    return extend_lock(call_id=call_id, worker=body["worker"], lock_for=lock_for, actor=current_actor(), clock=clock())


@external_tasks.route("/external-tasks/<uuid:call_id>/complete", methods=["POST"])
@open_to(Scope.EXTERNAL_TASKS, people=False)
@external_tasks.arguments(CompleteCallSchema)
@answers_with(external_tasks, FinishedCall)
def complete(body: dict[str, Any], call_id: UUID) -> object:
    """Say that a call succeeded; the process goes on with its result."""
    return complete_call(call_id=call_id, **body, **common())


@external_tasks.route("/external-tasks/<uuid:call_id>/fail", methods=["POST"])
@open_to(Scope.EXTERNAL_TASKS, people=False)
@external_tasks.arguments(FailCallSchema)
@answers_with(external_tasks, FinishedCall)
def fail(body: dict[str, Any], call_id: UUID) -> object:
    """Say that a call failed; it is tried again later, or becomes an incident."""
    seconds = body.pop("retry_seconds", None)
    retry_in = None if seconds is None else timedelta(seconds=seconds)
    return fail_call(call_id=call_id, retry_in=retry_in, **body, **common())


@external_tasks.route("/external-tasks/<uuid:call_id>/error", methods=["POST"])
@open_to(Scope.EXTERNAL_TASKS, people=False)
@external_tasks.arguments(CallErrorSchema)
@answers_with(external_tasks, FinishedCall)
def error(body: dict[str, Any], call_id: UUID) -> object:
    """Answer with a BPMN error, which the diagram catches."""
    return throw_call_error(call_id=call_id, **body, **common())


@external_tasks.route("/external-tasks/<uuid:call_id>/replay", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@answers_with(external_tasks, FinishedCall)
def replay(call_id: UUID) -> object:
    """Send a dead call again (operators)."""
    return replay_call(call_id=call_id, **common())
