"""Files in forms, who may open them, and how they go."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from service.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from service.models import Audit, Case, Document, DocumentContent, db
from service.pathways.correct_record import correct_record
from service.pathways.queries.documents import documents_named, list_documents
from service.pathways.queries.paging import PageRequest
from service.pathways.read_document import read_document
from service.pathways.remove_document import remove_document
from service.pathways.remove_unsent import remove_unsent
from service.pathways.restrict_case import restrict_case
from service.pathways.save_draft import save_draft
from service.pathways.store_document import store_document
from tests.integration.builders import complete, later, person, planning, task_of, triaged
from tests.unit.documents.files import PDF

pytestmark = pytest.mark.usefixtures("rolled_back")

ANSWERS = {"aim": "Calm evenings", "paid": "no"}


def store(clock, *, by="worker.west", content=PDF, name="plan.pdf", **about):
    actor = person(by)
    stored = store_document(
        file_name=name, content=content, media_type="application/pdf", actor=actor, clock=clock, **about
    )
    return stored.document_id


def stands(document_id):
    return db.session.get(Document, UUID(document_id), populate_existing=True)


def send(case, clock, *papers, by="worker.west"):
    return complete(case, "Task_Plan", {**ANSWERS, "paper": list(papers)}, by=by, clock=clock)


def contents():
    return db.session.scalar(
        select(func.count()).select_from(DocumentContent).where(DocumentContent.content.is_not(None))
    )


def test_a_file_of_the_form_belongs_to_the_case_once_the_form_is_sent(clock):
    case = planning(clock)
    paper = store(clock, task_id=task_of(case.case_id, "Task_Plan"))
    unused = store(clock, task_id=task_of(case.case_id, "Task_Plan"))

    send(case, clock, paper)

    assert stands(paper).case_id == UUID(case.case_id)
    assert stands(unused).case_id is None


def test_a_form_names_no_file_of_somebody_else(clock):
    case, other = planning(clock), planning(clock)
    foreign = {
        "of another task": store(clock, task_id=task_of(other.case_id, "Task_Plan")),
        "of another case": store(clock, case_id=UUID(other.case_id)),
        "of a colleague, on the case": store(clock, by="worker.west.two", case_id=UUID(case.case_id)),
        "that is not there": str(uuid4()),
        "that is no id": "plan.pdf",
    }

    for what, document_id in foreign.items():
        with pytest.raises(InvalidInputError) as refused:
            send(case, clock, document_id)
        assert list(refused.value.errors) == ["paper"], what


def test_a_form_may_name_what_a_colleague_uploaded_for_the_task_before_handing_it_over(clock):
    case = planning(clock)
    paper = store(clock, by="worker.west.two", task_id=task_of(case.case_id, "Task_Plan"))

    send(case, clock, paper)

    assert stands(paper).case_id == UUID(case.case_id)


def test_a_form_names_no_file_that_was_removed(clock):
    case = planning(clock)
    paper = store(clock, task_id=task_of(case.case_id, "Task_Plan"))
    remove_document(document_id=UUID(paper), reason="Wrong one", actor=person("worker.west"), clock=clock)

    with pytest.raises(InvalidInputError, match="need changing"):
        send(case, clock, paper)


def test_a_question_takes_files_of_its_kinds_only(clock):
    case = planning(clock)
    paper = store(clock, task_id=task_of(case.case_id, "Task_Plan"), content=b"Hello", name="plan.pdf")

    with pytest.raises(InvalidInputError) as refused:
        send(case, clock, paper)

    assert refused.value.errors == {"paper": ("“plan.pdf.txt” must be one of these kinds: .pdf, .png",)}


def test_a_correction_may_keep_the_files_and_add_one_of_the_case(clock):
    case = planning(clock)
    paper = store(clock, task_id=task_of(case.case_id, "Task_Plan"))
    record = UUID(send(case, clock, paper).record_id)
    added = store(clock, by="manager.west", case_id=UUID(case.case_id))

    corrected = correct_record(
        record_id=record,
        answers={**ANSWERS, "paper": [paper, added]},
        reason="A page was missing",
        version=1,
        actor=person("manager.west"),
        clock=clock,
    )

    assert corrected.version == 2


def test_a_file_is_open_to_those_who_see_the_case_now(clock):
    case = triaged(clock)
    document_id = UUID(store(clock, case_id=UUID(case.case_id)))

    opened = read_document(document_id=document_id, actor=person("worker.west.two"), clock=clock)

    assert (opened.content, opened.file_name, opened.media_type) == (PDF, "plan.pdf", "application/pdf")
    entry = db.session.scalars(select(Audit).where(Audit.action == "read document")).one()
    assert (entry.actor_id, entry.subject) == (str(person("worker.west.two").id), f"document {document_id}")
    with pytest.raises(NotFoundError):
        read_document(document_id=document_id, actor=person("worker.east"), clock=clock)
    restrict_case(
        case_id=UUID(case.case_id), people=["manager.west"], reason="Kin", actor=person("manager.west"), clock=clock
    )
    with pytest.raises(NotFoundError):
        read_document(document_id=document_id, actor=person("worker.west.two"), clock=clock)
    assert documents_named(document_ids=[document_id], actor=person("worker.west.two")) == {}


def test_a_file_of_an_unsent_form_is_open_to_those_who_see_the_task(clock):
    case = planning(clock)
    document_id = UUID(store(clock, task_id=task_of(case.case_id, "Task_Plan")))

    assert read_document(document_id=document_id, actor=person("worker.west.two"), clock=clock).content == PDF
    with pytest.raises(NotFoundError):
        read_document(document_id=document_id, actor=person("worker.east"), clock=clock)


def test_a_file_for_a_start_form_is_open_to_whoever_sent_it(clock):
    document_id = UUID(store(clock, by="door.one"))

    assert list(documents_named(document_ids=[document_id], actor=person("door.one"))) == [str(document_id)]
    assert documents_named(document_ids=[document_id], actor=person("director.one")) == {}


def test_a_removed_file_stays_in_the_list_and_its_bytes_go(clock):
    case = UUID(triaged(clock).case_id)
    document_id = store(clock, case_id=case)

    removed = remove_document(
        document_id=UUID(document_id), reason="Another family's", actor=person("worker.west"), clock=clock
    )

    assert removed.content_kept is False
    (shown,) = list_documents(case_id=case, actor=person("worker.west"), page=PageRequest()).items
    assert (shown.removed_by, shown.removed_reason) == ("Worker West", "Another family's")
    assert contents() == 0
    with pytest.raises(NotFoundError):
        read_document(document_id=UUID(document_id), actor=person("worker.west"), clock=clock)


def test_the_bytes_stay_as_long_as_another_file_has_them(clock):
    case = UUID(triaged(clock).case_id)
    first, second = store(clock, case_id=case), store(clock, case_id=case)
    who = {"actor": person("worker.west"), "clock": clock}

    remove_document(document_id=UUID(first), reason="Twice", **who)
    after_one = contents()
    remove_document(document_id=UUID(second), reason="Wrong", **who)

    assert (after_one, contents()) == (1, 0)


def test_the_bytes_that_a_record_rests_on_stay(clock):
    case = planning(clock)
    paper = store(clock, task_id=task_of(case.case_id, "Task_Plan"))
    send(case, clock, paper)

    removed = remove_document(document_id=UUID(paper), reason="Unreadable", actor=person("manager.west"), clock=clock)

    assert (removed.content_kept, contents()) == (True, 1)


def test_the_same_bytes_can_come_back(clock):
    case = UUID(triaged(clock).case_id)
    who = {"actor": person("worker.west"), "clock": clock}
    remove_document(document_id=UUID(store(clock, case_id=case)), reason="Wrong", **who)

    again = store(clock, case_id=case)

    assert read_document(document_id=UUID(again), **who).content == PDF


def test_only_whoever_added_it_the_lead_and_managers_remove_a_file(clock):
    case = UUID(triaged(clock).case_id)
    document_id = UUID(store(clock, case_id=case))
    colleague = {"actor": person("worker.west.two"), "clock": clock}

    with pytest.raises(NotAllowedError):
        remove_document(document_id=document_id, reason="No", **colleague)
    with pytest.raises(InvalidInputError):
        remove_document(document_id=document_id, reason=" ", actor=person("worker.west"), clock=clock)
    db.session.get(Case, case).lead = "worker.west.two"
    db.session.commit()
    remove_document(document_id=document_id, reason="Wrong", **colleague)

    with pytest.raises(WrongStateError):
        remove_document(document_id=document_id, reason="Wrong", **colleague)


def test_what_was_never_sent_goes_after_thirty_days(clock):
    case = planning(clock)
    task = task_of(case.case_id, "Task_Plan")
    forgotten, drafted = store(clock, task_id=task), store(clock, task_id=task)
    on_case, start = store(clock, case_id=UUID(case.case_id)), store(clock, by="door.one")
    save_draft(task_id=task, answers={"paper": [drafted]}, version=0, actor=person("worker.west"), clock=clock)
    later(clock, days=29)
    early = remove_unsent(clock=clock)

    later(clock, days=1)
    gone = remove_unsent(clock=clock)

    assert (early, gone) == (0, 2)
    assert [stands(each) is None for each in (forgotten, start, drafted, on_case)] == [True, True, False, False]
    entries = db.session.scalars(select(Audit.details).where(Audit.action == "delete unsent document")).all()
    assert {entry["by"] for entry in entries} == {"worker.west", "door.one"}
    assert contents() == 1


def test_an_unsent_file_goes_with_its_bytes(clock):
    store(clock, by="door.one")
    later(clock, days=30)

    remove_unsent(clock=clock)

    assert db.session.scalar(select(func.count()).select_from(DocumentContent)) == 0
