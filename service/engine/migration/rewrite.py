"""Write the state anew, for the new release: the same tokens under the names of their new elements.

Tokens that bind others to each other (splits before activities with boundary events, event gateways) are kept, left
out or put in as the new release has them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from SpiffWorkflow.util.task import TaskState

from service import feel
from service.engine.migration.survey import HOLDERS, ScopePair
from service.engine.net import gateway_before, host_of, split_name
from service.engine.release import Release
from service.engine.specs.catching import BoundaryEvent, CatchEvent
from service.engine.specs.flow_node import ITEM
from service.engine.specs.multi_instance import INDEX, ITEMS, MultiInstance
from service.engine.specs.token import FLOWS
from service.engine.state import DEPTH
from service.engine.workflow import is_armed


@dataclass
class Entry:
    """A token of the new state."""

    id: UUID
    parent: UUID | None
    state: int
    name: str
    internal: dict[str, Any] = field(default_factory=dict)


def rewrite(state: bytes, pairs: list[ScopePair], release: Release) -> bytes:
    """Return the state for the new release; every token that is live must have its target or cease."""
    document = json.loads(state)
    document["release"] = release.digest
    for entry, pair in zip(document["scopes"], pairs, strict=True):
        entry["tokens"] = _as_json(list(_entries(pair)))
        entry["start"] = _start(pair, entry["start"])
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def _start(pair: ScopePair, start: str | None) -> str | None:
    target = None if start is None else pair.counterpart(pair.old.task_specs.get(start))
    return start if target is None else str(target.name)


def _as_json(entries: list[Entry]) -> list[list[Any]]:
    places = {entry.id: place for place, entry in enumerate(entries)}
    return [
        [
            entry.id.hex,
            -1 if entry.parent is None else places[entry.parent],
            entry.state,
            entry.name,
            feel.to_json(entry.internal, depth=DEPTH, size=None) if entry.internal else 0,
        ]
        for entry in entries
    ]


def _entries(pair: ScopePair) -> Iterator[Entry]:
    """Yield the tokens in the order in which they came into being, what others hang on before them."""
    root = pair.scope.task_tree
    yield Entry(root.id, None, root._state, root.task_spec.name, dict(root.internal_data))
    holders = _Holders(pair)
    tokens = {token.id: token for token in pair.scope.tasks.values()}
    moved = {each: _entry(pair, holders, token) for each, token in tokens.items() if each in pair.targets}
    told = {root.id}
    for each in tokens:
        entry = moved.get(each) or holders.entries.get(each)
        above = None if entry is None else holders.entries.get(entry.parent)
        for found in (above, entry):
            if found is not None and found.id not in told:
                told.add(found.id)
                yield found


def _entry(pair: ScopePair, holders: "_Holders", token: Any) -> Entry:
    target = pair.targets[token.id]
    item = isinstance(token.parent.task_spec, MultiInstance)
    internal = dict(token.internal_data)
    if token.id in pair.flows:
        internal[FLOWS] = [pair.flows[token.id]]
    if item and ITEM in internal:
        internal[ITEM] = _item_variables(token, target)
    parent: UUID = token.parent.id if item else holders.of(token, target)
    return Entry(token.id, parent, token._state, target.name, internal)


def _item_variables(token: Any, target: Any) -> dict[str, object]:
    """Return the variables of an item's own, the item itself under its new name."""
    own = dict(token.internal_data[ITEM])
    before, after = token.task_spec.element.repetition.item, target.element.repetition.item
    if before == after:
        return own
    item = token.parent.internal_data[ITEMS][token.internal_data[INDEX]]
    found = own.pop(before, item) if before else item
    return {**own, after: found} if after else own


class _Holders:
    """The tokens that bind others to each other, made as they are wanted."""

    def __init__(self, pair: ScopePair) -> None:
        self._pair = pair
        self._root: UUID = pair.scope.task_tree.id
        self._found: dict[tuple[UUID, str], UUID] = {}
        self.entries: dict[UUID | None, Entry] = {}

    def of(self, token: Any, target: Any) -> UUID:
        """Return the token on which this one is to hang."""
        wanted = _wanted(token, target)
        if wanted is None or wanted not in self._pair.new.task_specs:
            return self._root
        before = token.parent if isinstance(token.parent.task_spec, HOLDERS) else None
        key = (token.id if before is None else before.id), wanted
        if key not in self._found:
            self._found[key] = self._make(before, wanted)
        return self._found[key]

    def _make(self, before: Any, name: str) -> UUID:
        known = before is not None and before.id not in self.entries
        holder_id: UUID = before.id if known else uuid4()
        internal = dict(before.internal_data) if known else {}
        self.entries[holder_id] = Entry(holder_id, self._root, TaskState.COMPLETED, name, internal)
        return holder_id


def _wanted(token: Any, target: Any) -> str | None:
    if isinstance(target, BoundaryEvent):
        host = host_of(target)
        # what an event began goes on by itself
        return split_name(host) if host is not None and is_armed(token) else None
    if isinstance(target, CatchEvent):
        gateway = gateway_before(target)
        return split_name(target.name) if gateway is None else str(gateway.name)
    return split_name(target.name)
