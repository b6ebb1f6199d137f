"""The engine's one way in: a state and a command go in, a Step comes out.  Pure: no database, no clock of its own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from service import feel
from service.clocks import Clock, as_utc
from service.engine.commands import (
    Cancel,
    Command,
    CompleteService,
    CompleteTask,
    DeliverMessage,
    FailService,
    FireTimers,
    RaiseSignal,
    Redirect,
    RetryIncident,
    SkipIncident,
    Start,
    ThrowServiceError,
)
from service.engine.errors import EngineError, UnknownElementError
from service.engine.facts import Facts
from service.engine.handlers import operators, services, tasks
from service.engine.handlers.redirects import redirect
from service.engine.handlers.skips import skip_incident
from service.engine.host_functions import HostFunctions
from service.engine.observe.openings import Openings, openings
from service.engine.observe.step_maker import make_step, unchanged
from service.engine.process_spec import ProcessSpec
from service.engine.reading.elements import Occasion
from service.engine.release import Release
from service.engine.runner import run
from service.engine.state import restore
from service.engine.step import Step
from service.engine.turn import Turn
from service.engine.variables import scope
from service.engine.workflow import ProcessInstance

Handler = Callable[[Any, Any, Openings], bool]

_HANDLERS: dict[type, Handler] = {
    CompleteTask: tasks.complete_task,
    FireTimers: tasks.fire_timers,
    DeliverMessage: tasks.deliver_message,
    RaiseSignal: tasks.raise_signal,
    CompleteService: services.complete_service,
    FailService: services.fail_service,
    ThrowServiceError: services.throw_service_error,
    Cancel: operators.cancel_instance,
    RetryIncident: operators.retry_incident,
    SkipIncident: skip_incident,
    Redirect: redirect,
}


def advance(release: Release, state: bytes | None, command: Command, *, clock: Clock, facts: Facts) -> Step:
    """Run one command and return what it changed.

    `state` is None for Start and the last Step's state for everything else.
    :raises TaskNotOpenError: nothing waits under the id that the command names.
    :raises UnknownElementError: the release has no such process, start event or element.
    :raises SkipRefusedError: the element that failed cannot be passed over.
    :raises RedirectRefusedError: the token cannot be moved there.
    :raises EngineError: the command carries something that is no FEEL value, such as a float.
    :raises StateUnreadableError: the state was not written by a version and release this one can read.
    """
    _refuse_foreign_values(command)
    turn = Turn(release=release, now=as_utc(clock.now()), facts=facts, received_at=_received_at(command))
    turn.functions = HostFunctions(turn).table()
    if isinstance(command, Start):
        if state is not None:
            raise EngineError("A process that runs cannot be started again.")
        return _started(turn, command)
    if state is None:
        raise EngineError("Only Start begins without a state.")
    instance = restore(release, state, turn)
    before = openings(instance)
    if not _HANDLERS[type(command)](instance, command, before):
        return unchanged(instance, state, before)
    run(instance)
    return make_step(instance, before)


def _refuse_foreign_values(command: Command) -> None:
    for carried in vars(command).values():
        try:
            feel.to_json(carried)
        except TypeError as error:
            raise EngineError(str(error)) from error


def _received_at(command: Command) -> datetime | None:
    given = command.received_at if isinstance(command, Start) else None
    return None if given is None else as_utc(given)


def _started(turn: Turn, command: Start) -> Step:
    spec = turn.release.specs.get(command.process)
    if spec is None:
        raise UnknownElementError(f'The release has no process "{command.process}".')
    event = _start_event(spec, command)
    instance = ProcessInstance(spec, turn)
    instance.payload = command.answers
    instance.begin(scope(command.data), event)
    run(instance)
    return make_step(instance, Openings())


def _start_event(spec: ProcessSpec, command: Start) -> str:
    events = spec.start_events()
    if command.event is None:
        plain = [event.id for event in events if event.event.occasion is Occasion.NONE]
        if len(plain) == 1:
            return plain[0]
        raise UnknownElementError(f'"{command.process}" has {len(plain)} start events without an event; name one.')
    if command.event not in {event.id for event in events}:
        raise UnknownElementError(f'"{command.process}" has no start event "{command.event}".')
    return command.event
