"""The diagrams: which elements and flows have come, gone or changed, and which are only drawn differently."""

from collections.abc import Iterator, Mapping, Sequence

from service.engine import ProcessInfo
from service.engine.checks.diagram import Element as Drawn
from service.engine.checks.diagram import Flow
from service.engine.checks.namespaces import ACTIVITIES, GATEWAYS
from service.engine.reading.elements import Expression
from service.library.difference.formulas import formula_words
from service.library.difference.matching import pairs
from service.library.difference.model import Change, Detail, Section, Sentence, Sign, Subject, Weight
from service.library.difference.picture import Node, Picture, drawn_anew, noun, picture_of
from service.library.difference.side import Side, Sides
from service.library.difference.speech import capital, counted, quoted
from service.library.difference.steps import NODE_TRAITS, occasion, who
from service.library.difference.traits import Comparable, Trait, details
from service.library.difference.ways import is_default, matched_flows, ways

PROCESS_TRAITS: tuple[Comparable[Picture], ...] = (
    Trait(
        what="other properties",
        weight=Weight.CONTENT,
        read=lambda picture: {name: text for name, text in picture.info.properties.items() if name != "rules"},
        otherwise="What kind of process {it} is, or how the panel sits, has changed.",
    ),
    Trait(
        what="name",
        weight=Weight.WORDING,
        read=lambda picture: picture.info.name,
        say=lambda picture, _: quoted(picture.info.name),
        changed="The process {before} is now called {after}.",
        otherwise="The process {it} has another name.",
    ),
    Trait(
        what="notes",
        weight=Weight.WORDING,
        read=lambda picture: picture.notes,
        otherwise="The notes on the process {it} have changed.",
    ),
    Trait(
        what="rules",
        weight=Weight.PROOF,
        read=lambda picture: frozenset(picture.info.properties.get("rules", "").split()),
        otherwise="",
    ),
)
FLOW_TRAITS: tuple[Comparable[tuple[Picture, Flow]], ...] = (
    Trait(what="from", weight=Weight.WAY, read=lambda at: at[1].source, say=lambda at, _: _end(at, 0), otherwise=""),
    Trait(what="to", weight=Weight.WAY, read=lambda at: at[1].target, say=lambda at, _: _end(at, 1), otherwise=""),
    Trait(
        what="condition",
        weight=Weight.WAY,
        read=lambda at: at[1].condition,
        say=lambda at, side: _condition(at[0], at[1], side),
        otherwise="",
    ),
    Trait(what="taken when no other is", weight=Weight.WAY, read=lambda at: is_default(*at), otherwise=""),
    Trait(what="name", weight=Weight.WORDING, read=lambda at: at[1].name, otherwise=""),
)


BESIDE_IT = "A lane, note or line beside the steps"


def diagram_sections(sides: Sides) -> Iterator[Section]:
    """Yield the processes that differ."""
    old, new = (side.composed.release.processes for side in sides)
    for _, before, after in pairs(old, new):
        if before is None and after is not None:
            yield _whole(sides.after, after, Sign.ADDED)
        elif after is None and before is not None:
            yield _whole(sides.before, before, Sign.REMOVED)
        elif before is not None and after is not None:
            yield from _of_both(sides, before, after)


def _whole(side: Side, info: ProcessInfo, sign: Sign) -> Section:
    picture = picture_of(side, info)
    nodes, flows = ({}, {}) if picture is None else (picture.nodes, picture.flows)
    steps = counted(sum(node.element.kind in ACTIVITIES for node in nodes.values()), "step")
    name = quoted(side.process(info.id))
    text = f"New process {name} with {steps}." if sign is Sign.ADDED else f"The process {name} is no longer there."
    return Section(
        subject=Subject.DIAGRAM,
        sign=sign,
        id=info.id,
        name=side.process(info.id),
        files=frozenset({info.file}),
        changes=tuple(
            Change(sign=sign, id=id_, name=drawn.name, spoken=_spoken(picture, id_))
            for id_, drawn in _drawn(nodes, flows)
        ),
        own=(Sentence(text=text, weight=Weight.STEP),),
    )


def _drawn(nodes: Mapping[str, Node], flows: Mapping[str, Flow]) -> Iterator[tuple[str, Drawn]]:
    yield from ((id_, node.drawn) for id_, node in nodes.items())
    yield from flows.items()


def _of_both(sides: Sides, before: ProcessInfo, after: ProcessInfo) -> Iterator[Section]:
    if sides.before.composed.release.diagram(before.id) == sides.after.composed.release.diagram(after.id):
        return
    old, new = picture_of(sides.before, before), picture_of(sides.after, after)
    if old is None or new is None:
        return
    old = old.knowing(drawn_anew(old, new))
    changes = [*_process(old, new), *_nodes(old, new), *_flows(old, new)]
    marked, told = frozenset(change.id for change in changes), tuple(ways(old, new))
    moved = [change for change in _moved(old, new) if change.id not in marked]
    name, rewired = sides.after.process(after.id), not told and all(_is_silent(change, new) for change in changes)
    yield Section(
        subject=Subject.DIAGRAM,
        sign=Sign.CHANGED if changes else Sign.DRAWN,
        id=after.id,
        name=name,
        files=frozenset({before.file, after.file}),
        changes=(*changes, *moved),
        own=(*told, *_unspoken(name, changes, len(moved), rewired=rewired)),
    )


def _process(before: Picture, after: Picture) -> Iterator[Change]:
    sides, it = Sides(before.side, after.side), quoted(after.side.process(after.info.id))
    found = details(PROCESS_TRAITS, before, after, sides=sides, it=it) or _untold(it, before.text, after.text)
    if found:
        yield Change(sign=Sign.CHANGED, id=after.info.id, name=after.info.name, details=found)


def _nodes(before: Picture, after: Picture) -> Iterator[Change]:
    sides = Sides(before.side, after.side)
    for id_, old, new in pairs(before.nodes, after.nodes):
        if old is None and new is not None:
            spoken = _spoken(after, id_)
            yield Change(sign=Sign.ADDED, id=id_, name=new.drawn.name, spoken=spoken, own=_new(after, new))
        elif new is None and old is not None:
            spoken = _spoken(before, id_)
            yield Change(sign=Sign.REMOVED, id=id_, name=old.drawn.name, spoken=spoken, own=_gone(before, old))
        elif old is not None and new is not None:
            yield from _changed(id_, old, new, it=after.called(id_), sides=sides)


def _changed(id_: str, old: Node, new: Node, *, it: str, sides: Sides) -> Iterator[Change]:
    found = details(NODE_TRAITS, old, new, sides=sides, it=it) or _untold(it, old.text, new.text)
    anew = old.element.id != new.element.id
    if found or anew:
        yield Change(
            sign=Sign.CHANGED,
            id=id_,
            name=new.drawn.name,
            spoken="" if new.drawn.name else capital(it),
            earlier_id=old.element.id if anew else None,
            details=found,
            own=(Sentence(text=f"{it} has been drawn anew.", weight=Weight.FILE),) if anew else (),
        )


def _untold(it: str, before: str, after: str) -> tuple[Detail, ...]:
    """Return what no trait tells, so that nothing is approved unseen."""
    if before == after:
        return ()
    text = f"Something about {it} is written differently; there are no words for it."
    told = (Sentence(text=text, weight=Weight.FILE),)
    return (Detail(what="as the file has it", before=before, after=after, sentences=told),)


def _new(picture: Picture, node: Node) -> tuple[Sentence, ...]:
    name, side = picture.side.element(node.element), picture.side
    if not name and node.element.kind in GATEWAYS:
        return ()  # told by what now comes after what
    by, during, comes = who(node, side), node.attached_to, occasion(node, side)
    due = formula_words(node.element.assignment.due, side, picture.info.id)
    words = [
        f"New {noun(node)}",
        name,
        f"for the {by}" if by else "",
        f"during {picture.called(during)}" if during else "",
        f"in {side.process(picture.info.id)}",
    ]
    rest = [f"due by {due}" if due else "", f"which comes {comes}" if comes else ""]
    text = ", ".join([" ".join(word for word in words if word), *(word for word in rest if word)])
    return (Sentence(text=f"{text}.", weight=Weight.STEP),)


def _gone(picture: Picture, node: Node) -> tuple[Sentence, ...]:
    name = picture.side.element(node.element)
    if not name and node.element.kind in GATEWAYS:
        return ()
    words = ["The", noun(node), name or "without a name", "in", picture.side.process(picture.info.id)]
    return (Sentence(text=f"{' '.join(words)} is no longer there.", weight=Weight.STEP),)


def _flows(before: Picture, after: Picture) -> Iterator[Change]:
    sides = Sides(before.side, after.side)
    for old, new in matched_flows(tuple(before.flows.values()), tuple(after.flows.values())):
        if old is None and new is not None:
            yield Change(sign=Sign.ADDED, id=new.id or "", name=new.name, spoken=_spoken(after, new.id or ""))
        elif new is None and old is not None:
            yield Change(sign=Sign.REMOVED, id=old.id or "", name=old.name, spoken=_spoken(before, old.id or ""))
        elif old is not None and new is not None:
            found = details(FLOW_TRAITS, (before, old), (after, new), sides=sides, it=quoted(new.name))
            if found:
                earlier = old.id if old.id != new.id else None
                yield Change(
                    sign=Sign.CHANGED,
                    id=new.id or "",
                    name=new.name,
                    spoken=_spoken(after, new.id or ""),
                    earlier_id=earlier,
                    details=found,
                )


def _moved(before: Picture, after: Picture) -> Iterator[Change]:
    """Yield what stands elsewhere in both, and the lanes, notes and lines beside it that differ."""
    for id_, old, new in pairs(before.beside, after.beside):
        if old != new:
            yield Change(sign=Sign.DRAWN, id=id_, name="", spoken=BESIDE_IT)
    for id_, old, new in pairs(before.shapes, after.shapes):
        same = old == new or old is None or new is None
        if not same and before.beside.get(id_) == after.beside.get(id_):
            yield Change(sign=Sign.DRAWN, id=id_, name="", spoken=_spoken(after, id_))


def _unspoken(name: str, changes: Sequence[Change], moved: int, *, rewired: bool) -> Iterator[Sentence]:
    """Yield what is left to say: what is only drawn differently, and that nothing else changes where that is so."""
    texts = []
    if changes and rewired:
        texts.append(f"The paths of {name} are drawn through other gateways; what follows what stays the same.")
    if moved:
        are = "is" if moved == 1 else "are"
        texts.append(
            f"{counted(moved, 'shape')} or line{'' if moved == 1 else 's'} of {name} {are} only drawn differently."
        )
    if not changes and not moved:
        texts.append(f"The file of {name} is written differently; nothing changes.")
    yield from (Sentence(text=text, weight=Weight.DRAWING) for text in texts)


def _is_silent(change: Change, picture: Picture) -> bool:
    """Whether it is a flow, or a nameless gateway that has come or gone, of which nothing is told."""
    return not change.sentences and (change.id in picture.flows or not change.details)


def _spoken(picture: Picture | None, id_: str) -> str:
    """Return how to call a flow, or an element without a name; "" for one whose name says it."""
    if picture is None:
        return ""
    flow, node = picture.flows.get(id_), picture.nodes.get(id_)
    if flow is not None:
        way = " ".join(word for word in ("The way", quoted(flow.name)) if word)
        return f"{way} from {picture.called(flow.source)} to {picture.called(flow.target)}"
    if node is None:
        return BESIDE_IT
    return "" if node.drawn.name else capital(picture.called(id_))


def _end(at: tuple[Picture, Flow], which: int) -> str:
    picture, flow = at
    return picture.called((flow.source, flow.target)[which])


def _condition(picture: Picture, flow: Flow, side: Side) -> str | None:
    return formula_words(Expression.of(flow.condition), side, picture.info.id) if flow.condition else ""
