"""Random models against a reference interpreter, flow and data, with save and restore between all completions.

More of them: MODELS=5000 pytest tests/conformance/test_random_models.py
"""

import os

import pytest

from service.engine import load_release
from tests.conformance.play import CALENDAR, Play
from tests.conformance.reference import Diagram, Interpreter, Model

MODELS = int(os.environ.get("MODELS", "200"))
BATCH = 50
MOST_STEPS = 400
A_DAY_PASSES = 0.15


def run(seed: int) -> None:
    model = Model(seed)
    release = load_release(
        digest="random",
        authority="test",
        diagrams={"random.bpmn": Diagram(model).xml()},
        decisions={},
        calendar=CALENDAR,
    )
    expected, case = Interpreter(model), Play(release).start()
    for _ in range(MOST_STEPS):
        assert case.tasks == expected.open, f"seed {seed}, after {case.history}"
        if case.done or not expected.open:
            break
        if model.random.random() < A_DAY_PASSES:
            case.wait(days=1)
            expected.pass_a_day()
            continue
        task = model.random.choice(expected.open)
        element, _, item = task.partition("[")
        case.complete(element, item=item.rstrip("]") or None)
        expected.complete(task)
    assert case.done is (not expected.open), f"seed {seed}"
    if case.done:
        counted = {name: count for name, count in case.last.output.items() if name.startswith("task")}
        assert counted == expected.counts, f"seed {seed}"


@pytest.mark.parametrize("first", range(0, MODELS, BATCH))
def test_random_models_run_as_the_reference_says(first):
    for seed in range(first, min(first + BATCH, MODELS)):
        run(seed)
