"""Every state that a released version has stored can be read and finished by this one."""

import json
from pathlib import Path

import pytest

from service.clocks import VirtualClock
from service.engine import advance
from service.engine.commands import CompleteService, CompleteTask
from service.engine.facts import NoFacts
from service.engine.observe.openings import openings
from service.engine.state import restore
from service.engine.step import InstanceStatus
from service.engine.turn import Turn
from tests.conformance.play import MONDAY, release_of

STATES = sorted((Path(__file__).parent / "states").iterdir())


def found(release, state, element, kind):
    """Return the id under which the element is open."""
    instance = restore(release, state, Turn(release=release, now=MONDAY, facts=NoFacts()))
    entries = getattr(openings(instance), kind)
    return next(token for token, task in entries.items() if task.task_spec.element.id == element)


@pytest.mark.parametrize("folder", STATES, ids=lambda folder: folder.name)
def test_a_stored_state_can_be_finished(folder):
    files = [path for path in folder.iterdir() if path.suffix in (".bpmn", ".dmn")]
    release = release_of(*files, digest=folder.name)
    finish = json.loads((folder / "finish.json").read_text(encoding="utf-8"))
    state, clock = (folder / "state.json").read_bytes(), VirtualClock(MONDAY)
    step = None

    if "answer" in finish:
        element, result = finish["answer"]
        command = CompleteService(call_id=found(release, state, element, "calls"), result=result)
        state = advance(release, state, command, clock=clock, facts=NoFacts()).state
    for element, answers in finish["tasks"]:
        command = CompleteTask(task_id=found(release, state, element, "tasks"), answers=answers)
        step = advance(release, state, command, clock=clock, facts=NoFacts())
        state = step.state

    assert step.status is InstanceStatus.COMPLETED
    assert step.output == finish["output"]


def test_there_are_snapshots():
    assert len(STATES) >= 5
