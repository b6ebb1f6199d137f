"""Letters that a step of the procedure sends stand among those of the case."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from service.clocks.clock import VirtualClock
from service.engine.step import ServiceCall
from service.models import Case, CasePerson, Instance, Letter, Outbox, Person, db
from service.pathways.calls import claim_call
from service.pathways.queries.letters import list_letters
from service.pathways.queries.paging import PageRequest
from service.pathways.releases import composed
from service.pathways.writing.context import Writing
from service.pathways.writing.outgoing import _call
from tests.integration.builders import person, triaged

pytestmark = pytest.mark.usefixtures("rolled_back")
CALL = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def writing(clock):
    case = db.session.get(Case, UUID(triaged(clock).case_id))
    instance = db.session.scalars(select(Instance).where(Instance.case_id == case.id)).first()
    return Writing(
        instance=instance,
        case=case,
        composed=composed(instance.release_id),
        actor=person("manager.west"),
        now=clock.now(),
    )


def sent(writing, **parameters):
    call = ServiceCall(
        id=CALL,
        process="support",
        element="Service_Letter",
        name="Post a letter",
        topic="letter.send",
        parameters=parameters,
        retries=3,
    )
    _call(writing, (call,))
    db.session.flush()
    return db.session.get(Letter, UUID(CALL), populate_existing=True)


def fetch(writing):
    """The parameters that whoever makes the call is given."""
    db.session.commit()
    clock = VirtualClock(writing.now)
    return claim_call(call_id=UUID(CALL), worker="post", lock_for=timedelta(minutes=1), clock=clock).parameters


def test_a_letter_with_a_template_of_the_release_is_written_from_it(writing):
    letter = sent(writing, template="closing", to="Test Family Ash\n1 Test Road")

    reference = writing.case.reference
    words = f"Dear Test Family Ash,\n\nyour support has ended on 14 December 2026 (our reference: {reference}).\n"
    assert (letter.title, letter.body, letter.status) == ("The end of your support", words, "sent")
    assert "wording" not in db.session.get(Outbox, UUID(CALL)).parameters
    fetched = fetch(writing)
    assert (fetched["wording"], fetched["subject"]) == (words, "The end of your support")
    assert "heed" not in fetched


def test_what_a_process_hands_over_fills_the_fields(writing):
    letter = sent(writing, template="visit", to="Test Family Ash", day="Friday", bring="{{ council }}")

    assert "will visit you on Friday. \\{\\{ council \\}\\}" in letter.body


def test_a_letter_with_a_text_of_its_own_keeps_it(writing):
    letter = sent(writing, template="closing", to="Test Family Ash", subject="Good bye", text="Dear {{to}}, *thanks*")

    assert (letter.title, letter.body) == ("Good bye", "Dear Test Family Ash, \\*thanks\\*\n")
    assert "wording" not in fetch(writing)


def test_whoever_posts_a_letter_is_told_how_the_family_may_be_reached(writing):
    sent(writing, template="closing", to="Test Family Ash")
    child = db.session.scalars(select(Person).join(CasePerson, CasePerson.person_id == Person.id)).one()
    child.safe_contact = "No letters home"
    db.session.commit()

    assert fetch(writing)["heed"] == ["Child One: No letters home"]


def test_a_letter_that_is_made_once_more_is_listed_once(writing):
    sent(writing, template="closing", to="Test Family Ash")
    sent(writing, template="closing", to="Test Family Elm")

    found = list_letters(case_id=writing.case_id, actor=person("worker.west"), page=PageRequest())

    (letter,) = found.items
    assert (letter.recipient, letter.by_process, letter.delivery) == ("Test Family Elm", True, "pending")
