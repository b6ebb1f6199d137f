"""Run cases of the DMN technology compatibility kit: `python bench/dmn_tck.py FOLDER` (or DMN_TCK=FOLDER).

The folder holds, at any depth, folders with one .dmn model and its *-test-*.xml files.  A case passes when every
result equals the expected one; numbers within
0.00000001.  Exit code 1 when a case fails.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from lxml import etree

from service import feel
from service.engine.decisions import Decisions, read_decisions
from service.errors import PathwaysError

NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
TOLERANCE = Decimal("0.00000001")  # as the kit's own runners
READERS = {
    "string": lambda text: text,
    "boolean": lambda text: text.strip() in {"true", "1"},
    "date": lambda text: feel.evaluate("date(x)", {"x": text.strip()}),
    "time": lambda text: feel.evaluate("time(x)", {"x": text.strip()}),
    "dateTime": lambda text: feel.evaluate("date and time(x)", {"x": text.strip()}),
    "duration": lambda text: feel.evaluate("duration(x)", {"x": text.strip()}),
    **dict.fromkeys(("decimal", "double", "float", "integer", "int", "long"), Decimal),
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    name: str
    faults: tuple[str, ...]


def main() -> int:
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("DMN_TCK")
    if not folder:
        print("Give the folder of the kit's cases as argument or in DMN_TCK.")
        return 2
    outcomes = [outcome for file in sorted(Path(folder).rglob("*-test-*.xml")) for outcome in run_file(file)]
    for outcome in outcomes:
        print(f"{'failed' if outcome.faults else 'passed'}  {outcome.name}")
        for fault in outcome.faults:
            print(f"        {fault}")
    passed = sum(not outcome.faults for outcome in outcomes)
    print(f"{passed} of {len(outcomes)} cases passed")
    return 0 if outcomes and passed == len(outcomes) else 1


def run_file(file: Path) -> Iterator[Outcome]:
    root = etree.parse(str(file), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    model = file.parent / root.findtext("{*}modelName", "").strip()
    decisions = read_decisions({model.name: model.read_bytes()})
    for case in root.iterfind("{*}testCase"):
        yield Outcome(name=f"{file.stem} {case.get('id')}", faults=tuple(faults(decisions, case)))


def faults(decisions: Decisions, case: etree._Element) -> Iterator[str]:
    context = {node.get("name"): value_of(node) for node in case.iterfind("{*}inputNode")}
    for node in case.iterfind("{*}resultNode"):
        wanted = node.find("{*}expected")
        expected = None if wanted is None or node.get("errorResult") == "true" else value_of(wanted)
        try:
            found = decisions.evaluate(decision_id(decisions, node.get("name")), context).value
        except PathwaysError as error:
            found = None
            if node.get("errorResult") != "true":
                yield f"{node.get('name')}: {error}"
                continue
        if not same(found, expected):
            yield f"{node.get('name')}: expected {feel.to_text(expected)}, found {feel.to_text(found)}"


def decision_id(decisions: Decisions, name: str) -> str:
    return next(each.id for each in decisions.model.decisions.values() if name in {each.title, each.name})


def value_of(node: etree._Element) -> object:
    """The value of an input, expected result, component or list item."""
    if node.get(NIL) == "true":
        return None
    components = node.findall("{*}component")
    if components:
        return {each.get("name"): value_of(each) for each in components}
    listed = node.find("{*}list")
    if listed is not None:
        return None if listed.get(NIL) == "true" else [value_of(each) for each in listed.iterfind("{*}item")]
    return scalar(node.find("{*}value"))


def scalar(node: etree._Element | None) -> object:
    if node is None or node.get(NIL) == "true":
        return None
    kind = (node.get(TYPE) or "string").rpartition(":")[2]
    return READERS[kind](node.text or "")


def same(found: object, expected: object) -> bool:
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(same(found[key], expected[key]) for key in found)
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(expected, Decimal) and isinstance(found, int | Decimal):
        return close(Decimal(found), expected)
    return type(found) is type(expected) and found == expected


def close(found: Decimal, expected: Decimal) -> bool:
    """Equal as far as the kit's own numbers go: they were computed in binary with about fifteen digits."""
    return abs(found - expected) <= TOLERANCE


if __name__ == "__main__":
    sys.exit(main())
