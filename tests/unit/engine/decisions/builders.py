"""DMN texts from a few words."""

from xml.sax.saxutils import escape, quoteattr

from service.engine.decisions import Decisions, read_decisions

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*parts, namespace=NAMESPACE):
    start = f'<definitions xmlns="{namespace}" xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="d">'
    return f"{start}{''.join(parts)}</definitions>".encode()


def table(rows, *, inputs=("x",), outputs=("out",), policy="UNIQUE", aggregation=None, **extra):
    """A decisionTable; a row is a list of cells, inputs first.

    `extra`: input_values, output_values, defaults, types; each by column.
    """
    columns = "".join(_input(text, number, extra) for number, text in enumerate(inputs))
    results = "".join(_output(name, number, extra) for number, name in enumerate(outputs))
    lines = "".join(_row(row, number, len(inputs)) for number, row in enumerate(rows, start=1))
    how = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable id="table" hitPolicy="{policy}"{how}>{columns}{results}{lines}</decisionTable>'


def _input(text, number, extra):
    kind = extra.get("types", {}).get(text)
    values = extra.get("input_values", {}).get(text)
    typed = f' typeRef="{kind}"' if kind else ""
    allowed = f"<inputValues><text>{escape(values)}</text></inputValues>" if values else ""
    return (
        f'<input id="in{number}"><inputExpression{typed}><text>{escape(text)}</text></inputExpression>{allowed}</input>'
    )


def _output(name, number, extra):
    values = extra.get("output_values", {}).get(name)
    default = extra.get("defaults", {}).get(name)
    listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    fallback = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    return f'<output id="out{number}" name={quoteattr(name)}>{listed}{fallback}</output>'


def _row(cells, number, inputs):
    tests = "".join(
        f'<inputEntry id="t{number}_{i}"><text>{escape(c)}</text></inputEntry>' for i, c in enumerate(cells[:inputs])
    )
    results = "".join(
        f'<outputEntry id="o{number}_{i}"><text>{escape(c)}</text></outputEntry>' for i, c in enumerate(cells[inputs:])
    )
    return f'<rule id="row{number}">{tests}{results}</rule>'


def decision(logic, *, identity="answer", name=None, requires=(), knows=(), reads=()):
    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{each}"/></informationRequirement>' for each in requires
    )
    needs += "".join(
        f'<informationRequirement><requiredInput href="#{each}"/></informationRequirement>' for each in reads
    )
    needs += "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{each}"/></knowledgeRequirement>' for each in knows
    )
    return f'<decision id="{identity}" name="{name or identity}">{needs}{logic}</decision>'


def literal(text):
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def read(*parts) -> Decisions:
    return read_decisions({"test.dmn": definitions(*parts)})


def read_table(rows, **options) -> Decisions:
    return read(decision(table(rows, **options)))
