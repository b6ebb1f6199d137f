"""Letters from the choice of a template to their sending, as people do it."""

import re
import zlib
from uuid import UUID

import pytest
from sqlalchemy import select

from service.models import Case, CasePerson, Document, DocumentContent, Instance, Letter, Outbox, Person, db
from service.pathways.releases import composed
from service.pathways.writing.context import Writing
from tests.integration.builders import person, triaged
from tests.integration.pathways.test_process_letters import CALL, sent

WARNING = "No letters home. Ring the school."


@pytest.fixture
def case(visit):
    with visit.app.app_context():
        return triaged(visit.clock)


def receiver(visit, case, **details):
    """The id of the child, who has an address."""
    with visit.app.app_context():
        statement = select(Person).join(CasePerson, CasePerson.person_id == Person.id)
        found = db.session.scalars(statement.where(CasePerson.case_id == UUID(case.case_id))).one()
        for name, value in {"address": "1 Test Road", "postcode": "TT11AA", **details}.items():
            setattr(found, name, value)
        person_id = str(found.id)
        db.session.commit()
    return person_id


def begun(visit, case, template="visit", **details):
    """A worker's browser in front of the details of a new letter."""
    person_id = receiver(visit, case, **details)
    browser = visit.as_("worker.west")
    browser.get(f"/cases/{case.case_id}/documents")
    browser.follow("Write a letter")
    browser.after(browser.submit({"template": template, "person": person_id}))
    return browser


def filled(visit, case, **details):
    """The same in front of the finished draft."""
    browser = begun(visit, case, **details)
    day = {"field-day-day": "18", "field-day-month": "12", "field-day-year": "2026"}
    browser.after(browser.submit({**day, "field-bring": "Tea & **cake** {{ council }}"}))
    return browser


def final(visit, case, **details):
    browser = filled(visit, case, **details)
    boxes = browser.page.find("//input[@name='contact_seen']")
    seen = {"contact_seen": boxes[0].get("value")} if boxes else {}
    browser.after(browser.submit(seen, action=f"{browser.address}/finish"))
    return browser


def sheet(browser):
    return " ".join(browser.page.find("//div[@class='app-letter']")[0].text_content().split())


def opened(pdf):
    """The document with its compressed streams opened."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(inflated(each) for each in streams)


def inflated(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def calls(visit, topic):
    with visit.app.app_context():
        return db.session.scalars(select(Outbox.parameters).where(Outbox.topic == topic)).all()


def test_a_letter_is_chosen_filled_in_made_final_and_sent(visit, case):
    browser = final(visit, case)
    assert "Final, not sent" in browser.page.text

    page = browser.after(browser.submit({"channel": "post"}, action=f"{browser.address}/send"))

    assert page.h1 == "Your visit"
    assert "The letter is on its way to the post room." in page.text
    assert "On its way" in page.text
    assert "Sent by post 14 December 2026 at 10am, Worker West" in page.text
    (parameters,) = calls(visit, "letter.send")
    assert parameters["to"] == "Child One\n1 Test Road\nTT1 1AA"
    assert page.find("//form[contains(@action, '/send')]") == []
    assert "Your visit" in browser.get(f"/cases/{case.case_id}/documents").links()


def by_process(visit, case):
    """The address of a letter that a step of the procedure sent."""
    with visit.app.app_context():
        row = db.session.get(Case, UUID(case.case_id))
        instance = db.session.scalars(select(Instance).where(Instance.case_id == row.id)).first()
        library = composed(instance.release_id)
        writing = Writing(
            instance=instance, case=row, composed=library, actor=person("manager.west"), now=visit.clock.now()
        )
        sent(writing, template="closing", to="Test Family Ash\n1 Test Road")
        db.session.commit()
    return f"/letters/{CALL}"


def test_a_letter_of_the_procedure_has_a_pdf_of_its_own(visit, case):
    address = by_process(visit, case)
    worker = visit.as_("worker.west")
    worker.get(address)

    answer = worker.follow("Download the PDF").answer

    content = answer.get_data()
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in opened(content)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Ash" not in answer.headers["Content-Disposition"]


def test_where_no_pdf_can_be_made_the_letter_can_be_printed(visit, case, monkeypatch):
    address = by_process(visit, case)
    monkeypatch.setattr("service.web.letters.views.pdf_of", lambda _: None)

    worker = visit.as_("worker.west")

    assert worker.get(f"{address}/letter.pdf", status=303).answer.location.endswith(f"{address}/print")


def test_the_letter_is_shown_as_it_will_be_printed(visit, case):
    browser = filled(visit, case)

    shown = sheet(browser)

    assert "Test Council Test Early Help" in " ".join(shown.replace("Council", "Council ").split())
    assert "will visit you on 18 December 2026. Tea & **cake** {{ council }}" in shown
    assert "Our reference: TST-2026-0000" in shown


def test_the_pdf_is_tagged_and_named_without_anybody(visit, case):
    browser = final(visit, case)

    answer = browser.get(browser.page.links()["Download the PDF"]).answer

    made = opened(answer.get_data())
    assert made.startswith(b"%PDF-")
    assert [mark for mark in (b"/StructTreeRoot", b"/Marked true", b"/Lang (en-GB)", b"/H1") if mark not in made] == []
    assert "Your%20visit.pdf" in answer.headers["Content-Disposition"]
    with visit.app.app_context():
        assert db.session.scalars(select(Document.kind)).all() == ["letter"]
        assert db.session.scalars(select(DocumentContent.content)).one() == answer.get_data()


def test_the_letter_can_be_printed_from_its_page(visit, case):
    browser = filled(visit, case)

    page = browser.follow("Print")

    assert page.h1 == "Your visit"
    assert "Dear Child One" in sheet(browser)
    assert page.links()["The letter"].startswith("/letters/")


def test_a_choice_is_asked_for(visit, case):
    receiver(visit, case)
    browser = visit.as_("worker.west")
    browser.get(f"/cases/{case.case_id}/letters/new")

    nobody = browser.submit({}, status=422)
    no_letter = browser.submit({"person": "somebody-else", "recipient": "Test School"}, status=422)
    no_name = browser.submit({"template": "visit", "person": "somebody-else", "recipient": " "}, status=422)

    assert nobody.errors == {"person": "Select who the letter is for"}
    assert no_letter.errors == {"template": "Select a letter"}
    assert no_letter.find("//textarea[@id='recipient']")[0].text_content().strip() == "Test School"
    assert no_name.errors == {"recipient": "Enter who the letter is for"}


def test_what_is_wrong_is_told_beside_the_field_and_what_was_typed_stays(visit, case):
    browser = begun(visit, case)
    typed = {"field-day-day": "31", "field-day-month": "2", "field-day-year": "2026", "field-bring": "x" * 201}

    page = browser.submit({**typed, "recipient": "Somebody"}, status=422)

    assert page.errors == {
        "field-day": "Day of the visit must be a real date",
        "field-bring": "What they should have ready must be 200 characters or fewer",
    }
    assert page.find("//input[@id='field-day']")[0].get("value") == "31"
    assert page.find("//textarea[@id='recipient']")[0].text_content().strip() == "Somebody"


def test_a_letter_with_a_gap_is_not_made_final(visit, case):
    browser = begun(visit, case)
    browser.after(browser.submit({}))

    page = browser.submit({}, action=f"{browser.address}/finish", status=422)

    assert page.errors == {"change-details": "Enter day of the visit"}


def test_a_warning_is_seen_and_confirmed_before_a_letter_is_final(visit, case):
    browser = begun(visit, case, safe_contact=WARNING, language="Polish", communication="Large print")
    seen_first = browser.page.text
    browser.after(browser.submit({"field-day-day": "18", "field-day-month": "12", "field-day-year": "2026"}))

    refused = browser.submit({}, action=f"{browser.address}/finish", status=422)

    assert WARNING in seen_first
    assert "Language: Polish" in seen_first
    assert "Needs: Large print" in seen_first
    assert list(refused.errors) == ["contact_seen"]
    assert WARNING in refused.text


def test_a_warning_stands_where_the_receiver_is_chosen(visit, case):
    receiver(visit, case, safe_contact=WARNING)

    page = visit.as_("worker.west").get(f"/cases/{case.case_id}/letters/new")

    assert f"Safe contact. Child One: {WARNING}" in page.text


def test_a_letter_with_a_warning_is_sent_once_it_is_confirmed(visit, case):
    browser = final(visit, case, safe_contact=WARNING)
    refused = browser.submit({"channel": "hand"}, action=f"{browser.address}/send", status=422)
    mark = refused.find("//input[@name='contact_seen']")[0].get("value")
    address = refused.find("//form[contains(@action, '/send')]")[0].get("action")

    page = browser.after(browser.submit({"channel": "hand", "contact_seen": mark}, action=address))

    assert list(refused.errors) == ["contact_seen"]
    assert "It is noted that you sent the letter." in page.text
    assert calls(visit, "letter.send") == []


def test_a_letter_goes_by_mail_where_there_is_an_address(visit, case):
    browser = final(visit, case, email="family@example.org")

    page = browser.after(browser.submit({"channel": "mail"}, action=f"{browser.address}/send"))

    assert "Sent by email" in page.text
    assert len(calls(visit, "mail.send")) == 1


def test_the_way_of_sending_is_asked_for(visit, case):
    browser = final(visit, case)

    page = browser.submit({}, action=f"{browser.address}/send", status=422)

    assert page.errors == {"channel": "Select how the letter is sent"}
    assert "By email" not in page.text


def test_the_wording_is_changed_where_the_template_allows_it(visit, case):
    browser = filled(visit, case)
    browser.follow("Change the wording")
    refused = browser.submit({"body": "<b>Come</b>"}, status=422)

    page = browser.after(browser.submit({"body": "Dear all,\r\n\r\n## Friday\r\n\r\n- **come**"}))

    assert refused.errors == {"body": "Wording must not contain HTML"}
    assert refused.find("//textarea[@id='body']")[0].text_content().strip() == "<b>Come</b>"
    assert [text.text_content() for text in page.find("//div[@class='app-letter__text']/h2")] == ["Friday"]
    assert "it was changed by hand" in page.text
    assert "the wording of the template comes back" in browser.follow("Change the details").text


def test_fixed_wording_has_no_way_to_change_it(visit, case):
    browser = begun(visit, case, template="closing")

    page = browser.after(browser.submit({}))

    assert "Change the wording" not in page.links()
    address = browser.address
    browser.get(f"{address}/wording")
    browser.submit({"body": "Other words"}, status=403)


def test_a_letter_is_cancelled_with_a_reason(visit, case):
    browser = filled(visit, case)
    browser.follow("Cancel this letter")
    refused = browser.submit({"reason": ""}, status=422)

    page = browser.after(browser.submit({"reason": "The visit moved"}))

    assert "reason" in refused.errors
    assert "Cancelled 14 December 2026 by Worker West: The visit moved" in page.text
    assert page.find("//form[contains(@action, '/finish')]") == []


def test_a_page_that_is_out_of_date_says_so_and_changes_nothing(visit, case):
    first = filled(visit, case)
    second = visit.as_("worker.west.two")
    second.get(first.address)
    second.follow("Change the wording")
    first.follow("Change the wording")
    first.after(first.submit({"body": "The first words"}))

    page = second.submit({"body": "The second words"}, status=412)

    assert page.h1 == "This has changed since you opened it"
    with visit.app.app_context():
        assert db.session.scalars(select(Letter.body)).one() == "The first words\n"


def test_a_second_click_sends_nothing_twice(visit, case):
    browser = final(visit, case)
    action = f"{browser.address}/send"
    sent = {**browser.page.form(action), "channel": "post"}

    browser.post(action, sent, token=False)
    browser.post(action, sent, token=False)

    assert len(calls(visit, "letter.send")) == 1


def test_nobody_reads_or_writes_what_they_may_not_see(visit, case):
    browser = filled(visit, case)
    other = visit.as_("worker.east")

    for path in ("", "/edit", "/wording", "/print", "/cancel"):
        other.get(f"{browser.address}{path}", status=404)
    for path in ("/edit", "/wording", "/finish", "/send", "/cancel"):
        other.post(f"{browser.address}{path}", {"revision": "2", "reason": "x", "channel": "post"}, status=404)
    other.get(f"/cases/{case.case_id}/letters/new", status=404)
