"""Every diagram obeys the rules that BPMN editors show while drawing."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINTER = ROOT / "tools" / "bpmnlint"
BINARY = LINTER / "node_modules" / "bpmnlint" / "bin" / "bpmnlint.js"


def lint(files):
    words = [sys.executable, ROOT / "tools" / "node.py", "node", BINARY, *files]
    return subprocess.run(words, cwd=LINTER, capture_output=True, text=True, check=False)


def test_no_diagram_breaks_a_recommended_rule():
    diagrams = sorted((ROOT / "processes").rglob("*.bpmn"))

    result = lint(diagrams)

    assert diagrams
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_linter_does_find_faults(tmp_path):
    broken = tmp_path / "broken.bpmn"
    broken.write_text(
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
        '<process id="p" isExecutable="true"><startEvent id="Event_Begin" /></process></definitions>'
    )

    result = lint([broken])

    assert result.returncode == 1
    assert "end-event-required" in result.stdout
