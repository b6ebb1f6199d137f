"""Where a diagram holds expressions, and which names each of them can see besides the process's variables."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.engine.checks.diagram import Diagram, Element, Scope
from service.engine.checks.known import Known
from service.engine.checks.loops import collection_of, item_name
from service.engine.checks.tasks import form_of

ASSIGNMENT = ("assignee", "candidateGroups", "candidateUsers", "dueDate", "followUpDate", "priority", "topic")
CASE_TEXTS = ("case_stage", "case_status", "case_outcome", "case_team", "case_lead")
OWN_TEXTS = ("event_at", "event_when", "item_label", *CASE_TEXTS)
# Elements whose outputs are taken from something that comes from outside: its names are not known beforehand.
FED_FROM_OUTSIDE = frozenset({"serviceTask", "sendTask", "receiveTask", "intermediateCatchEvent", "boundaryEvent"})


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text that is FEEL when it begins with `=`, and plain otherwise."""

    element: Element
    where: str  # "the condition", "the output parameter level"
    text: str
    names: frozenset[str] = frozenset()  # visible here besides the variables: loop items, answers
    outside: bool = False  # sees a payload or result whose names nobody knows beforehand
    of_process: str  # id of the process whose variables it sees
    answers_of: str | None = None  # form whose answers it sees

    @property
    def feel(self) -> str | None:
        """The expression, None for plain text and for what normalising refused already."""
        return self.text[1:].strip() if self.text.startswith("=") else None


def texts(diagram: Diagram, known: Known) -> Iterator[Text]:
    """Yield every text of the diagram that may be an expression."""
    for scope in diagram.scopes:
        process, items = scope.process.get("id") or "", loop_names(scope)
        for flow in scope.all_flows:
            if flow.condition:
                yield Text(element=flow, where="the condition", text=flow.condition, names=items, of_process=process)
        for node in scope.nodes.values():
            inner = items | ({item_name(node) or ""} - {""})
            for where, text in _of_node(node):
                yield Text(element=node, where=where, text=text, names=inner, of_process=process)
            yield from _collection(node, items, process)
            yield from _outputs(node, known, names=inner, process=process)
            yield from _called(node, process)


def loop_names(scope: Scope) -> frozenset[str]:
    """Loop variables of the multi-instances that the scope lies in."""
    names = set()
    inner: Scope | None = scope
    while inner is not None:
        names.add(item_name(inner.owner) or "")
        inner = inner.parent
    return frozenset(names - {""})


def _of_node(node: Element) -> Iterator[tuple[str, str]]:
    yield from ((attribute, text) for attribute in ASSIGNMENT if (text := node.camunda(attribute)))
    for parameter in node.parameters("inputParameter"):
        yield f"the input parameter {parameter.get('name')}", parameter.text
    for mapping in node.extensions("in"):
        if text := _source(mapping):
            yield f"the mapping to {mapping.get('target')}", text
    for name, text in node.properties.items():
        if name in OWN_TEXTS or name.startswith("correlate."):
            yield f"the property {name}", text
    if ":" in node.properties.get("collect", ""):
        yield "the property collect", node.properties["collect"].partition(":")[2].strip()
    yield from _of_definitions(node)


def _of_definitions(node: Element) -> Iterator[tuple[str, str]]:
    script = node.child("script")
    if script is not None:
        yield "the script", script.text
    for kind in ("timer", "conditional"):
        definition = node.definition(kind)
        for entry in definition.children("timeDate", "timeDuration", "timeCycle", "condition") if definition else ():
            yield f"the {entry.kind}", entry.text
    for loop in node.children("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"):
        for entry in loop.children("completionCondition", "loopCondition"):
            yield f"the {entry.kind}", entry.text


def _collection(node: Element, items: frozenset[str], process: str) -> Iterator[Text]:
    """The collection is read before there are items."""
    multiple = node.child("multiInstanceLoopCharacteristics")
    if multiple is None:
        return
    cardinality = multiple.child("loopCardinality")
    if collection := collection_of(multiple):
        text = collection if collection.startswith("=") else f"={collection}"
        yield Text(element=node, where="the collection", text=text, names=items, of_process=process)
    if cardinality is not None:
        yield Text(element=node, where="the loopCardinality", text=cardinality.text, names=items, of_process=process)


def _outputs(node: Element, known: Known, *, names: frozenset[str], process: str) -> Iterator[Text]:
    form = form_of(node) if node.kind in {"userTask", "startEvent"} else None
    # of a form that does not exist (reported in `tasks`) nobody knows the answers
    outside = node.kind in FED_FROM_OUTSIDE or bool(node.definitions) or (form is not None and form not in known.forms)
    for parameter in node.parameters("outputParameter"):
        yield Text(
            element=node,
            where=f"the output parameter {parameter.get('name')}",
            text=parameter.text,
            names=names | (known.answers(form) if form else frozenset()),
            outside=outside,
            of_process=process,
            answers_of=form,
        )


def _called(node: Element, process: str) -> Iterator[Text]:
    """What comes back from a called process is read among the variables of that process."""
    for mapping in node.extensions("out"):
        if text := _source(mapping):
            where = f"the mapping to {mapping.get('target')}"
            yield Text(element=node, where=where, text=text, of_process=node.get("calledElement") or process)


def _source(mapping: Element) -> str | None:
    source = mapping.get("source")
    return f"={source}" if source else mapping.get("sourceExpression")
