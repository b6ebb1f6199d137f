"""The pages about one case: its frame, what to do next, who may see it."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from service.models import Audit, Case, Record, SignificantEvent, db
from service.pathways.restrict_case import restrict_case
from tests.integration.builders import complete, person, planned, route_all, started, task_of, triaged, visited
from tests.integration.pathways.test_messages import waiting_for_reply
from tests.integration.web.conftest import Browser, Visit

TABS = ("", "/timeline", "/records", "/deadlines", "/decisions", "/pathway", "/chronology", "/chronology?all=1")


@pytest.fixture
def case(visit: Visit):
    with visit.app.app_context():
        return triaged(visit.clock)


def record_of(visit: Visit, case_id: str, form: str) -> UUID:
    with visit.app.app_context():
        return db.session.scalars(select(Record.id).where(Record.case_id == UUID(case_id), Record.form == form)).one()


def test_the_frame_says_who_it_is_about_and_how_it_stands(visit: Visit, case):
    page = visit.as_("worker.west").get(f"/cases/{case.case_id}")

    assert page.h1 == "Overview"
    assert "Test Family Ash" in page.text
    assert "Child One (age not known)" in page.text
    assert "Agreement not recorded" in page.text
    concern = page.links()["Worried about a child?"]
    assert concern.endswith(f"case={case.case_id}")


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("name", ["worker.west", "manager.west", "director.one"])
def test_every_page_of_a_case_is_open_to_those_who_may_see_it(visit: Visit, case, name, tab):
    page = visit.as_(name).get(f"/cases/{case.case_id}{tab}")

    assert case.reference in page.text


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("name", ["worker.east", "guest.one"])
def test_a_case_of_others_is_not_there(visit: Visit, case, name, tab):
    page = visit.as_(name).get(f"/cases/{case.case_id}{tab}", status=404)

    assert "Test Family Ash" not in page.text
    assert "it is not open to you" in page.text


@pytest.mark.parametrize("tab", TABS)
def test_a_restricted_case_is_there_only_for_those_who_are_named(visit: Visit, case, tab):
    with visit.app.app_context():
        manager = person("manager.west")
        restrict_case(
            case_id=UUID(case.case_id),
            people=["manager.west"],
            reason="A relative works here",
            actor=manager,
            clock=visit.clock,
        )

    page = visit.as_("manager.west").get(f"/cases/{case.case_id}{tab}")
    visit.as_("director.one").get(f"/cases/{case.case_id}{tab}", status=404)

    assert tab.startswith("/chronology") or "Restricted: only people named on it can see it" in page.text


def test_what_to_do_next_stands_first_and_says_who_has_the_rest(visit: Visit, case):
    worker, manager = visit.as_("worker.west"), visit.as_("manager.west")

    mine = worker.get(f"/cases/{case.case_id}")
    theirs = manager.get(f"/cases/{case.case_id}")

    assert mine.links()["Visit the family"].startswith("/tasks/")
    assert "Nobody has taken it yet" in mine.text
    assert "There is nothing for you to do on this case now." in theirs.text
    assert "Waits for Worker" in theirs.text


def test_the_pathway_is_a_strip_of_done_now_and_later(visit: Visit, case):
    page = visit.as_("worker.west").get(f"/cases/{case.case_id}")

    steps = [" ".join(step.text_content().split()) for step in page.find("//ol[contains(@class, 'app-strip')]/li")]
    assert steps == ["Done Triage 14 December 2026", "Now Visit Since 14 December 2026", "Later Closing"]


def test_the_record_of_truth_is_named_and_linked(visit: Visit, case):
    with visit.app.app_context():
        row = update(Case).where(Case.id == UUID(case.case_id))
        db.session.execute(row.values(record_link="https://records.example/1"))
        db.session.commit()

    page = visit.as_("worker.west").get(f"/cases/{case.case_id}")

    assert page.links()["open it there"] == "https://records.example/1"


def test_a_link_that_runs_a_script_is_no_link(visit: Visit, case):
    with visit.app.app_context():
        row = update(Case).where(Case.id == UUID(case.case_id))
        db.session.execute(row.values(record_link="javascript:alert(1)"))
        db.session.commit()

    page = visit.as_("worker.west").get(f"/cases/{case.case_id}")

    assert "javascript:" not in page.answer.get_data(as_text=True)


def test_a_closed_case_says_so_and_still_takes_concerns(visit: Visit):
    with visit.app.app_context():
        case = started(visit.clock)
        complete(case, "Task_Triage", {"accepted": "no"}, by="door.one", clock=visit.clock)

    page = visit.as_("director.one").get(f"/cases/{case.case_id}")

    assert "This case was closed on 14 December 2026. Outcome: Declined." in page.text
    assert "Nobody has anything to do on this case now." in page.text
    assert page.links()["Worried about a child?"].endswith(f"case={case.case_id}")


def test_what_the_diagram_offers_is_sent_with_one_button_and_leads_to_its_task(visit: Visit):
    with visit.app.app_context():
        case = waiting_for_reply(visit.clock)
    worker = visit.as_("worker.west")
    worker.get(f"/cases/{case.case_id}")

    sent = worker.submit({}, action=f"/cases/{case.case_id}/offers/support/Event_Reply")

    with visit.app.app_context():
        assert sent.answer.headers["Location"].rstrip("#").endswith(f"/tasks/{task_of(case.case_id, 'Task_Close')}")
    assert "What you can start or record now" not in worker.get(f"/cases/{case.case_id}").text


def test_what_is_not_offered_to_somebody_cannot_be_sent_by_them(visit: Visit):
    with visit.app.app_context():
        case = waiting_for_reply(visit.clock)

    visit.as_("manager.west").post(f"/cases/{case.case_id}/offers/support/Event_Reply", {}, status=404)


def test_a_form_is_listed_read_and_corrected_and_the_original_stays(visit: Visit):
    with visit.app.app_context():
        case = visited(visit.clock)
    worker = visit.as_("worker.west")
    listed = worker.get(f"/cases/{case.case_id}/records")
    record = record_of(visit, case.case_id, "visit")
    assert any(f"/records/{record}" in href for href in listed.links().values())

    worker.get(f"/cases/{case.case_id}/records/{record}/correct")
    sent = worker.submit({"answer-note": "All is calm now", "correction_reason": "Typed too fast"})
    page = worker.after(sent)

    assert "The correction is saved. The original stays as it was." in page.text
    assert "Reason: Typed too fast" in page.text
    original = worker.get(f"/cases/{case.case_id}/records/{record}", version=1)
    assert "Version 1 of 2: it has been corrected since." in original.text
    assert "All is calm now" in page.text
    worker.get(f"/cases/{case.case_id}/records/{record}/print")


def test_a_correction_without_a_reason_keeps_what_was_typed(visit: Visit):
    with visit.app.app_context():
        case = visited(visit.clock)
    worker = visit.as_("worker.west")
    record = record_of(visit, case.case_id, "visit")
    worker.get(f"/cases/{case.case_id}/records/{record}/correct")

    page = worker.submit({"answer-note": "All is calm now"}, status=422)

    assert page.errors == {"correction_reason": "Enter why it is corrected"}
    assert page.form()["answer-note"] == "All is calm now"


def begun(visit: Visit) -> tuple[str, Browser]:
    """The address of a correction that somebody has typed, and not sent."""
    with visit.app.app_context():
        case = visited(visit.clock)
    worker = visit.as_("worker.west")
    address = f"/cases/{case.case_id}/records/{record_of(visit, case.case_id, 'visit')}/correct"
    form = worker.get(address).form()
    worker.post(
        f"{address}/draft",
        {**form, "answer-note": "Half a thou", "correction_reason": "Typed"},
        token=False,
        status=200,
    )
    return address, worker


def test_a_correction_saves_itself_while_it_is_typed_and_is_there_when_one_comes_back(visit: Visit):
    address, worker = begun(visit)

    page = worker.get(address)

    assert (page.form()["answer-note"], page.form()["correction_reason"]) == ("Half a thou", "Typed")
    assert "You typed this before and have not sent it. Saved on 14 December 2026" in page.text
    assert "Half a thou" not in worker.get(address.removesuffix("/correct")).text
    assert visit.as_("manager.west").get(address).form()["answer-note"] != "Half a thou"


def test_without_scripts_a_correction_is_put_by_with_a_button(visit: Visit):
    address, worker = begun(visit)

    worker.get(address)
    page = worker.after(worker.submit({"answer-note": "A whole thought", "_action": "save"}))

    assert "What you typed is saved. Nothing is corrected yet." in page.text
    assert worker.get(address).form()["answer-note"] == "A whole thought"


def test_nothing_is_left_of_what_was_typed_once_it_is_sent_or_taken_back(visit: Visit):
    address, worker = begun(visit)

    worker.get(address)
    worker.submit({})

    assert "You typed this before" not in worker.get(address).text
    form = worker.get(address).form()
    worker.post(f"{address}/draft", {**form, "correction_reason": "Again"}, token=False, status=200)
    worker.post(f"{address}/draft", {**form, "correction_reason": ""}, token=False, status=200)
    assert "You typed this before" not in worker.get(address).text


def test_what_was_typed_over_an_older_version_is_shown_beside_the_newer_one(visit: Visit):
    address, worker = begun(visit)
    manager = visit.as_("manager.west")
    manager.get(address)
    manager.submit({"answer-note": "Theirs", "correction_reason": "Mine"})

    page = worker.get(address)

    assert "Manager West corrected this record while you had it open." in page.text
    assert page.form()["answer-note"] == "Half a thou"


def test_nobody_keeps_a_correction_of_what_they_may_not_correct(visit: Visit):
    address, _ = begun(visit)

    visit.as_("worker.east").post(f"{address}/draft", {"answer-note": "x"}, status=404)


def test_two_corrections_at_once_are_both_seen(visit: Visit):
    with visit.app.app_context():
        case = visited(visit.clock)
    first, second = visit.as_("worker.west"), visit.as_("manager.west")
    address = f"/cases/{case.case_id}/records/{record_of(visit, case.case_id, 'visit')}/correct"
    second.get(address)
    first.get(address)
    first.submit({"answer-note": "First", "correction_reason": "Mine"})

    page = second.submit({"answer-note": "Second", "correction_reason": "Yours"}, status=409)

    assert "Worker West corrected this record while you had it open." in page.text
    assert page.form()["answer-note"] == "Second"
    second.submit({})


def test_a_record_of_another_case_is_not_on_this_one(visit: Visit):
    with visit.app.app_context():
        case, other = visited(visit.clock), visited(visit.clock)
    record = record_of(visit, other.case_id, "visit")

    visit.as_("worker.west").get(f"/cases/{case.case_id}/records/{record}", status=404)


def test_an_entry_is_marked_and_stands_in_the_chronology(visit: Visit, case):
    worker = visit.as_("worker.west")
    worker.get(f"/cases/{case.case_id}/chronology")
    page = worker.get(f"/cases/{case.case_id}/timeline")
    entry = page.find("//input[@name='entry']/@value")[0]

    sent = worker.post(f"/cases/{case.case_id}/timeline", {"entry": entry, "significant": "yes", "back": ""})

    assert "Significant event" in worker.after(sent).text
    assert "No entry of the timeline" not in worker.get(f"/cases/{case.case_id}/chronology").text
    worker.post(f"/cases/{case.case_id}/timeline", {"entry": entry, "significant": "no"})
    with visit.app.app_context():
        assert db.session.scalars(select(SignificantEvent)).all() == []


def test_an_entry_that_there_is_not_cannot_be_marked(visit: Visit, case):
    worker = visit.as_("worker.west")

    worker.post(f"/cases/{case.case_id}/timeline", {"entry": "record:1", "significant": "yes"}, status=404)


def test_the_timeline_is_filtered_by_its_address(visit: Visit, case):
    worker = visit.as_("worker.west")

    everything = worker.get(f"/cases/{case.case_id}/timeline")
    forms = worker.get(f"/cases/{case.case_id}/timeline", kind="record", text="triage")
    nothing = worker.get(f"/cases/{case.case_id}/timeline", text="zebra")

    assert len(everything.find("//li[contains(@class, 'app-timeline__item')]")) > 1
    assert len(forms.find("//li[contains(@class, 'app-timeline__item')]")) == 1
    assert "Nothing fits these filters." in nothing.text


def test_a_day_that_there_is_not_is_refused_in_words(visit: Visit, case):
    query = {"since-day": "31", "since-month": "2", "since-year": "2026"}

    page = visit.as_("worker.west").get(f"/cases/{case.case_id}/timeline", status=422, **query)

    assert page.errors == {"since": "Enter a real date, such as 27 3 2027"}


def test_deadlines_say_how_they_stand(visit: Visit, case):
    page = visit.as_("worker.west").get(f"/cases/{case.case_id}/deadlines")

    assert "Running" in page.text
    assert "Met" in page.text


def test_the_steps_of_the_pathway_are_a_table(visit: Visit, case):
    worker = visit.as_("worker.west")

    page = worker.get(f"/cases/{case.case_id}/pathway")

    assert "Visit the family To do now" in page.text
    drawing = page.find("//*[@data-diagram]")[0]
    xml = worker.client.get(drawing.get("data-diagram"))
    assert xml.mimetype == "application/xml"
    assert b"bpmn:definitions" in xml.data
    assert '"state": "active"' in drawing.get("data-diagram-states")


def test_a_diagram_is_not_told_through_another_case(visit: Visit, case):
    worker = visit.as_("worker.west")
    with visit.app.app_context():
        other = triaged(visit.clock)
    drawing = worker.get(f"/cases/{other.case_id}/pathway").find("//*[@data-diagram]")[0].get("data-diagram")

    worker.get(drawing.replace(other.case_id, case.case_id), status=404)


def test_the_list_of_cases_is_filtered_and_remembered(visit: Visit, case):
    manager = visit.as_("manager.west")
    with visit.app.app_context():
        planned(visit.clock)

    manager.get("/cases")
    found = manager.get("/cases", text="Ash", stage="Visit")
    again = manager.get("/cases", status=302)
    cleared = manager.get("/cases", clear=1, status=302)

    assert case.reference in found.text
    assert "Test Family Elm" not in found.text
    assert again.answer.headers["Location"].endswith("/cases?text=Ash&stage=Visit")
    assert cleared.answer.headers["Location"].endswith("/cases")
    assert "Test Family Elm" in manager.get("/cases").text


def test_the_list_holds_only_cases_that_one_may_see(visit: Visit, case):
    page = visit.as_("worker.east").get("/cases")

    assert "Test Family Ash" not in page.text
    assert "There is no open case that you may see." in page.text


def test_who_read_which_page_is_written_down(visit: Visit, case):
    visit.as_("worker.west").get(f"/cases/{case.case_id}/timeline")

    with visit.app.app_context():
        route_all(visit.clock)

        actions = db.session.scalars(select(Audit.action).where(Audit.subject.startswith("case "))).all()
    assert "read timeline" in actions
