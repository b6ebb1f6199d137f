"""By which flow a token that waits at a join would have come in the new release."""

from typing import Any, Protocol

from service.engine.specs.reach import entrances_in_reach


class Pair(Protocol):
    old: Any

    def counterpart(self, spec: Any) -> Any: ...


def entrance_in(pair: Pair, old: Any, new: Any, *, flow: str) -> str | None:
    """Return the flow into the new join that stands for `flow` into the old one; None when none or several might.

    Told by where the flow comes from, not by its id: a task that is inserted before the join may take the id along.
    """
    sources = _sources(pair, old, flow)
    direct = {str(each.id) for source in sources for each in source.outgoing if each.target == new.name}
    found = direct or {each for source in sources for each in entrances_in_reach(source, new)}
    if len(found) > 1 and flow in found:
        return flow
    return found.pop() if len(found) == 1 else None


def _sources(pair: Pair, old: Any, flow: str) -> list[Any]:
    """Return the nearest elements before the flow that the new release has too, as they are there."""
    specs = pair.old.task_specs
    todo = [spec for spec in specs.values() for each in spec.outgoing if each.id == flow and each.target == old.name]
    seen, found = set[str](), list[Any]()
    while todo:
        spec = todo.pop()
        if spec.name in seen:
            continue
        seen.add(spec.name)
        new = pair.counterpart(spec)
        if new is not None:
            found.append(new)
        else:
            todo += [specs[name] for name in spec._inputs]
    return found
