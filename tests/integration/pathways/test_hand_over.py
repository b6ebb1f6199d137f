from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError
from service.models import Audit, Document, DocumentContent, DocumentKind, Draft, Task, db
from service.pathways.claim_task import claim_task
from service.pathways.hand_over import colleagues_for, hand_over
from service.pathways.restrict_case import restrict_case
from service.pathways.save_draft import save_draft
from tests.integration.builders import AUTHORITY, complete, person, planning, task_of, triaged
from tests.integration.conftest import START


@pytest.fixture
def mine(rolled_back: Flask, clock: VirtualClock) -> UUID:
    """A visit that worker.west has claimed and begun to write about."""
    task_id = task_of(triaged(clock).case_id, "Task_Visit")
    claim_task(task_id=task_id, actor=person("worker.west"), clock=clock)
    save_draft(task_id=task_id, answers={"note": "Half"}, version=0, actor=person("worker.west"), clock=clock)
    return task_id


def drafts() -> dict[str, object]:
    return {draft.saved_by: draft.answers for draft in db.session.scalars(select(Draft))}


def test_a_colleague_gets_the_task_and_a_copy_of_the_draft(mine, clock: VirtualClock):
    passed = hand_over(task_id=mine, assignee="worker.west.two", actor=person("worker.west"), clock=clock)

    entry = db.session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
    assert (passed.assignee, passed.draft_copied) == ("worker.west.two", True)
    assert drafts() == {"worker.west": {"note": "Half"}, "worker.west.two": {"note": "Half"}}
    assert (entry.action, entry.details) == ("hand over task", {"from": "worker.west", "to": "worker.west.two"})


def test_the_draft_stays_behind_where_that_is_wished(mine, clock: VirtualClock):
    passed = hand_over(
        task_id=mine, assignee="worker.west.two", with_draft=False, actor=person("worker.west"), clock=clock
    )

    assert passed.draft_copied is False
    assert set(drafts()) == {"worker.west"}


def test_what_the_colleague_has_written_already_is_kept(rolled_back: Flask, clock: VirtualClock):
    task_id = task_of(triaged(clock).case_id, "Task_Visit")
    for name, note in {"worker.west": "Mine", "worker.west.two": "Yours"}.items():
        save_draft(task_id=task_id, answers={"note": note}, version=0, actor=person(name), clock=clock)

    passed = hand_over(task_id=task_id, assignee="worker.west.two", actor=person("worker.west"), clock=clock)

    assert passed.draft_copied is False
    assert drafts()["worker.west.two"] == {"note": "Yours"}


def test_a_manager_hands_over_what_somebody_else_has(mine, clock: VirtualClock):
    passed = hand_over(task_id=mine, assignee="worker.west.two", actor=person("manager.west"), clock=clock)

    assert passed.draft_copied is True
    assert drafts()["worker.west.two"] == {"note": "Half"}


def test_a_colleague_cannot_take_it_away(mine, clock: VirtualClock):
    with pytest.raises(NotAllowedError, match="hand over this task"):
        hand_over(task_id=mine, assignee="worker.west.two", actor=person("worker.west.two"), clock=clock)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nobody.here", "works here"),
        ("manager.west", "none of the roles"),
        ("worker.east", "may not see this case"),
    ],
)
def test_handing_over_opens_the_case_to_nobody(mine, clock: VirtualClock, name: str, why: str):
    with pytest.raises(InvalidInputError) as refused:
        hand_over(task_id=mine, assignee=name, actor=person("worker.west"), clock=clock)

    assert why in refused.value.errors["assignee"][0]


def test_only_colleagues_who_may_have_it_are_offered(mine, clock: VirtualClock):
    offered = colleagues_for(db.session.get_one(Task, mine))

    assert [(each.name, each.teams) for each in offered] == [("worker.west.two", ("Team West",))]


def test_nobody_who_is_not_named_on_a_restricted_case_is_offered(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    restrict_case(
        case_id=UUID(case.case_id),
        people=["worker.west", "director.one"],
        reason="Family of a colleague",
        actor=person("director.one"),
        clock=clock,
    )

    offered = colleagues_for(db.session.get_one(Task, task_of(case.case_id, "Task_Visit")))

    assert [each.name for each in offered] == ["worker.west"]


def test_files_go_along_with_the_draft_that_names_them(rolled_back: Flask, clock: VirtualClock):
    case = planning(clock)
    plan = task_of(case.case_id, "Task_Plan")
    file = a_file(plan)
    answers = {"aim": "Sleep", "paid": "no", "paper": [str(file)]}
    save_draft(task_id=plan, answers=answers, version=0, actor=person("worker.west"), clock=clock)
    hand_over(task_id=plan, assignee="worker.west.two", actor=person("worker.west"), clock=clock)

    complete(case, "Task_Plan", answers, by="worker.west.two", clock=clock)

    assert db.session.scalars(select(Document.case_id).where(Document.id == file)).one() == UUID(case.case_id)


def a_file(task_id: UUID) -> UUID:
    """A file that worker.west uploaded for the task."""
    digest = b"1" * 32
    db.session.add(DocumentContent(sha256=digest, content=b"%PDF-1.7"))
    db.session.flush()
    file = Document(
        id=uuid4(),
        authority=AUTHORITY,
        task_id=task_id,
        kind=DocumentKind.UPLOAD,
        title="Plan",
        file_name="plan.pdf",
        media_type="application/pdf",
        size=8,
        sha256=digest,
        created_at=START,
        created_by="worker.west",
    )
    db.session.add(file)
    db.session.commit()
    return file.id
