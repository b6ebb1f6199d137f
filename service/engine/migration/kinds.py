"""Whether a token that stands at an element can stand at another one, and why not."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from SpiffWorkflow.util.task import TaskState

from service.engine.expressions import text
from service.engine.failures import ElementFailure
from service.engine.migration.plan import Reason
from service.engine.migration.turns import turn_with
from service.engine.reading.elements import Element
from service.engine.release import Release
from service.engine.specs.catching import CatchEvent
from service.engine.specs.joins import Join
from service.engine.specs.multi_instance import DONE, MultiInstance
from service.engine.specs.service_task import ServiceTask
from service.engine.specs.sub_process import CallActivity, EventSubProcess
from service.engine.turn import Turn
from service.engine.workflow import is_armed

Objection = tuple[Reason, str]

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def objections(token: Any, spec: Any, release: Release) -> Iterator[Objection]:
    """Yield why the token cannot stand at `spec` of the release: sentences about its element."""
    old = token.task_spec
    # tokens wait at both kinds of joins alike
    if type(old) is not type(spec) and not (isinstance(old, Join) and isinstance(spec, Join)):
        yield _other_kind(old, spec)
        return
    check = _CHECKS.get(type(spec))
    if check is not None:
        yield from check(token, spec, release)


def waits_alike(old: Any, new: Any) -> bool:
    """Whether both wait for the same kind of event: then one can go on waiting as the other."""
    return type(old) is type(new) and old.element.event.occasion is new.element.event.occasion


def kind_words(element: Element) -> str:
    """Return the kind with its article: "a user task"."""
    words = _WORD.sub(" ", element.kind).lower()
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"  # "a user task"


def _other_kind(old: Any, new: Any) -> Objection:
    name = f'"{old.element.name}"'
    if MultiInstance in (type(old), type(new)) and type(old) is not type(new):
        once, each = "once for each of its items", "once only"
        now, then = (once, each) if isinstance(old, MultiInstance) else (each, once)
        return Reason.OTHER_REPETITION, f"{name} is being done {now} and would be done {then} in the new release."
    now, then = kind_words(old.element), kind_words(new.element)
    return Reason.OTHER_KIND, f"{name} is {now} and would be {then} in the new release."


def _check_catch(token: Any, spec: Any, release: Release) -> Iterator[Objection]:  # noqa: ARG001 - one signature for all
    old = token.task_spec
    if not waits_alike(old, spec):
        now, then = old.element.event.occasion.value, spec.element.event.occasion.value
        yield (
            Reason.OTHER_EVENT,
            f'"{old.element.name}" waits for a {now} event and would wait for a {then} event in the new release.',
        )


def _check_items(token: Any, spec: Any, release: Release) -> Iterator[Objection]:  # noqa: ARG001 - as above
    if token.state != TaskState.STARTED:
        return  # its items are all done, or it has not come to them
    old, name = token.task_spec, f'"{token.task_spec.element.name}"'
    if old.repetition.sequential is not spec.repetition.sequential:
        beside, after = "all items at once", "one item after the other"
        now, then = (after, beside) if old.repetition.sequential else (beside, after)
        yield Reason.OTHER_REPETITION, f"{name} is being done for {now} and would be for {then} in the new release."
    if bool(old.element.collect) is not bool(spec.element.collect) and token.internal_data[DONE]:
        yield (
            Reason.OTHER_REPETITION,
            f"{name} is done for some of its items, and the new release gathers their results in another way.",
        )


def _check_call(token: Any, spec: Any, release: Release) -> Iterator[Objection]:
    inside = token.id in token.workflow.top_workflow.subprocesses
    if inside and spec.element.called not in release.processes:
        called = f'"{token.task_spec.element.name}" calls the process "{spec.element.called}"'
        yield Reason.PROCESS_GONE, f"{called}, which is not in the new release."


def _check_service(token: Any, spec: Any, release: Release) -> Iterator[Objection]:
    old, new = token.task_spec.element.topic, spec.element.topic
    if token.state != TaskState.STARTED or old == new:
        return
    try:
        left, would = text(token, old), _topic(token, spec, release)
    except ElementFailure as failure:
        yield Reason.CALLED_OUT, f'"{token.task_spec.element.name}" has called a service: {failure.message}'
        return
    if left != would:
        waits = f'"{token.task_spec.element.name}" has called the service "{left}" and waits for its answer'
        yield Reason.CALLED_OUT, f'{waits}; the new release would call "{would}".'


def _topic(token: Any, spec: Any, release: Release) -> str | None:
    turn: Turn = token.workflow.turn
    return text(_Seen(token, turn_with(release, turn.now, turn.facts)), spec.element.topic)


class _Seen:
    """A token's variables, seen in another turn."""

    def __init__(self, token: Any, turn: Turn) -> None:
        self.data, self.workflow = token.data, self
        self.turn = turn


def _check_listener(token: Any, spec: Any, release: Release) -> Iterator[Objection]:  # noqa: ARG001 - as above
    old = token.task_spec.element
    if not is_armed(token) and old.interrupting is not spec.element.interrupting:
        would = "would have ended everything else" if spec.element.interrupting else "would not have"
        ended = "has begun beside the rest" if spec.element.interrupting else "has ended everything else"
        yield Reason.INTERRUPTS, f'"{old.name}" {ended}, and {would} in the new release.'


_Check = Callable[[Any, Any, Release], Iterator[Objection]]
_CHECKS: dict[type, _Check] = {
    CatchEvent: _check_catch,
    MultiInstance: _check_items,
    CallActivity: _check_call,
    ServiceTask: _check_service,
    EventSubProcess: _check_listener,
}
