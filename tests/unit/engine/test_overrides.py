"""The changes to SpiffWorkflow are made once, and only to the version they were read in."""

import logging

import pytest
from SpiffWorkflow.task import Task

from service.engine import overrides
from service.engine.overrides import UnsupportedSpiffWorkflowError
from tests.conformance.play import Play
from tests.unit.engine.diagrams import diagram, release_of, user_task


def test_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(overrides, "version", lambda _name: "3.2.1")

    with pytest.raises(UnsupportedSpiffWorkflowError, match=r"3\.2\.1"):
        overrides.install()


def test_installing_twice_changes_nothing():
    before = Task._inherit_data

    overrides.install()

    assert Task._inherit_data is before


def test_no_answer_gets_into_the_logs_of_the_library(caplog):
    caplog.set_level(logging.DEBUG)

    Play(release_of(diagram(user_task(outputs={"a": "=a"})))).start().complete("Task_Ask", a="confidential")

    assert not [record for record in caplog.records if record.name.startswith("spiff")]
