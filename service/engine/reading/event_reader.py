"""Read what an event waits for or brings about."""

from lxml import etree

from service.engine.reading.elements import EventDefinition, Expression, Occasion, TimerKind
from service.engine.xml import child_text, local_name, tag

_SUFFIX = "EventDefinition"
_OCCASIONS = frozenset(occasion.value for occasion in Occasion)
# where the name or code of a definition stands: attribute that refers, element referred to, attribute there
_REFERENCES = {
    Occasion.MESSAGE: ("messageRef", "message", "name"),
    Occasion.SIGNAL: ("signalRef", "signal", "name"),
    Occasion.ERROR: ("errorRef", "error", "errorCode"),
    Occasion.ESCALATION: ("escalationRef", "escalation", "escalationCode"),
}


def read_event(node: etree._Element, root: etree._Element) -> EventDefinition:
    """Return the event definition of an event, a send or receive task; of an event sub-process: its start's."""
    if node.get("triggeredByEvent") == "true":
        start = node.find(tag("startEvent"))
        return EventDefinition() if start is None else read_event(start, root)
    if node.get("messageRef"):  # send and receive tasks
        return EventDefinition(occasion=Occasion.MESSAGE, name=_referred(node, root, Occasion.MESSAGE))
    for child in node:
        name = local_name(child).removesuffix(_SUFFIX)
        if name != local_name(child) and name in _OCCASIONS:
            return _definition(child, root, Occasion(name))
    return EventDefinition()


def _definition(node: etree._Element, root: etree._Element, occasion: Occasion) -> EventDefinition:
    if occasion is Occasion.TIMER:
        return _timer(node)
    if occasion is Occasion.TERMINATE:
        return EventDefinition(occasion=occasion)
    return EventDefinition(occasion=occasion, name=_referred(node, root, occasion))


def _timer(node: etree._Element) -> EventDefinition:
    for kind in TimerKind:
        if text := child_text(node, kind):
            return EventDefinition(occasion=Occasion.TIMER, timer=kind, expression=Expression.of(text))
    return EventDefinition(occasion=Occasion.TIMER)


def _referred(node: etree._Element, root: etree._Element, occasion: Occasion) -> str | None:
    attribute, kind, wanted = _REFERENCES[occasion]
    reference = node.get(attribute)
    for definition in root.iterchildren(tag(kind)):
        if definition.get("id") == reference:
            return str(definition.get(wanted) or definition.get("name") or "") or None
    return None
