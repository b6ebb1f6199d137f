"""Panels of a release: who sits on them, what puts an item on the agenda, which task decides.

A panel is a process of the kind "sitting" with the property `panel`; one instance of it is one sitting.  A process may
hold the sittings of several panels that work alike, such as one for each area: it names them all, and each of its start
events the one whose sitting it begins.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service import feel
from service.engine.reading.elements import Element, Occasion
from service.engine.release import ProcessInfo
from service.library.compose import Composed

CORRELATE = "correlate."
SITTING = " sitting"  # "Transfer Panel sitting" is a sitting of the Transfer Panel
MINUTES_PER_ITEM = 10


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """A message that puts an item on the agenda.  `item`: FEEL over what it carries; empty: what it carries."""

    message: str
    keys: Mapping[str, str]  # a message with other keys is meant for somebody else
    item: str


@dataclass(frozen=True, kw_only=True)
class Decider:
    """A task that decides on one child of an item.  `decision`, `reasons`: keys of its form."""

    element: str
    form: str
    decision: str
    reasons: str | None


@dataclass(frozen=True, kw_only=True)
class Panel:
    """`papers`: the row of the diary after which papers are late; `workers`: roles that have tasks in its sittings."""

    key: str
    name: str
    process: str
    papers: str | None
    members: frozenset[str]
    workers: frozenset[str]
    minutes_per_item: int
    quorum: str
    receivers: tuple[Receiver, ...]
    deciders: Mapping[str, Decider]  # by element

    @property
    def roles(self) -> frozenset[str]:
        return self.members | self.workers


def panels_of(composed: Composed) -> Mapping[str, Panel]:
    """The panels of the release, by the key of their row in deadlines.dmn."""
    found = (_panel(composed, info, key) for info in composed.release.processes.values() for key in _keys_of(info))
    return {panel.key: panel for panel in sorted(found, key=lambda panel: panel.name)}


def panel_of_process(composed: Composed, process: str, event: str) -> Panel | None:
    """The panel whose sitting begins with that start event of the process."""
    info = composed.release.processes.get(process)
    keys = () if info is None else _keys_of(info)
    if info is None or not keys:
        return None
    named = info.elements[event].properties.get("panel") if event in info.elements else None
    key = named or keys[0]
    return _panel(composed, info, key) if key in keys else None


def _keys_of(info: ProcessInfo) -> tuple[str, ...]:
    return tuple(info.properties.get("panel", "").split())


def _panel(composed: Composed, info: ProcessInfo, key: str) -> Panel:
    said = info.properties
    tasks = [element for each in _held_by(composed, info) for element in each.elements.values() if _is_task(element)]
    one_of_many = len(_keys_of(info)) > 1
    return Panel(
        key=key,
        name=composed.release.deadlines[key].label if one_of_many else info.name.removesuffix(SITTING),
        process=info.id,
        papers=said.get("papers") or None,
        members=frozenset(said.get("members", "").split()),
        workers=frozenset(role for task in tasks for role in _roles(task)),
        minutes_per_item=int(said.get("minutes_per_item") or MINUTES_PER_ITEM),
        quorum=said.get("quorum", ""),
        receivers=tuple(_receivers(info, key)),
        deciders={task.id: decider for task in tasks if (decider := _decider(task)) is not None},
    )


def _held_by(composed: Composed, info: ProcessInfo) -> Iterator[ProcessInfo]:
    """The process that holds the sittings, and what it calls to hold them."""
    processes = composed.release.processes
    waiting, seen = [info.id], set[str]()
    while waiting:
        id_ = waiting.pop()
        if id_ in processes and id_ not in seen:
            seen.add(id_)
            yield processes[id_]
            waiting.extend(processes[id_].called)


def _is_task(element: Element) -> bool:
    return element.kind == "userTask"


def _roles(task: Element) -> tuple[str, ...]:
    groups = task.assignment.groups
    return () if groups is None or groups.feel else tuple(role.strip() for role in groups.text.split(",") if role)


def _receivers(info: ProcessInfo, panel: str) -> Iterator[Receiver]:
    for element in info.elements.values():
        item = element.formula("agenda_item")
        if item is not None and element.event.occasion is Occasion.MESSAGE and element.event.name is not None:
            yield Receiver(message=element.event.name, keys=_keys(element, panel), item=item.text)


def _keys(element: Element, panel: str) -> Mapping[str, str]:
    """Keys that are known beforehand: the same for every instance, or `panel`, the variable that holds the panel."""
    keys: dict[str, str] = {}
    for name, text in element.properties.items():
        if name.startswith(CORRELATE):
            value = feel.evaluate(text.removeprefix("="), {"panel": panel}) if text.startswith("=") else text
            if isinstance(value, str):
                keys[name.removeprefix(CORRELATE)] = value
    return keys


def _decider(task: Element) -> Decider | None:
    decision = task.properties.get("agenda_decision")
    if not decision or task.form is None:
        return None
    return Decider(
        element=task.id, form=task.form, decision=decision, reasons=task.properties.get("agenda_reasons") or None
    )
