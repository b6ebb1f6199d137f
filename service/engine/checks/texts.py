"""Where a diagram holds expressions, and which names each of them can see besides the process's variables."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.engine.checks.diagram import Diagram, Element, Scope
from service.engine.checks.known import Known
from service.engine.checks.loops import collection_of, item_name
from service.engine.checks.tasks import form_of

ASSIGNMENT = ("assignee", "candidateGroups", "candidateUsers", "dueDate", "followUpDate", "priority", "topic")
ON_ENTRY = ("case_stage",)
ON_LEAVING = ("case_status", "case_outcome", "case_team", "case_lead", "case_consent")
FORMULAS_ON_LEAVING = ("event_at", "event_when")  # FEEL with or without `=`
LOOP_COUNTER = "loopCounter"
LOOP_COUNTS = frozenset({"nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"})
# What comes from outside to these has names that are not known beforehand.
FED_FROM_OUTSIDE = frozenset({"serviceTask", "sendTask", "receiveTask"})


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text that is FEEL when it begins with `=`, and plain otherwise."""

    element: Element
    where: str  # "the condition", "the output parameter level"
    text: str
    of_process: str  # id of the process whose variables it sees
    names: frozenset[str] = frozenset()  # visible here besides the variables: loop items, answers
    outside: bool = False  # sees a payload or result whose names nobody knows beforehand
    answers_of: str | None = None  # form whose answers it sees

    @property
    def feel(self) -> str | None:
        """The expression, None for plain text and for what normalising refused already."""
        return self.text[1:].strip() if self.text.startswith("=") else None


def texts(diagram: Diagram, known: Known) -> Iterator[Text]:
    """Yield every text of the diagram that may be an expression."""
    for scope in diagram.scopes:
        process, around = scope.process.get("id") or "", loop_names(scope)
        for flow in scope.all_flows:
            if flow.condition:
                yield Text(element=flow, where="the condition", text=flow.condition, names=around, of_process=process)
        for node in scope.nodes.values():
            inside = around | own_loop_names(node)
            for where, text in _before_items(node):
                yield Text(element=node, where=where, text=text, names=around, of_process=process)
            for where, text in _entering(node):
                yield Text(element=node, where=where, text=text, names=inside, of_process=process)
            yield from _leaving(node, known, names=inside, process=process)
            yield from _called(node, process)


def loop_names(scope: Scope) -> frozenset[str]:
    """Loop variables of the multi-instances that the scope lies in."""
    inside = own_loop_names(scope.owner)
    return inside | loop_names(scope.parent) if scope.parent is not None else inside


def own_loop_names(node: Element) -> frozenset[str]:
    """Loop variables inside a multi-instance; none for anything else."""
    if node.child("multiInstanceLoopCharacteristics") is None:
        return frozenset()
    return frozenset({LOOP_COUNTER, item_name(node) or LOOP_COUNTER})


def _before_items(node: Element) -> Iterator[tuple[str, str]]:
    """What is worked out for a step as a whole, before there are items."""
    multiple = node.child("multiInstanceLoopCharacteristics")
    if multiple is not None and (collection := collection_of(multiple)):
        yield "the collection", _formula(collection)
    for cardinality in multiple.children("loopCardinality") if multiple else ():
        yield "the loopCardinality", cardinality.text
    for name in ON_ENTRY:
        if name in node.properties:
            yield f"the property {name}", node.properties[name]


def _entering(node: Element) -> Iterator[tuple[str, str]]:
    yield from ((attribute, text) for attribute in ASSIGNMENT if (text := node.camunda(attribute)))
    for parameter in node.parameters("inputParameter"):
        yield f"the input parameter {parameter.get('name')}", parameter.text
    for mapping in node.extensions("in"):
        if text := _source(mapping):
            yield f"the mapping to {mapping.get('target')}", text
    for script in node.children("script"):
        yield "the script", script.text
    for definition in node.children("timerEventDefinition"):
        for entry in definition.children("timeDate", "timeDuration", "timeCycle"):
            yield f"the {entry.kind}", entry.text
    yield from _labels_and_keys(node)


def _labels_and_keys(node: Element) -> Iterator[tuple[str, str]]:
    for name, text in node.properties.items():
        if name == "item_label" or name.startswith("correlate."):
            yield f"the property {name}", _formula(text)


def _leaving(node: Element, known: Known, *, names: frozenset[str], process: str) -> Iterator[Text]:
    """What sees the answers, the payload or the result: outputs, and the properties that act on completion.

    Answers go to the items of a multi-instance, so what is done for it as a whole does not see them.
    """
    form = form_of(node) if node.kind in {"userTask", "startEvent"} else None
    # of a form that does not exist (reported in `tasks`) nobody knows the answers
    outside = node.kind in FED_FROM_OUTSIDE or bool(node.definitions) or (form is not None and form not in known.forms)
    answers = known.answers(form) if form else frozenset()
    whole = node.child("multiInstanceLoopCharacteristics") is None
    for where, text in _of_each(node):
        counts = LOOP_COUNTS if where == "the completionCondition" else frozenset()
        yield Text(
            element=node,
            where=where,
            text=text,
            names=names | answers | counts,
            outside=outside,
            of_process=process,
            answers_of=form,
        )
    for where, text in _of_the_whole(node):
        yield Text(
            element=node,
            where=where,
            text=text,
            names=names | answers if whole else names - own_loop_names(node),
            outside=outside and whole,
            of_process=process,
            answers_of=form if whole else None,
        )


def _of_each(node: Element) -> Iterator[tuple[str, str]]:
    for parameter in node.parameters("outputParameter"):
        yield f"the output parameter {parameter.get('name')}", parameter.text
    if ":" in node.properties.get("collect", ""):
        yield "the property collect", node.properties["collect"].partition(":")[2].strip()
    for multiple in node.children("multiInstanceLoopCharacteristics"):
        for condition in multiple.children("completionCondition"):
            yield "the completionCondition", condition.text


def _of_the_whole(node: Element) -> Iterator[tuple[str, str]]:
    for name, text in node.properties.items():
        if name in FORMULAS_ON_LEAVING:
            yield f"the property {name}", _formula(text)
        elif name in ON_LEAVING:
            yield f"the property {name}", text


def _called(node: Element, process: str) -> Iterator[Text]:
    """What comes back from a called process is read among the variables of that process."""
    for mapping in node.extensions("out"):
        if text := _source(mapping):
            where = f"the mapping to {mapping.get('target')}"
            yield Text(element=node, where=where, text=text, of_process=node.get("calledElement") or process)


def _source(mapping: Element) -> str | None:
    source = mapping.get("source")
    return f"={source}" if source else mapping.get("sourceExpression")


def _formula(text: str) -> str:
    """What is FEEL with or without `=`; what could not be translated from JUEL stays as it is."""
    refused = "${" in text or "#{" in text
    return text if refused or text.startswith("=") else f"={text}"
