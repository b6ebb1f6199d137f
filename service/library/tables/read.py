"""Reading the tables of a decision file."""

from collections.abc import Iterator

from service.library.markup import Node, Source
from service.library.tables.model import Column, DecisionTable, TableFile, TableRow

POLICIES = {
    "U": "UNIQUE",
    "A": "ANY",
    "F": "FIRST",
    "P": "PRIORITY",
    "R": "RULE ORDER",
    "O": "OUTPUT ORDER",
    "C": "COLLECT",
}


def read_table_file(file: str, data: bytes) -> TableFile:
    """:raises PublicationRefusedError: the file cannot be read."""
    root = Source(data, file).root
    decisions = list(named(root, "decision"))
    return TableFile(
        file=file,
        tables=tuple(_table(decision, table) for decision in decisions if (table := table_of(decision)) is not None),
        others=tuple(title_of(decision) for decision in decisions if table_of(decision) is None),
    )


def named(node: Node, kind: str) -> Iterator[Node]:
    """Yield the children of that name in the node's own namespace."""
    return (child for child in node.children if child.kind == kind and child.namespace == node.namespace)


def table_of(decision: Node) -> Node | None:
    return next(named(decision, "decisionTable"), None)


def rows_of(table: Node) -> list[Node]:
    return list(named(table, "rule"))


def cells_of(row: Node) -> list[Node]:
    """Inputs before outputs."""
    return [*named(row, "inputEntry"), *named(row, "outputEntry")]


def title_of(decision: Node) -> str:
    return " ".join((decision.get("name") or decision.id).split())


def row_id(decision: Node, row: Node, number: int) -> str:
    return row.id or f"{decision.id}-row-{number}"


def text_of(node: Node | None) -> str:
    """The content of its `text`, or its own."""
    if node is None:
        return ""
    inner = next(named(node, "text"), None)
    return (node if inner is None else inner).text.strip()


def _table(decision: Node, table: Node) -> DecisionTable:
    notes = next(named(decision, "description"), None)
    policy = table.get("hitPolicy") or "UNIQUE"
    rows = enumerate(rows_of(table), start=1)
    return DecisionTable(
        id=decision.id,
        title=title_of(decision),
        notes="" if notes is None else notes.text.strip(),
        policy=POLICIES.get(policy, policy),
        columns=(*map(_input, named(table, "input")), *map(_output, named(table, "output"))),
        rows=tuple(_row(decision, row, number) for number, row in rows),
    )


def _input(node: Node) -> Column:
    expression = next(named(node, "inputExpression"), None)
    text = text_of(expression)
    return Column(
        name=text,
        label=node.get("label") or text,
        type="" if expression is None else expression.get("typeRef"),
        values=text_of(next(named(node, "inputValues"), None)),
        answers=False,
    )


def _output(node: Node) -> Column:
    name = node.get("name")
    return Column(
        name=name,
        label=node.get("label") or name or "Answer",
        type=node.get("typeRef"),
        values=text_of(next(named(node, "outputValues"), None)),
        answers=True,
    )


def _row(decision: Node, row: Node, number: int) -> TableRow:
    said = (text_of(each) for kind in ("description", "annotationEntry") for each in named(row, kind))
    return TableRow(
        id=row_id(decision, row, number),
        number=number,
        cells=tuple(map(text_of, cells_of(row))),
        remark=" ".join(text for text in said if text),
    )
