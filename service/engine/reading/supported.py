"""What the engine would pass over in silence, and therefore refuses to load."""

from collections.abc import Iterator

from lxml import etree

from service.engine.reading.elements import Element, Occasion
from service.engine.xml import local_name

_SUFFIX = "EventDefinition"
_CATCHABLE = frozenset({Occasion.MESSAGE, Occasion.SIGNAL, Occasion.TIMER})
_CAUGHT_AROUND = _CATCHABLE | {Occasion.ERROR, Occasion.ESCALATION}
_THROWN = frozenset({Occasion.NONE, Occasion.MESSAGE, Occasion.SIGNAL, Occasion.ESCALATION})
_ALLOWED = {
    "startEvent": _CAUGHT_AROUND | {Occasion.NONE},
    "intermediateCatchEvent": _CATCHABLE,
    "receiveTask": frozenset({Occasion.MESSAGE}),
    "boundaryEvent": _CAUGHT_AROUND,
    "intermediateThrowEvent": _THROWN,
    "endEvent": _THROWN | {Occasion.ERROR, Occasion.TERMINATE},
}


def refusal(node: etree._Element, element: Element) -> str | None:
    """Return why the element cannot be run as it is drawn, or None."""
    return next(_reasons(node, element), None)


def _reasons(node: etree._Element, element: Element) -> Iterator[str]:
    event = element.event
    definitions = [local_name(child) for child in node if local_name(child).endswith((_SUFFIX, f"{_SUFFIX}Ref"))]
    if len(definitions) > 1:
        yield "It has more than one event definition."
    if definitions and event.occasion is Occasion.NONE and element.kind != "subProcess":
        yield f"Its {definitions[0]} is not supported."
    if event.occasion not in _ALLOWED.get(element.kind, frozenset(Occasion)):
        yield f"It cannot have the event {event.occasion.value}."
    if event.occasion in (Occasion.MESSAGE, Occasion.SIGNAL) and not event.name:
        yield f"Its {event.occasion.value} has no name."
    if event.occasion is Occasion.TIMER and event.expression is None:
        yield "Its timer has no time."
    if element.kind == "sendTask" and event.occasion is Occasion.NONE and element.topic is None:
        yield "It has neither a topic nor a message."
