"""Decision files (DMN 1.1 to 1.5) to a model.  Extensions, annotations and drawings are passed over."""

from collections.abc import Mapping

from lxml import etree

from service.engine.decisions.logic import LogicReader, children, first, text_of
from service.engine.decisions.model import Decision, FunctionLogic, InputData, ItemType, Knowledge, Model
from service.engine.errors import ReleaseError
from service.engine.xml import local_name, read_xml
from service.findings import Finding

_NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)


def read_model(files: Mapping[str, bytes]) -> tuple[Model, tuple[Finding, ...]]:
    """Read decision files into one model, with findings about what could be read but not run.

    :raises ReleaseError: for a file that is no DMN.
    """
    builder = _Builder()
    for file, data in sorted(files.items()):
        builder.add(file, read_xml(data, file))
    return builder.model(), tuple(builder.findings)


class _Builder:
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._decisions: dict[str, Decision] = {}
        self._knowledge: dict[str, Knowledge] = {}
        self._inputs: dict[str, InputData] = {}
        self._types: dict[str, ItemType] = {}
        self._owners: dict[str, str] = {}  # id -> file

    def model(self) -> Model:
        return Model(decisions=self._decisions, knowledge=self._knowledge, inputs=self._inputs, types=self._types)

    def add(self, file: str, root: etree._Element) -> None:
        if local_name(root) != "definitions" or etree.QName(root).namespace not in _NAMESPACES:
            message, remedy = "The file is no DMN 1.1 to 1.5.", "Save it again from a DMN editor."
            raise ReleaseError(
                [Finding(file=file, element=None, code="dmn-not-readable", message=message, remedy=remedy)]
            )
        reader = LogicReader(file)
        for node in children(root):
            self._add_element(node, reader)
        self.findings += reader.findings

    def _add_element(self, node: etree._Element, reader: LogicReader) -> None:
        kind = local_name(node)
        if kind == "itemDefinition":
            item = _item(node)
            self._types[item.name] = item
        elif kind == "decision" and self._is_new(node, reader):
            decision = _decision(node, reader)
            self._decisions[decision.id] = decision
        elif kind == "businessKnowledgeModel" and self._is_new(node, reader):
            knowledge = _knowledge(node, reader)
            self._knowledge[knowledge.id] = knowledge
        elif kind == "inputData":
            # several files of a release may draw the same input
            data = InputData(id=node.get("id") or "", name=_variable(node), type=_type(node))
            self._inputs[data.id] = data

    def _is_new(self, node: etree._Element, reader: LogicReader) -> bool:
        """Whether the id is there and not taken; a finding otherwise."""
        identity = node.get("id")
        if not identity:
            reader.report(None, "id-missing", f'"{node.get("name")}" has no id.', "Give it an id.")
            return False
        if identity in self._owners:
            message = f'The id "{identity}" is also used in {self._owners[identity]}.'
            reader.report(identity, "id-twice", message, "Give one of them another id.")
            return False
        self._owners[identity] = reader.file
        return True


def _decision(node: etree._Element, reader: LogicReader) -> Decision:
    identity = node.get("id")
    return Decision(
        id=identity,
        name=_variable(node),
        title=node.get("name") or identity,
        file=reader.file,
        type=_type(node),
        requires=_references(node, "informationRequirement", "requiredDecision"),
        reads=_references(node, "informationRequirement", "requiredInput"),
        knows=_references(node, "knowledgeRequirement", "requiredKnowledge"),
        logic=reader.logic_in(node, identity),
        description=text_of(first(node, "description")),
    )


def _knowledge(node: etree._Element, reader: LogicReader) -> Knowledge:
    identity = node.get("id")
    function = first(node, "encapsulatedLogic")
    logic = None if function is None else reader.function(function)
    if logic is None:
        reader.report(identity, "logic-missing", f'"{node.get("name")}" has no logic.', "Draw its logic.")
    return Knowledge(
        id=identity,
        name=_variable(node),
        file=reader.file,
        knows=_references(node, "knowledgeRequirement", "requiredKnowledge"),
        function=logic if isinstance(logic, FunctionLogic) else None,
    )


def _variable(node: etree._Element) -> str:
    """The name by which expressions know the element: its variable's, else its own; blanks are single."""
    variable = first(node, "variable")
    name = (variable.get("name") if variable is not None else None) or node.get("name") or node.get("id") or ""
    return " ".join(name.split())


def _type(node: etree._Element) -> str | None:
    variable = first(node, "variable")
    return None if variable is None else variable.get("typeRef")


def _references(node: etree._Element, requirement: str, kind: str) -> tuple[str, ...]:
    """The ids behind `#` of what the element requires, in the file's order."""
    found = [first(each, kind) for each in children(node) if local_name(each) == requirement]
    return tuple((each.get("href") or "").rpartition("#")[2] for each in found if each is not None)


def _item(node: etree._Element) -> ItemType:
    base, allowed = first(node, "typeRef"), first(node, "allowedValues")
    return ItemType(
        name=node.get("name") or "",
        base=text_of(base) or None,
        allowed=text_of(allowed) or None,
        members=tuple(_item(each) for each in children(node) if local_name(each) == "itemComponent"),
        is_list=node.get("isCollection") == "true",
    )
