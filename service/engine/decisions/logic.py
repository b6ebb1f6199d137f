"""The logic of decisions: tables, literal expressions, contexts, lists, relations, invocations, functions."""

from lxml import etree

from service.engine.decisions.model import Entries, FunctionLogic, Invocation, Items, Literal, Logic, Relation
from service.engine.decisions.tables import TableReader
from service.engine.decisions.xml_parts import Reporter, children, first, is_feel, text_of
from service.engine.xml import local_name

__all__ = ["LogicReader", "children", "first", "text_of"]

LOGIC = frozenset(
    {"decisionTable", "literalExpression", "context", "list", "relation", "invocation", "functionDefinition"}
)
_UNSUPPORTED = frozenset({"conditional", "filter", "for", "some", "every"})


class LogicReader(Reporter):
    """Reads the logic of one file; what cannot be run becomes a finding."""

    def logic_in(self, node: etree._Element, owner: str) -> Logic | None:
        """The one logic element among the children; None with a finding when there is none that can be run."""
        for child in children(node):
            name = local_name(child)
            if name in LOGIC:
                return self.logic(child, owner)
            if name in _UNSUPPORTED:
                message = f'The boxed expression "{name}" is not supported.'
                self.report(owner, "logic-not-supported", message, "Write it as a literal expression in FEEL.")
                return None
        self.report(owner, "logic-missing", f'"{owner}" has no logic.', "Draw a table or write an expression.")
        return None

    def logic(self, node: etree._Element, owner: str) -> Logic | None:
        match local_name(node):
            case "decisionTable":
                return TableReader(self.file, self.findings).table(node, owner)
            case "literalExpression":
                return self._literal(node, owner)
            case "context":
                return self._context(node, owner)
            case "list":
                return Items(items=tuple(self._all(children(node), owner)))
            case "relation":
                return self._relation(node, owner)
            case "invocation":
                return self._invocation(node, owner)
            case _:
                return self.function(node)

    def function(self, node: etree._Element) -> FunctionLogic | None:
        """A function definition, or the encapsulated logic of a knowledge model.  Only FEEL is run."""
        owner = node.get("id") or node.getparent().get("id") or "function"
        if node.get("kind", "FEEL") != "FEEL":
            message = f"The function is written in {node.get('kind')}."
            self.report(owner, "language-not-supported", message, "Write it in FEEL.")
            return None
        parameters = [each for each in children(node) if local_name(each) == "formalParameter"]
        bodies = [each for each in children(node) if local_name(each) in LOGIC]
        body = self.logic(bodies[0], owner) if bodies else None
        if body is None:
            return None
        names = tuple(" ".join((each.get("name") or "").split()) for each in parameters)
        return FunctionLogic(parameters=names, types=tuple(each.get("typeRef") for each in parameters), body=body)

    def _literal(self, node: etree._Element, owner: str) -> Logic | None:
        if not is_feel(node):
            message = f"The expression is written in {node.get('expressionLanguage')}."
            self.report(owner, "language-not-supported", message, "Write it in FEEL.")
            return None
        return Literal(text=text_of(node), id=node.get("id") or owner)

    def _context(self, node: etree._Element, owner: str) -> Logic:
        entries: list[tuple[str | None, Logic]] = []
        for entry in children(node):
            if local_name(entry) != "contextEntry":
                continue
            variable = first(entry, "variable")
            logic = self.logic_in(entry, owner)
            if logic is not None:
                entries.append((None if variable is None else " ".join((variable.get("name") or "").split()), logic))
        return Entries(entries=tuple(entries))

    def _all(self, nodes: list[etree._Element], owner: str) -> list[Logic]:
        found = [self.logic(node, owner) for node in nodes if local_name(node) in LOGIC]
        return [logic for logic in found if logic is not None]

    def _relation(self, node: etree._Element, owner: str) -> Logic:
        columns = tuple(each.get("name") or "" for each in children(node) if local_name(each) == "column")
        rows = tuple(tuple(self._all(children(each), owner)) for each in children(node) if local_name(each) == "row")
        if any(len(row) != len(columns) for row in rows):
            self.report(owner, "relation-uneven", "A row has not one cell for each column.", "Fill every cell.")
        return Relation(columns=columns, rows=rows)

    def _invocation(self, node: etree._Element, owner: str) -> Logic | None:
        function = self.logic_in(node, owner)
        bindings: list[tuple[str, Logic]] = []
        for binding in (each for each in children(node) if local_name(each) == "binding"):
            parameter, value = first(binding, "parameter"), self.logic_in(binding, owner)
            if parameter is not None and value is not None:
                bindings.append((" ".join((parameter.get("name") or "").split()), value))
        return None if function is None else Invocation(function=function, bindings=tuple(bindings))
