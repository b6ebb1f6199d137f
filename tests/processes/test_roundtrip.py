"""Whoever opens a diagram in the modeler and saves it loses nothing, whether or not they changed anything."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from tests.markup import content

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "roundtrip"
DIAGRAMS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("processes/*/*.bpmn"))


def saved(*files: str) -> Mapping[str, Mapping[str, str]]:
    """What bpmn-js warns of, and what it writes, for each of the files."""
    words = [sys.executable, ROOT / "tools" / "node.py", "node", TOOL / "roundtrip.mjs"]
    run = subprocess.run(words, input="\n".join(files), cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


@cache
def all_saved() -> Mapping[str, Mapping[str, str]]:
    return saved(*DIAGRAMS)


def lost(before: bytes, after: str) -> Counter[tuple[str, str]]:
    return Counter(content(etree.fromstring(before))) - Counter(content(etree.fromstring(after.encode())))


@pytest.mark.parametrize("file", DIAGRAMS)
def test_opening_and_saving_a_diagram_loses_nothing(file):
    result = all_saved()[file]

    assert result["warnings"] == []
    assert not lost((ROOT / file).read_bytes(), result["xml"])


def test_a_loss_would_be_noticed(tmp_path):
    diagram = tmp_path / "lossy.bpmn"
    source = (ROOT / DIAGRAMS[0]).read_text()
    diagram.write_text(source.replace("isExecutable=", 'camunda:notOfTheDialect="1" isExecutable=', 1))
    again = tmp_path / "again.bpmn"
    again.write_text(source.replace("<bpmn:startEvent", "<bpmn:begin/><bpmn:startEvent", 1))

    result = saved(str(diagram), str(again))

    assert result[str(again)]["warnings"] or lost(again.read_bytes(), result[str(again)]["xml"])
    assert not lost(diagram.read_bytes(), result[str(diagram)]["xml"])  # what it does not know, it keeps
