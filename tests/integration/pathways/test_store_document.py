from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from service.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from service.models import Audit, Document, DocumentContent, db
from service.pathways.store_document import store_document
from tests.integration.builders import complete, person, started, task_of, triaged
from tests.unit.documents.files import PDF, docx, picture
from tests.unit.integrations.clamd import EICAR, clamd_on_tcp

pytestmark = pytest.mark.usefixtures("rolled_back")


def store(clock, *, by="worker.west", content=PDF, name="plan.pdf", **about):
    return store_document(
        file_name=name, content=content, media_type="text/html", actor=person(by), clock=clock, **about
    )


@pytest.fixture
def configure(rolled_back, monkeypatch):
    def with_settings(**changed):
        settings = replace(rolled_back.config["PATHWAYS_SETTINGS"], **changed)
        monkeypatch.setitem(rolled_back.config, "PATHWAYS_SETTINGS", settings)

    return with_settings


def rows(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_file_is_kept_with_its_case_under_what_it_is(clock):
    case = triaged(clock)

    stored = store(clock, case_id=UUID(case.case_id), name="..\\plan.exe", title=" The  plan ")

    document = db.session.get(Document, UUID(stored.document_id))
    assert (document.file_name, document.media_type, document.size) == ("plan.exe.pdf", "application/pdf", len(PDF))
    assert (document.title, document.created_by) == ("The plan", "worker.west")
    assert db.session.get(DocumentContent, document.sha256).content == PDF
    entry = db.session.scalars(select(Audit).where(Audit.action == "store document")).one()
    assert (entry.stream, entry.details["sha256"]) == (f"case:{case.case_id}", stored.sha256)


def test_the_same_bytes_are_kept_once(clock):
    case = UUID(triaged(clock).case_id)

    first, second = store(clock, case_id=case), store(clock, case_id=case, name="again.pdf")

    assert (first.sha256, rows(Document), rows(DocumentContent)) == (second.sha256, 2, 1)


def test_a_photo_is_kept_without_the_place_where_it_was_taken(clock):
    taken = picture(place=True)

    stored = store(clock, case_id=UUID(triaged(clock).case_id), content=taken, name="door.jpg")

    kept = db.session.scalars(select(DocumentContent.content)).one()
    assert kept != taken
    assert stored.size == len(kept)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The selected file is empty"),
        (b"MZ\x90\x00", "The selected file must be a PDF"),
        (docx(**{"word/vbaProject.bin": b"x"}), "The selected file contains macros"),
    ],
)
def test_what_is_refused_is_refused_before_it_is_kept(clock, content, message):
    case = triaged(clock)

    with pytest.raises(InvalidInputError) as refused:
        store(clock, case_id=UUID(case.case_id), content=content)

    assert refused.value.errors["file"][0].startswith(message)
    assert (rows(Document), rows(DocumentContent)) == (0, 0)


def test_a_file_over_the_limit_is_refused(clock, configure):
    configure(largest_upload=1024 * 1024)

    with pytest.raises(InvalidInputError) as refused:
        store(clock, case_id=UUID(triaged(clock).case_id), content=PDF + b" " * 1024 * 1024)

    assert refused.value.errors == {"file": ("The selected file must be smaller than 1 MB",)}


def test_a_title_too_long_is_refused(clock):
    with pytest.raises(InvalidInputError) as refused:
        store(clock, case_id=UUID(triaged(clock).case_id), title="x" * 201)

    assert list(refused.value.errors) == ["title"]


def test_a_file_is_kept_with_a_task_that_somebody_works_on(clock):
    case = triaged(clock)
    task = task_of(case.case_id, "Task_Visit")

    stored = store(clock, task_id=task)

    document = db.session.get(Document, UUID(stored.document_id))
    assert (document.task_id, document.case_id) == (task, None)


def test_a_task_that_is_done_takes_no_file(clock):
    case = triaged(clock)
    task = task_of(case.case_id, "Task_Visit")
    complete(case, "Task_Visit", {"visited_on": "2026-12-14", "note": "Calm"}, by="worker.west", clock=clock)

    with pytest.raises(WrongStateError):
        store(clock, task_id=task)


def test_nobody_adds_to_what_they_may_not_see(clock):
    case = triaged(clock)

    for about in (
        {"case_id": UUID(case.case_id)},
        {"task_id": task_of(case.case_id, "Task_Visit")},
        {"case_id": uuid4()},
        {"task_id": uuid4()},
    ):
        with pytest.raises(NotFoundError):
            store(clock, by="worker.east", **about)


def test_people_without_a_role_add_nothing(clock):
    with pytest.raises(NotAllowedError):
        store(clock, by="guest.one", case_id=UUID(started(clock).case_id))


def test_a_virus_is_refused_and_everything_else_kept(clock, configure):
    case = UUID(triaged(clock).case_id)

    with clamd_on_tcp() as address:
        configure(malware_scanner=address)
        store(clock, case_id=case)
        with pytest.raises(InvalidInputError) as refused:
            store(clock, case_id=case, content=EICAR, name="note.txt")

    assert refused.value.errors == {"file": ("The selected file contains a virus",)}
    assert rows(Document) == 1


def test_nothing_is_kept_while_nobody_can_look_for_viruses(clock, configure):
    configure(malware_scanner="unix:///nowhere/clamd.ctl")

    with pytest.raises(InvalidInputError) as refused:
        store(clock, case_id=UUID(triaged(clock).case_id))

    assert refused.value.errors["file"][0].startswith("The file cannot be checked for viruses")
    assert rows(Document) == 0
