"""An urgent concern: two fields from every page, and who was alerted."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from service.models import Case, Outbox, OutboxStatus, Task, User, db
from tests.integration.builders import started, triaged
from tests.integration.web.conftest import Visit


@pytest.fixture
def case(visit: Visit):
    with visit.app.app_context():
        return triaged(visit.clock)


def concern_tasks(visit: Visit, case_id: str) -> list[Task]:
    with visit.app.app_context():
        wanted = select(Task).where(Task.case_id == UUID(case_id), Task.process == "urgent_concern")
        return list(db.session.scalars(wanted))


def test_a_concern_is_raised_from_a_case_with_one_field(visit: Visit, case):
    worker = visit.as_("worker.west")
    worker.get("/concerns/new", case=case.case_id)

    answer = worker.submit({"concern": "Bruises on the arm"})

    page = worker.after(answer)
    assert page.h1 == "Urgent concern: who has been alerted"
    assert "Answer the concern: Manager. Not answered yet" in page.text
    assert len(concern_tasks(visit, case.case_id)) == 1


def test_sending_it_twice_alerts_once(visit: Visit, case):
    worker = visit.as_("worker.west")
    form = worker.get("/concerns/new", case=case.case_id).form()

    for _ in range(2):
        worker.post("/concerns/new", {**form, "concern": "Bruises on the arm"}, token=False)

    assert len(concern_tasks(visit, case.case_id)) == 1


def test_without_a_case_the_family_is_found_by_its_name(visit: Visit, case):
    worker = visit.as_("worker.west")
    worker.get("/concerns/new")

    worker.submit({"family": "Ash", "concern": "Bruises on the arm"})

    assert len(concern_tasks(visit, case.case_id)) == 1


def test_of_several_families_one_is_chosen_and_the_words_are_kept(visit: Visit, case):
    with visit.app.app_context():
        triaged(visit.clock, family="Test Family Ashdown")
    worker = visit.as_("worker.west")
    worker.get("/concerns/new")

    page = worker.submit({"family": "Ash", "concern": "Bruises on the arm"}, status=422)
    assert page.errors == {"case_id": "Choose the family"}
    worker.submit({"case_id": case.case_id})

    assert len(concern_tasks(visit, case.case_id)) == 1


def test_a_closed_case_takes_a_concern(visit: Visit, case):
    with visit.app.app_context():
        closed = update(Case).where(Case.id == UUID(case.case_id))
        db.session.execute(closed.values(status="closed", closed_at=visit.clock.now()))
        db.session.commit()
    worker = visit.as_("worker.west")
    worker.get("/concerns/new", case=case.case_id)

    worker.submit({"concern": "Bruises on the arm"})

    assert len(concern_tasks(visit, case.case_id)) == 1


def test_a_family_that_the_person_may_not_see_is_not_confirmed(visit: Visit):
    with visit.app.app_context():
        started(visit.clock, family="Test Family Oak")
    worker = visit.as_("worker.west")
    worker.get("/concerns/new")

    page = worker.submit({"family": "Test Family Oak", "concern": "Bruises"}, status=422)

    assert page.errors == {"family": "No family that you may see is called that: see what to do now"}
    assert "ring" in page.text


def test_both_fields_are_asked_for(visit: Visit):
    worker = visit.as_("worker.west")
    worker.get("/concerns/new")

    page = worker.submit({"family": "", "concern": " "}, status=422)

    assert page.errors == {"family": "Enter the family's name or case reference", "concern": "Enter what worries you"}


def test_the_concern_of_another_teams_case_is_not_shown(visit: Visit, case):
    visit.as_("worker.east").get(f"/cases/{case.case_id}/concern", status=404)


def test_it_says_who_answered_as_they_are_called(visit: Visit, case):
    worker, manager = visit.as_("worker.west"), visit.as_("manager.west")
    worker.get("/concerns/new", case=case.case_id)
    worker.submit({"concern": "Bruises on the arm"})
    (task,) = concern_tasks(visit, case.case_id)

    page = manager.get(f"/tasks/{task.id}")
    manager.post(f"/tasks/{task.id}", {**page.form(f"/tasks/{task.id}"), "done": "Went there"}, token=False)

    page = worker.get(f"/cases/{case.case_id}/concern")
    assert page.h1 == "Urgent concerns on this case"
    assert "Done by Manager West on 14 December 2026" in page.text


def mailed(visit: Visit, case_id: str, topic: str = "mail.send", **parameters: object) -> None:
    """Something that the answer to a concern has sent."""
    with visit.app.app_context():
        task = concern_tasks(visit, case_id)[0]
        sent = Outbox(
            id=uuid4(),
            authority=task.authority,
            instance_id=task.instance_id,
            case_id=task.case_id,
            process=task.process,
            element="Task_Alert",
            name="Alert everybody",
            topic=topic,
            parameters=parameters,
            status=OutboxStatus.DONE,
            attempts=1,
            max_attempts=1,
            next_attempt_at=visit.clock.now(),
            created_at=visit.clock.now(),
            done_at=visit.clock.now(),
        )
        db.session.add(sent)
        db.session.commit()


def test_it_says_by_name_who_was_told_and_whose_the_mailboxes_are(visit: Visit, case):
    worker = visit.as_("worker.west")
    worker.get("/concerns/new", case=case.case_id)
    worker.submit({"concern": "Bruises on the arm"})
    with visit.app.app_context():
        db.session.execute(update(User).where(User.name == "door.one").values(email="door.one@test.example"))
        db.session.commit()
    mailed(visit, case.case_id, to=["managers@test.example", "door.one@test.example"], roles=["manager"])
    mailed(visit, case.case_id, topic="webhook.send", to=["managers@test.example"], roles=["manager"])
    mailed(visit, case.case_id, topic="record.note", title="Alerted")

    page = worker.get(f"/cases/{case.case_id}/concern")

    assert "Manager West: in their notifications on 14 December 2026" in page.text
    assert "Manager (managers@test.example): email sent on 14 December 2026" in page.text
    assert "Manager (managers@test.example): message sent on 14 December 2026" in page.text
    assert "Door One (door.one@test.example): email sent on 14 December 2026" in page.text
    assert "Alert everybody" not in page.text
