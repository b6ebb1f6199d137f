"""What the engine would pass over in silence, and therefore refuses to load."""

from collections.abc import Iterator
from itertools import chain

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
    return next(chain(_event_reasons(node, element), _work_reasons(element)), None)


def _event_reasons(node: etree._Element, element: Element) -> Iterator[str]:
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


def _work_reasons(element: Element) -> Iterator[str]:
    """Say what an element lacks without which it would do nothing."""
    if element.repetition is not None and not (element.repetition.collection or element.repetition.cardinality):
        yield "Its multi-instance has neither a collection nor a number."
    if element.topic is not None:
        return  # an external task, whatever its shape
    wanted = {
        "serviceTask": ("topic", element.topic),
        "sendTask": ("topic and no message", element.event.name),
        "callActivity": ("called process", element.called),
        "businessRuleTask": ("decision", element.decision),
        "scriptTask": ("script", element.script),
    }
    name, found = wanted.get(element.kind, ("", ""))
    if found is None:
        yield f"It has no {name}."
