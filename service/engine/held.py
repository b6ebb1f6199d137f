"""Which variables a stored process holds, for those who look after it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.engine.facts import NoFacts
from service.engine.observe.items import item_label
from service.engine.overrides import ITEM
from service.engine.release import Release
from service.engine.specs.sub_process import CallActivity
from service.engine.state import restore
from service.engine.turn import Turn


@dataclass(frozen=True, kw_only=True)
class HeldData:
    """FEEL values by name, of the process (`element` None), of one that `element` calls, or of an item of `element`."""

    process: str
    element: str | None
    item: str | None
    values: Mapping[str, object]


def held_data(release: Release, state: bytes, *, now: datetime) -> tuple[HeldData, ...]:
    """The variables of the process and of everything that it called and that is still under way, outermost first.

    :raises StateUnreadableError: the state was not written by a version and release this one can read.
    """
    instance = restore(release, state, Turn(release=release, now=now, facts=NoFacts()))
    return tuple(_held(instance))


def _held(instance: Any) -> Iterator[HeldData]:
    for scope in instance.scopes():
        own = scope is instance
        if own or isinstance(scope.holder.task_spec, CallActivity):
            holder = None if own else scope.holder
            yield HeldData(
                process=scope.spec.name,
                element=None if holder is None else holder.task_spec.element.id,
                item=None if holder is None else item_label(holder),
                values=dict(scope.data.own),
            )
        for task in scope.live():
            if ITEM in task.internal_data:
                element = task.task_spec.element
                item = dict(task.internal_data[ITEM])
                yield HeldData(process=element.process, element=element.id, item=item_label(task), values=item)
