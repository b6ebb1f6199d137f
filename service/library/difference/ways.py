"""What comes after what: the flows of a process, told from where they begin."""

from collections.abc import Iterator, Sequence

from service.engine.checks.diagram import Flow
from service.engine.reading.elements import Expression
from service.library.difference.formulas import formula_words
from service.library.difference.matching import matched
from service.library.difference.model import Sentence, Weight
from service.library.difference.picture import Picture
from service.library.difference.speech import capital, joined, quoted


def ways(before: Picture, after: Picture) -> Iterator[Sentence]:
    """Yield what can now follow, and under which condition, for whatever stands in the process that is to come."""
    for id_, node in after.nodes.items():
        if node.element.kind == "endEvent" or not after.is_seen(id_):
            continue
        if after.chooses(id_) and before.chooses(id_):
            yield from _choice(before, after, id_)
        elif after.chooses(id_):
            yield from (_opened(after, flow) for flow in after.leaving(id_))
        else:
            yield from _sequence(before, after, id_)


def matched_flows(before: Sequence[Flow], after: Sequence[Flow]) -> Iterator[tuple[Flow | None, Flow | None]]:
    """Yield flows in pairs: by id, else by where they begin and how they are called, or what they lead to."""
    return matched(
        before, after, id_of=lambda flow: flow.id, alike=lambda flow: (flow.source, flow.name or flow.target)
    )


def _sequence(before: Picture, after: Picture, id_: str) -> Iterator[Sentence]:
    old = before.after(id_) if id_ in before.nodes else ()
    new = after.after(id_)
    if set(old) == set(new):
        return
    it, subject = after.called(id_), after.side.subject_of(after.info)
    if not new:
        yield _way(f"Nothing comes after {it} any more.")
    elif id_ in before.nodes:
        yield _way(f"After {it}, {subject} now goes to {_targets(after, new)}.")
    else:
        yield _way(f"After {it}, {subject} goes to {_targets(after, new)}.")


def _choice(before: Picture, after: Picture, id_: str) -> Iterator[Sentence]:
    for was, is_now in matched_flows(before.leaving(id_), after.leaving(id_)):
        if is_now is None and was is not None:
            yield _way(f"At {before.called(id_)}, {_label(before, was)} is no longer possible.")
        elif is_now is not None and was is None:
            yield _opened(after, is_now)
        elif is_now is not None and was is not None:
            yield from _changed(before, after, was=was, is_now=is_now)


def _opened(picture: Picture, flow: Flow) -> Sentence:
    target = _targets(picture, picture.stops(flow.target))
    leads = f"{quoted(flow.name)} leads" if flow.name else "there is a new way"
    return _way(f"At {picture.called(flow.source)}, {leads} to {target}{_when(picture, flow)}.")


def _changed(before: Picture, after: Picture, *, was: Flow, is_now: Flow) -> Iterator[Sentence]:
    at, label = after.called(is_now.source), _label(after, is_now)
    old, new = before.stops(was.target), after.stops(is_now.target)
    if set(old) != set(new):
        yield _way(f"At {at}, {label} now leads to {_targets(after, new)} instead of {_targets(before, old)}.")
    if _taken(before, was) != _taken(after, is_now):
        when = "when no other is" if is_default(after, is_now) else _when(after, is_now).strip()
        yield _way(f"At {at}, {label} is now taken {when or 'under another condition'}.")
    if was.name != is_now.name:
        named = quoted(is_now.name) or "nothing"
        yield Sentence(text=f"At {at}, {_label(before, was)} is now called {named}.", weight=Weight.WORDING)


def is_default(picture: Picture, flow: Flow) -> bool:
    node = picture.nodes.get(flow.source)
    return node is not None and node.drawn.get("default") == flow.id


def _taken(picture: Picture, flow: Flow) -> tuple[bool, str]:
    return is_default(picture, flow), flow.condition


def _when(picture: Picture, flow: Flow) -> str:
    """Return " when …", or nothing when there are no plain words for the condition."""
    condition = Expression.of(flow.condition) if flow.condition else None
    words = formula_words(condition, picture.side, picture.info.id)
    return f" when {words}" if words else ""


def _label(picture: Picture, flow: Flow) -> str:
    return quoted(flow.name) or f"the way to {_targets(picture, picture.stops(flow.target))}"


def _targets(picture: Picture, ids: Sequence[str]) -> str:
    return joined(map(picture.called, ids)) or "its end"


def _way(text: str) -> Sentence:
    return Sentence(text=capital(text), weight=Weight.WAY)
