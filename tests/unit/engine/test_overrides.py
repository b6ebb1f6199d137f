"""The changes to SpiffWorkflow are made once, and only to the version they were read in."""

import pytest
from SpiffWorkflow.task import Task

from service.engine import overrides
from service.engine.overrides import UnsupportedSpiffWorkflowError


def test_another_version_is_refused(monkeypatch):
    monkeypatch.setattr(overrides, "version", lambda _name: "3.2.1")

    with pytest.raises(UnsupportedSpiffWorkflowError, match=r"3\.2\.1"):
        overrides.install()


def test_installing_twice_changes_nothing():
    before = Task._inherit_data

    overrides.install()

    assert Task._inherit_data is before
