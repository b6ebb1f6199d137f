"""Letters from template to what was sent, and those of a process."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from service.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleVersionError, WrongStateError
from service.models import Audit, CasePerson, Document, Letter, LetterStatus, Outbox, Person, db
from service.pathways.cancel_letter import cancel_letter
from service.pathways.change_letter import fill_letter, reword_letter
from service.pathways.files_of_call import files_of_call
from service.pathways.finish_letter import finish_letter
from service.pathways.idempotency import Idempotency
from service.pathways.letters import contact_mark
from service.pathways.queries.letters import letter_choices, list_letters, read_letter
from service.pathways.queries.paging import PageRequest
from service.pathways.send_letter import send_letter
from service.pathways.write_letter import write_letter
from tests.integration.builders import person, triaged
from tests.unit.documents.files import PDF

pytestmark = pytest.mark.usefixtures("rolled_back")
WARNING = "No letters home. Ring the school."


@pytest.fixture
def case_id(clock):
    return UUID(triaged(clock).case_id)


def who(clock, name="worker.west"):
    return {"actor": person(name), "clock": clock}


def receiver(case_id, **details):
    """The child of the case, with an address."""
    statement = select(Person).join(CasePerson, CasePerson.person_id == Person.id)
    found = db.session.scalars(statement.where(CasePerson.case_id == case_id)).one()
    for name, value in {"address": "1 Test Road, Testtown", "postcode": "TT11AA", **details}.items():
        setattr(found, name, value)
    db.session.commit()
    return found.id


def draft(case_id, clock, *, template="visit", **details):
    person_id = receiver(case_id, **details)
    letter = write_letter(case_id=case_id, template=template, person_id=person_id, **who(clock))
    return UUID(letter.letter_id)


def final(case_id, clock, **details):
    letter_id = draft(case_id, clock, **details)
    fill(letter_id, clock, day="2026-12-18")
    seen = contact_mark([f"Child One: {WARNING}"] if "safe_contact" in details else [])
    finish_letter(letter_id=letter_id, pdf=PDF, revision=2, contact_seen=seen, **who(clock))
    return letter_id


def fill(letter_id, clock, *, revision=1, recipient="Child One\n2 New Road", **fields):
    return fill_letter(letter_id=letter_id, recipient=recipient, fields=fields, revision=revision, **who(clock))


def stands(letter_id):
    return db.session.get(Letter, letter_id, populate_existing=True)


def test_a_letter_begins_as_a_draft_with_what_is_known(case_id, clock):
    letter = stands(draft(case_id, clock))

    assert (letter.status, letter.recipient) == (LetterStatus.DRAFT, "Child One\n1 Test Road\nTesttown\nTT1 1AA")
    assert letter.body == (
        "Dear Child One,\n\nWorker West of Team West will visit you on .\n\nTest Early Help, Test Council\n"
    )


def test_what_is_filled_in_stands_in_the_letter_as_it_was_typed(case_id, clock):
    letter_id = draft(case_id, clock)

    fill(letter_id, clock, day="2026-12-18", bring="**{{ case.reference }}** <b>x</b>")

    letter = stands(letter_id)
    assert "on 18 December 2026. \\*\\*\\{\\{ case.reference \\}\\}\\*\\* \\<b\\>x\\</b\\>" in letter.body
    assert letter.recipient == "Child One\n2 New Road"
    assert letter.fields["day"] == "2026-12-18"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "2026-02-30"}, "day"),
        ({"bring": "x" * 201}, "bring"),
        ({"bring": "two\nlines"}, "bring"),
        ({"other": "x"}, "other"),
        ({"recipient": " \n"}, "recipient"),
        ({"recipient": "x" * 1001}, "recipient"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_at_its_field(case_id, clock, changes, field):
    letter_id = draft(case_id, clock)

    with pytest.raises(InvalidInputError) as refused:
        fill(letter_id, clock, **changes)

    assert list(refused.value.errors) == [field]


def test_wording_may_be_changed_where_the_template_allows_it(case_id, clock):
    letter_id = draft(case_id, clock)
    about = {"letter_id": letter_id, "revision": 1, **who(clock)}

    reword_letter(body="Dear all,\r\n\r\n**come**.", **about)

    assert (stands(letter_id).body, stands(letter_id).reworded) == ("Dear all,\n\n**come**.\n", True)
    for body, words in ((" ", "Enter the wording"), ("<b>x</b>", "must not contain HTML"), ("x" * 20_001, "fewer")):
        with pytest.raises(InvalidInputError) as refused:
            reword_letter(body=body, **{**about, "revision": 2})
        assert words in refused.value.errors["body"][0]


def test_wording_that_is_fixed_stays(case_id, clock):
    letter_id = draft(case_id, clock, template="closing")

    with pytest.raises(NotAllowedError):
        reword_letter(letter_id=letter_id, body="Other words", revision=1, **who(clock))


def test_somebody_else_may_be_written_to(case_id, clock):
    letter = write_letter(
        case_id=case_id, template="closing", recipient=" Test School \r\n\r\n3 Test Road", **who(clock)
    )

    assert stands(UUID(letter.letter_id)).recipient == "Test School\n3 Test Road"


def test_a_letter_needs_a_template_of_the_release_and_somebody(case_id, clock):
    with pytest.raises(InvalidInputError) as unknown:
        write_letter(case_id=case_id, template="gone", recipient="Test School", **who(clock))
    with pytest.raises(InvalidInputError) as nobody:
        write_letter(case_id=case_id, template="closing", **who(clock))

    assert (list(unknown.value.errors), list(nobody.value.errors)) == (["template"], ["recipient"])


def test_a_letter_to_somebody_of_another_family_is_not_found(case_id, clock):
    other = receiver(UUID(triaged(clock).case_id))

    with pytest.raises(NotFoundError):
        write_letter(case_id=case_id, template="closing", person_id=other, **who(clock))


def test_a_final_letter_is_a_document_of_the_case_and_changes_no_more(case_id, clock):
    letter_id = final(case_id, clock)

    letter = stands(letter_id)
    document = db.session.get(Document, letter.document_id)
    assert (letter.status, document.kind, document.case_id) == (LetterStatus.FINAL, "letter", case_id)
    assert document.file_name.endswith("Your visit.pdf")
    with pytest.raises(WrongStateError):
        fill(letter_id, clock, revision=3)
    with pytest.raises(WrongStateError):
        finish_letter(letter_id=letter_id, pdf=PDF, revision=3, **who(clock))


def test_a_letter_is_final_only_when_what_is_needed_is_filled_in(case_id, clock):
    with pytest.raises(InvalidInputError) as refused:
        finish_letter(letter_id=draft(case_id, clock), pdf=PDF, revision=1, **who(clock))

    assert refused.value.errors == {"day": ("Enter day of the visit",)}


def test_a_pdf_of_an_older_wording_is_refused(case_id, clock):
    letter_id = draft(case_id, clock)
    fill(letter_id, clock, day="2026-12-18")

    with pytest.raises(StaleVersionError):
        finish_letter(letter_id=letter_id, pdf=PDF, revision=1, **who(clock))


@pytest.mark.parametrize("seen", [None, "yes", contact_mark(["Child One: An older warning"])])
def test_a_warning_about_safe_contact_is_confirmed_as_it_is_now(case_id, clock, seen):
    letter_id = draft(case_id, clock, safe_contact=WARNING)
    fill(letter_id, clock, day="2026-12-18")

    with pytest.raises(InvalidInputError) as refused:
        finish_letter(letter_id=letter_id, pdf=PDF, revision=2, contact_seen=seen, **who(clock))

    assert list(refused.value.errors) == ["contact_seen"]


def test_a_warning_of_somebody_else_in_the_family_counts_too(case_id, clock):
    letter_id = final(case_id, clock)
    family = db.session.get(Person, stands(letter_id).person_id).family_id
    other = Person(id=uuid4(), family_id=family, kind="adult", name="Parent One", safe_contact=WARNING)
    db.session.add(other)
    db.session.flush()
    db.session.add(CasePerson(case_id=case_id, person_id=other.id, position=2))
    db.session.commit()

    with pytest.raises(InvalidInputError) as refused:
        send_letter(letter_id=letter_id, channel="hand", revision=3, **who(clock))

    assert list(refused.value.errors) == ["contact_seen"]


def test_a_letter_to_another_service_needs_no_confirmation(case_id, clock):
    receiver(case_id, safe_contact=WARNING)
    letter = write_letter(case_id=case_id, template="closing", recipient="Test School\n3 Test Road", **who(clock))

    done = finish_letter(letter_id=UUID(letter.letter_id), pdf=PDF, revision=1, **who(clock))

    assert done.status == "final"


def test_a_warning_that_came_later_is_confirmed_before_sending(case_id, clock):
    letter_id = final(case_id, clock)
    receiver(case_id, safe_contact=WARNING)

    with pytest.raises(InvalidInputError):
        send_letter(letter_id=letter_id, channel="post", revision=3, **who(clock))
    seen = contact_mark([f"Child One: {WARNING}"])
    sent = send_letter(letter_id=letter_id, channel="post", revision=3, contact_seen=seen, **who(clock))

    assert sent.status == "sent"


def test_a_letter_goes_to_the_post_room_once(case_id, clock, hinted):
    letter_id = final(case_id, clock)
    key = Idempotency(key="once", fingerprint="send")

    first = send_letter(letter_id=letter_id, channel="post", revision=3, idempotency=key, **who(clock))
    again = send_letter(letter_id=letter_id, channel="post", revision=3, idempotency=key, **who(clock))

    assert first == again
    (call,) = db.session.execute(select(Outbox.id, Outbox.parameters).where(Outbox.topic == "letter.send")).all()
    assert call.parameters["to"] == "Child One\n2 New Road"
    assert [hint.id for hint in hinted if hint.topic == "letter.send"] == [str(call.id)]
    (file,) = files_of_call(call.id)
    assert (file.content, file.media_type) == (PDF, "application/pdf")
    with pytest.raises(WrongStateError):
        send_letter(letter_id=letter_id, channel="post", revision=4, **who(clock))
    entry = db.session.scalars(select(Audit).where(Audit.action == "send letter")).one()
    assert entry.details == {"channel": "post", "call": str(call.id)}


def test_a_letter_by_mail_says_nothing_of_the_family_outside(case_id, clock):
    letter_id = final(case_id, clock, email="family@example.org")

    send_letter(letter_id=letter_id, channel="mail", revision=3, **who(clock))

    (call,) = db.session.scalars(select(Outbox).where(Outbox.topic == "mail.send")).all()
    assert (call.parameters["to"], call.parameters["subject"]) == ("family@example.org", "A letter from Test Council")
    assert "Child One" not in call.parameters["text"]
    assert len(files_of_call(call.id)) == 1


def test_a_letter_that_was_handed_over_leaves_nothing_in_the_outbox(case_id, clock):
    letter_id = final(case_id, clock)

    send_letter(letter_id=letter_id, channel="hand", revision=3, **who(clock))

    assert (stands(letter_id).status, stands(letter_id).outbox_id) == (LetterStatus.SENT, None)


@pytest.mark.parametrize("channel", ["mail", "pigeon", ""])
def test_a_way_that_cannot_be_gone_is_refused(case_id, clock, channel):
    with pytest.raises(InvalidInputError) as refused:
        send_letter(letter_id=final(case_id, clock), channel=channel, revision=3, **who(clock))

    assert list(refused.value.errors) == ["channel"]


def test_a_letter_without_an_address_is_not_given_to_the_post_room(case_id, clock):
    letter_id = draft(case_id, clock)
    fill(letter_id, clock, day="2026-12-18", recipient="Child One")
    finish_letter(letter_id=letter_id, pdf=PDF, revision=2, **who(clock))

    with pytest.raises(InvalidInputError) as refused:
        send_letter(letter_id=letter_id, channel="post", revision=3, **who(clock))

    assert "has no address" in refused.value.errors["channel"][0]


def test_a_call_takes_no_file_of_another_case_along(case_id, clock):
    letter_id = final(case_id, clock)
    send_letter(letter_id=letter_id, channel="post", revision=3, **who(clock))
    call_id, other = stands(letter_id).outbox_id, UUID(triaged(clock).case_id)
    db.session.get(Outbox, call_id).case_id = other
    db.session.commit()

    assert files_of_call(call_id) == ()


def test_a_letter_is_cancelled_with_a_reason_until_it_is_sent(case_id, clock):
    first, second = draft(case_id, clock), final(case_id, clock)

    cancel_letter(letter_id=first, reason=" Visit moved ", revision=1, **who(clock))
    send_letter(letter_id=second, channel="hand", revision=3, **who(clock))

    assert (stands(first).status, stands(first).cancelled_reason) == (LetterStatus.CANCELLED, "Visit moved")
    with pytest.raises(WrongStateError):
        cancel_letter(letter_id=second, reason="Too late", revision=4, **who(clock))
    with pytest.raises(WrongStateError):
        cancel_letter(letter_id=first, reason="Again", revision=2, **who(clock))


def test_letters_are_read_by_those_who_see_the_case_and_noted(case_id, clock):
    letter_id = draft(case_id, clock, safe_contact=WARNING, language="Polish")

    read = read_letter(letter_id=letter_id, **who(clock, "worker.west.two"))

    assert (read.created_by, read.wording.id, read.receiver.language) == ("Worker West", "visit", "Polish")
    assert (read.warnings, read.contact_mark) == ((f"Child One: {WARNING}",), contact_mark(read.warnings))
    assert db.session.scalars(select(Audit).where(Audit.action == "read letter")).one().subject == f"letter {letter_id}"
    for missing in (letter_id, uuid4()):
        with pytest.raises(NotFoundError):
            read_letter(letter_id=missing, **who(clock, "worker.east"))


def test_the_choices_are_the_templates_of_the_release_and_the_people_of_the_case(case_id, clock):
    receiver(case_id, safe_contact=WARNING)

    choices = letter_choices(case_id=case_id, actor=person("worker.west"))

    assert [template.title for template in choices.templates] == ["The end of your support", "Your visit"]
    assert [each.name for each in choices.people] == ["Child One"]
    assert choices.warnings == (f"Child One: {WARNING}",)
    with pytest.raises(NotFoundError):
        letter_choices(case_id=case_id, actor=person("worker.east"))


def test_the_list_shows_the_newest_first(case_id, clock):
    first, second = draft(case_id, clock), draft(case_id, clock)

    found = list_letters(case_id=case_id, actor=person("worker.west"), page=PageRequest(limit=1))

    assert {first, second} > {item.id for item in found.items}
    assert found.next_cursor is not None
    assert found.items[0].delivery is None
