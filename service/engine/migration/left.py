"""Timers beside steps that a move leaves behind: they are what they were when the process comes back to them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.util.task import TaskState

from service.engine import timers
from service.engine.migration.alike import drawn_anew, likeness
from service.engine.migration.plan import Left, Place
from service.engine.migration.survey import HOLDERS, ScopePair, interrupted
from service.engine.reading.elements import EventDefinition, Occasion, TimerKind
from service.engine.specs.catching import BoundaryEvent, CatchingNode
from service.engine.specs.gateways import EventBasedGateway
from service.engine.specs.sub_process import EventSubProcess


class LeftBehind:
    """What the process has left behind, in this move and before; what a release has again is taken up, and gone."""

    def __init__(self, left: Iterable[Left]) -> None:
        self._left = list(left)

    def take_up(self, holder: Any, *, there: Collection[str]) -> Mapping[str, Left]:
        """Return what the timers of the new release beside the holder's followers were, by their names.

        `there`: those that are what they have been all along; what was left behind was another, if only alike.
        """
        host = host_beside(holder)
        left = [each for each in self._left if host is not None and each.host == str(host.id)]
        come = [spec for spec in specs_beside(holder) if _is_timer(spec) and spec.name not in there]
        found = dict(_again(left, come))
        for each in found.values():
            self._left.remove(each)
        return found

    def still(self, instance: Any) -> tuple[Left, ...]:
        """Return what nothing has taken up, and may yet: it is beside something that is there."""
        there = {str(token) for scope in instance.scopes() for token in scope.tasks}
        return tuple(each for each in self._left if each.host in there)


def _again(left: list[Left], come: list[Any]) -> Iterator[tuple[str, Left]]:
    places = {Place(spec.element.process, spec.element.id): spec for spec in come}
    stayed = {place: each for place, each in _last(left).items() if place in places}
    yield from ((places[place].name, each) for place, each in stayed.items())
    gone = _last(each for each in left if each is not stayed.get(each.place))
    others = [spec for place, spec in places.items() if place not in stayed]
    alike = drawn_anew([*gone.values()], others, lambda old, spec: old.likeness == likeness(spec.element))
    yield from ((spec.name, old) for old, spec in alike)


def _last(left: Iterable[Left]) -> Mapping[Place, Left]:
    """Return what was at each place last: another could have come to be where one had been."""
    return {each.place: each for each in left}


def leave_behind(pair: ScopePair) -> Iterator[Left]:
    """Yield the timers of the scope that have no counterpart in the new release."""
    for holder in holders(pair.scope):
        host = host_beside(holder)
        for spec in specs_beside(holder) if host is not None else ():
            if _is_timer(spec):
                yield from _left(pair, holder, spec, host=str(host.id))


def _left(pair: ScopePair, holder: Any, spec: Any, *, host: str) -> Iterator[Left]:
    tokens = [child for child in holder.children if child.task_spec is spec]
    if any(token.id in pair.targets for token in tokens) or pair.goes_on_waiting(spec) is not None:
        return
    place = Place(spec.element.process, spec.element.id)
    left = Left(host=host, place=place, likeness=likeness(spec.element))
    for token in tokens:
        if token.state == TaskState.WAITING:  # others could not begin to wait
            cycle = token.internal_data.get(timers.CYCLE)
            anchor = None if cycle is None else datetime.fromisoformat(cycle["anchor"])
            yield replace(left, due_at=timers.due_at(token), anchor=anchor)
    if not tokens and not isinstance(holder.task_spec, EventBasedGateway):
        yield left


def _is_timer(spec: Any) -> bool:
    return bool(spec.element.event.occasion is Occasion.TIMER)


def repeats(definition: EventDefinition) -> bool:
    return definition.occasion is Occasion.TIMER and definition.timer is TimerKind.CYCLE


def holders(scope: Any) -> list[Any]:
    """Return the tokens beside whose followers events are waited for; none where everything was interrupted."""
    tokens = list(scope.tasks.values())
    if scope.completed or interrupted(scope):
        tokens.remove(scope.task_tree)
    return [token for token in tokens if token is scope.task_tree or isinstance(token.task_spec, HOLDERS)]


def host_beside(holder: Any) -> Any:
    """Return the token beside which events are waited for, which keeps its id; None where only they are left."""
    if not isinstance(holder.task_spec, BoundaryEventSplit):
        return holder
    return next((child for child in holder.children if not isinstance(child.task_spec, BoundaryEvent)), None)


def specs_beside(holder: Any) -> Iterator[Any]:
    """Yield the events that are waited for beside the holder's followers."""
    specs = holder.workflow.spec.task_specs
    for flow in holder.task_spec.outgoing:
        if isinstance(specs[flow.target], _kind_beside(holder.task_spec)):
            yield specs[flow.target]


def _kind_beside(holder: Any) -> type[Any]:
    if isinstance(holder, BoundaryEventSplit):
        return BoundaryEvent
    return CatchingNode if isinstance(holder, EventBasedGateway) else EventSubProcess
