"""The pure functions of the scripts, tested with Node's own test runner."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SUITES = sorted((ROOT / "service" / "web" / "frontend" / "tests").glob("*.test.mjs"))


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_the_functions_of_the_scripts(suite):
    node = [sys.executable, str(ROOT / "tools" / "node.py"), "node"]

    run = subprocess.run([*node, "--test", str(suite)], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout
    assert "fail 0" in run.stdout
