"""The pure functions of the scripts, tested with Node's own test runner."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_functions_of_the_scripts():
    node = [sys.executable, str(ROOT / "tools" / "node.py"), "node"]
    suite = ROOT / "service" / "web" / "frontend" / "tests" / "parts.test.mjs"

    run = subprocess.run([*node, "--test", str(suite)], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout
    assert "fail 0" in run.stdout
