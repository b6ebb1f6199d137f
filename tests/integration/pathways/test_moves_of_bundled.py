"""The demonstration cases of the bundled libraries move to a release with other words and standards, and back."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.access import system_actor
from service.clocks.clock import VirtualClock
from service.demo import publish, seed
from service.models import BulkItem, Instance, ItemResult, RunningCases, Task, TaskStatus, db
from service.pathways.begin_move import begin_move
from service.pathways.make_current_again import make_current_again
from service.pathways.releases import current_release
from tests.integration.moving import all_rows, released, run_all

LIBRARY = Path(__file__).parents[3]
TASK = re.compile(rb'(<bpmn:userTask [^>]*?name=")([^"]*)"')
AMOUNT = re.compile(rb'(amount"><text>|<!-- amount --><text>)(\d+)<')


def changed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Every task is called otherwise, and every standard is longer."""
    found = {}
    for path, content in files.items():
        text = TASK.sub(rb'\1\2, or not"', content) if path.endswith(".bpmn") else content
        found[path] = AMOUNT.sub(lambda cell: cell[1] + b"1" + cell[2] + b"<", text)
    return found


def refused(bulk_id: str) -> list[tuple[str, str | None]]:
    rows = db.session.execute(
        select(Instance.process, BulkItem.message)
        .join(Instance, Instance.id == BulkItem.instance_id)
        .where(BulkItem.bulk_id == UUID(bulk_id), BulkItem.result != ItemResult.DONE)
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("authority", ["kent", "leicester"])
def test_every_demonstration_case_moves_and_comes_back(
    rolled_back: Flask, clock: VirtualClock, tmp_path: Path, authority: str
):
    library = publish(authority, library=LIBRARY, clock=clock, say=print)
    seed(library, var=tmp_path, actor=system_actor(), clock=clock, say=print)
    old, before = current_release(authority), all_rows()
    who = {"actor": system_actor(authority=authority), "clock": clock}

    new = released(authority, changed(dict(old.composed.files)), clock)
    there = begin_move(release_id=new, when=RunningCases.MOVE, reason="x", **who)
    run_all(UUID(there.bulk_id), clock)

    assert refused(there.bulk_id) == []
    tasks = db.session.scalars(
        select(Task.name).where(Task.authority == authority, Task.status == TaskStatus.OPEN)
    ).all()
    assert there.total > 2
    assert tasks
    assert [name for name in tasks if not name.endswith(", or not")] == []
    back = make_current_again(release_id=old.id, live_id=new, reason="x", running_cases=RunningCases.MOVE, **who)
    run_all(UUID(back.bulk_id or ""), clock)
    assert refused(back.bulk_id or "") == []
    after = all_rows()
    for table, rows in before.items():
        assert after[table] == rows, table
