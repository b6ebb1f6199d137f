"""Decision tables: from XML to the model."""

from lxml import etree

from service.engine.decisions.model import Aggregation, HitPolicy, Input, Output, Row, Table
from service.engine.decisions.xml_parts import Reporter, children, first, is_feel, text_of
from service.engine.xml import local_name

_SHORT = {
    "U": "UNIQUE",
    "A": "ANY",
    "F": "FIRST",
    "P": "PRIORITY",
    "R": "RULE ORDER",
    "O": "OUTPUT ORDER",
    "C": "COLLECT",
}


class TableReader(Reporter):
    def table(self, node: etree._Element, owner: str) -> Table | None:
        """Read a table; None with a finding when its hit policy or aggregation is unknown."""
        policy, aggregation = self._policy(node, owner), self._aggregation(node, owner)
        parts: dict[str, list[etree._Element]] = {"input": [], "output": [], "rule": []}
        for child in children(node):
            parts.get(local_name(child), []).append(child)
        outputs = tuple(self._output(each, owner, single=len(parts["output"]) == 1) for each in parts["output"])
        if policy is None or not outputs:
            if not outputs:
                self.report(owner, "output-missing", "The table has no output.", "Add an output column.")
            return None
        return Table(
            id=node.get("id"),
            policy=policy,
            aggregation=aggregation,
            inputs=tuple(self._input(each, owner) for each in parts["input"]),
            outputs=outputs,
            rows=tuple(self._row(each, number, owner) for number, each in enumerate(parts["rule"], start=1)),
        )

    def _policy(self, node: etree._Element, owner: str) -> HitPolicy | None:
        text = node.get("hitPolicy") or "UNIQUE"
        try:
            return HitPolicy(_SHORT.get(text, text))
        except ValueError:
            self.report(owner, "hit-policy-unknown", f'The hit policy "{text}" is unknown.', "Choose one of DMN's.")
            return None

    def _aggregation(self, node: etree._Element, owner: str) -> Aggregation | None:
        text = node.get("aggregation")
        if not text:
            return None
        try:
            return Aggregation(text)
        except ValueError:
            self.report(owner, "aggregation-unknown", f'"{text}" is unknown.', "Choose SUM, MIN, MAX or COUNT.")
            return None

    def _input(self, node: etree._Element, owner: str) -> Input:
        expression = first(node, "inputExpression")
        text = text_of(expression)
        if expression is not None and not is_feel(expression):
            self._language(node.get("id") or owner, expression)
        if not text:
            message = "An input column has no expression."
            self.report(node.get("id") or owner, "input-empty", message, "Write what the column looks at.")
        return Input(
            id=node.get("id"),
            label=node.get("label") or text,
            expression=text,
            type=None if expression is None else expression.get("typeRef"),
            values=text_of(first(node, "inputValues")) or None,
        )

    def _output(self, node: etree._Element, owner: str, *, single: bool) -> Output:
        name = node.get("name") or (node.get("label") if not single else None) or ""
        if not name and not single:
            message = "One of several output columns has no name."
            self.report(node.get("id") or owner, "output-unnamed", message, "Name every output column.")
        return Output(
            id=node.get("id"),
            name=name,
            type=node.get("typeRef"),
            values=text_of(first(node, "outputValues")) or None,
            default=text_of(first(node, "defaultOutputEntry")) or None,
        )

    def _row(self, node: etree._Element, number: int, owner: str) -> Row:
        tests = [each for each in children(node) if local_name(each) == "inputEntry"]
        outputs = [each for each in children(node) if local_name(each) == "outputEntry"]
        for cell in (*tests, *outputs):
            if not is_feel(cell):
                self._language(cell.get("id") or owner, cell)
        return Row(
            number=number,
            id=node.get("id") or f"{owner}-row-{number}",
            tests=tuple(_cell(each) for each in tests),
            outputs=tuple(text_of(each) for each in outputs),
            test_ids=tuple(each.get("id") for each in tests),
            output_ids=tuple(each.get("id") for each in outputs),
            remark=_remark(node),
        )

    def _language(self, element: str, node: etree._Element) -> None:
        message = f"The expression is written in {node.get('expressionLanguage')}."
        self.report(element, "language-not-supported", message, "Write it in FEEL.")


def _remark(node: etree._Element) -> str:
    """What the table's author says about the row: its description, and its annotations."""
    said = (text_of(each) for each in children(node) if local_name(each) in {"description", "annotationEntry"})
    return " ".join(text for text in said if text)


def _cell(node: etree._Element) -> str:
    text = text_of(node)
    return "" if text == "-" else text
