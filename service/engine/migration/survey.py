"""Lay the scopes of a running process beside the new release: where each token would stand, and what cannot move."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.util.task import TaskState

from service.engine.incidents import AT_WORK
from service.engine.migration.alike import drawn_anew, likeness
from service.engine.migration.entrances import entrance_in
from service.engine.migration.kinds import objections, waits_alike
from service.engine.migration.plan import Place, Reason, Refusal, Standing
from service.engine.net import gateway_before, host_of
from service.engine.observe.items import item_label
from service.engine.reading.elements import Element
from service.engine.release import Release
from service.engine.specs.catching import BoundaryEvent
from service.engine.specs.gateways import EventBasedGateway
from service.engine.specs.joins import Join, entrance
from service.engine.specs.sub_process import CallActivity, EventSubProcess
from service.engine.workflow import LIVE, ProcessInstance, is_armed

HOLDERS = (BoundaryEventSplit, EventBasedGateway)
BESIDE = (BoundaryEvent, EventSubProcess)


@dataclass
class ScopePair:
    """One running scope and its specs in both releases.

    `targets`: the new spec of each token that moves; tokens without one cease (they only lay in wait).
    `flows`: the flow by which a token would have come to its join.
    """

    scope: Any
    old: Any
    new: Any
    old_process: str
    new_process: str
    mapping: Mapping[Place, Place]
    targets: dict[UUID, Any] = field(default_factory=dict)
    flows: dict[UUID, str] = field(default_factory=dict)

    def place_of(self, element: Element) -> Place | None:
        """Return where the element is in the new release, by the mapping or by its id."""
        old = Place(element.process, element.id)
        same = Place(self.new_process, element.id) if self.old_process == self.new_process else None
        return self.mapping.get(old, same)

    def counterpart(self, spec: Any) -> Any:
        """Return the new spec of an element of this scope; None when the scope has none."""
        if getattr(spec, "element", None) is None:
            return None
        place = self.place_of(spec.element)
        if place is None or place.process != self.new_process:
            return None
        suffix = spec.name.removeprefix(spec.element.id)  # of one item
        return self.new.task_specs.get(place.element + suffix)

    def goes_on_waiting(self, old: Any) -> Any:
        """Return the new spec as which an event can go on being waited for beside its activity or scope."""
        new = self.counterpart(old) or self._anew.get(old.name)
        return new if new is not None and waits_alike(old, new) and self._beside_the_same(old, new) else None

    def _beside_the_same(self, old: Any, new: Any) -> bool:
        if not isinstance(old, BoundaryEvent):
            return True
        host = self.counterpart(self.old.task_specs[host_of(old)])
        return host is not None and host.name == host_of(new)

    @cached_property
    def _anew(self) -> Mapping[str, Any]:
        """The events that lie in wait and were drawn anew, by the names of those whose place they take."""
        found = [(spec, self.counterpart(spec)) for spec in self.old.task_specs.values()]
        taken = {new.name for _, new in found if new is not None}
        gone = [spec for spec, new in found if new is None and isinstance(spec, BESIDE)]
        come = [spec for spec in self.new.task_specs.values() if isinstance(spec, BESIDE) and spec.name not in taken]
        return {old.name: new for old, new in drawn_anew(gone, come, self._alike)}

    def _alike(self, old: Any, new: Any) -> bool:
        same = type(old) is type(new) and likeness(old.element) == likeness(new.element)
        return same and self._beside_the_same(old, new)


class Survey:
    """Looks at every token; `refusals` says what cannot move."""

    def __init__(self, instance: ProcessInstance, release: Release, mapping: Mapping[Place, Place]) -> None:
        self._release, self._mapping = release, mapping
        self.pairs: list[ScopePair] = []
        self.standing: list[Standing] = []
        self.refusals: list[Refusal] = []
        self._pairs: dict[UUID, ScopePair] = {}  # by token
        for scope in instance.scopes():
            self._look_into(scope)

    def _look_into(self, scope: Any) -> None:
        pair = self._pair(scope)
        if pair is None:
            return
        self.pairs.append(pair)
        for token in scope.tasks.values():
            self._pairs[token.id] = pair
            if token is not scope.task_tree and token._state & LIVE:
                self._place(pair, token)

    def _pair(self, scope: Any) -> ScopePair | None:
        holder_id = getattr(scope, "parent_task_id", None)
        if holder_id is None:
            return self._outermost(scope)
        outer = self._pairs.get(holder_id)
        target = None if outer is None else outer.targets.get(holder_id)
        if outer is None or target is None:
            return None  # refused where it is held
        calls = isinstance(target, CallActivity)
        return ScopePair(
            scope=scope,
            old=scope.spec,
            new=self._release.specs[target.element.called] if calls else target.inner,
            old_process=scope.spec.name if calls else outer.old_process,
            new_process=target.element.called if calls else outer.new_process,
            mapping=self._mapping,
        )

    def _outermost(self, scope: Any) -> ScopePair | None:
        process = scope.spec.name
        if process in self._release.specs:
            new = self._release.specs[process]
            return ScopePair(scope, scope.spec, new, process, process, self._mapping)
        self.refusals.append(
            Refusal(
                reason=Reason.PROCESS_GONE,
                place=Place(process, process),
                name=process,
                message=f'The process "{process}" is not in the new release.',
            )
        )
        return None

    def _place(self, pair: ScopePair, token: Any) -> None:
        old = token.task_spec
        if is_armed(token):
            new = pair.goes_on_waiting(old)
            if new is not None:
                self._stand(pair, token, new)
            return
        if self._is_dispensable(pair, token):
            return
        new = pair.counterpart(old)
        if new is None:
            self._refuse(token, *self._gone(pair, old))
            return
        found = list(objections(token, new, self._release))
        for reason, message in found:
            self._refuse(token, reason, message)
        if not found:
            self._stand(pair, token, new)

    def _stand(self, pair: ScopePair, token: Any, new: Any) -> None:
        if isinstance(new, Join) and not token.internal_data.get(AT_WORK):
            flow = entrance_in(pair, token.task_spec, new, flow=entrance(token))
            if flow is None:
                message = f'The flow by which "{token.task_spec.element.name}" was come to is not in the new release.'
                self._refuse(token, Reason.CAME_BY, message)
                return
            pair.flows[token.id] = flow
        pair.targets[token.id] = new
        old, element = token.task_spec.element, new.element
        self.standing.append(
            Standing(
                id=str(token.id),
                old=Place(old.process, old.id),
                new=Place(element.process, element.id),
                name=element.name,
                kind=element.kind,
                item=item_label(token),
            )
        )

    def _is_dispensable(self, pair: ScopePair, token: Any) -> bool:
        """Whether the event is no longer waited for behind its gateway, which goes on waiting for others."""
        gateway = token.parent
        if not isinstance(gateway.task_spec, EventBasedGateway) or token.state != TaskState.WAITING:
            return False
        new = pair.counterpart(gateway.task_spec)
        found = {other: pair.counterpart(other.task_spec) for other in gateway.children}
        stay = {other for other, event in found.items() if event is not None and gateway_before(event) is new}
        return new is not None and token not in stay and bool(stay)

    def _gone(self, pair: ScopePair, spec: Any) -> tuple[Reason, str]:
        element, place = spec.element, pair.place_of(spec.element)
        process = None if place is None else self._release.processes.get(place.process)
        if process is None or place is None or place.element not in process.elements:
            return Reason.ELEMENT_GONE, f'"{element.name}" is not in the new release.'
        if place.process == pair.new_process and place.element in pair.new.task_specs:
            message = f'"{element.name}" is not done for each of several items in the new release.'
            return Reason.OTHER_REPETITION, message
        message = f'"{element.name}" stands inside of something else in the new release: no token can be taken there.'
        return Reason.ELSEWHERE, message

    def _refuse(self, token: Any, reason: Reason, message: str) -> None:
        element = token.task_spec.element
        self.refusals.append(
            Refusal(
                reason=reason,
                place=Place(element.process, element.id),
                name=element.name,
                message=message,
                id=str(token.id),
            )
        )


def interrupted(scope: Any) -> bool:
    """Whether an event sub-process has taken everything else in the scope away, listeners included."""
    return any(
        isinstance(token.task_spec, EventSubProcess) and token.task_spec.element.interrupting and not is_armed(token)
        for token in scope.live()
    )
