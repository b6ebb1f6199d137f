"""A step may name a deadline that not every authority has."""

from dataclasses import replace

import pytest

from service.engine import Release
from tests.conformance.play import CaseFacts, Play
from tests.unit.engine.diagrams import diagram, release_of

TASK = (
    '<userTask id="Task_Note" camunda:dueDate="=due(&quot;note&quot;)"><extensionElements><camunda:properties>'
    '<camunda:property name="deadlines" value="note"/></camunda:properties></extensionElements></userTask>'
)


@pytest.fixture
def release() -> Release:
    return release_of(diagram(TASK))


def test_an_optional_one_that_is_not_there_never_runs_and_gives_no_due_date(release):
    optional = replace(release, optional_deadlines=frozenset({"note"}))

    play = Play(optional, CaseFacts()).start()

    assert play.task("Task_Note").due_at is None
    assert play.last.deadlines == ()
    assert play.last.incidents == ()


def test_any_other_that_is_not_there_is_a_failure(release):
    begun = Play(release, CaseFacts()).start().last

    assert "There is no deadline 'note'" in begun.incidents[0].message
