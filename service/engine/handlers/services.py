"""Answers of services that were called."""

from typing import Any

from service.engine.commands import CompleteService, FailService, ThrowServiceError
from service.engine.errors import TaskNotOpenError
from service.engine.failures import ElementFailure, FailureKind
from service.engine.incidents import FAILURE, fail, raise_incident
from service.engine.observe.openings import Openings
from service.engine.reading.elements import Occasion
from service.engine.runner import run_token
from service.engine.specs.flow_node import ANSWERS
from service.engine.specs.propagation import throw_code


def complete_service(instance: Any, command: CompleteService, before: Openings) -> bool:  # noqa: ARG001 - one signature for all
    task = _called(before, command.call_id)
    task.internal_data[ANSWERS] = {**command.result, "result": dict(command.result)}
    task.internal_data.pop(FAILURE, None)
    run_token(task)
    return True


def fail_service(instance: Any, command: FailService, before: Openings) -> bool:  # noqa: ARG001 - as above
    """Raise an incident; the call stays open until it is retried or answered."""
    task = _called(before, command.call_id)
    if FAILURE in task.internal_data:
        return False
    raise_incident(task, ElementFailure(command.message, FailureKind.SERVICE))
    return True


def throw_service_error(instance: Any, command: ThrowServiceError, before: Openings) -> bool:  # noqa: ARG001 - as above
    task = _called(before, command.call_id)
    try:
        throw_code(task, Occasion.ERROR, command.code, payload={**command.data, "message": command.message})
    except ElementFailure as failure:
        fail(task, failure, at_work=True)
    return True


def _called(before: Openings, call_id: str) -> Any:
    if call_id not in before.calls:
        raise TaskNotOpenError(call_id)
    return before.calls[call_id]
