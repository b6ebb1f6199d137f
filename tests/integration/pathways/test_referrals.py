"""Requests for help: never lost, never doubled, and never telling what somebody may not see."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.access import system_actor, token_hash
from service.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
    TooManyAttemptsError,
    WrongStateError,
)
from service.models import (
    Case,
    CaseEvent,
    Deadline,
    Family,
    Notification,
    Outbox,
    OutboxStatus,
    Person,
    Referral,
    ReferralStatus,
    Urgency,
    db,
)
from service.pathways.calls import claim_call
from service.pathways.finish_call import fail_call, replay_call
from service.pathways.handle_referral import prepare_referral, refuse_referral, start_referral
from service.pathways.housekeeping import tidy
from service.pathways.idempotency import Idempotency
from service.pathways.person_details import PersonDetails
from service.pathways.queries.matches import find_matches
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.referrals import get_referral, own_drafts, public_draft, waiting_referrals
from service.pathways.referral_content import FamilyContent, Sender
from service.pathways.referral_drafts import (
    MOST_BEGUN,
    Writer,
    begin_public_referral,
    begin_referral,
    public_writer,
    save_referral,
)
from service.pathways.send_referral import send_referral
from tests.integration.builders import AUTHORITY, later, person
from tests.integration.pathways.test_search import CHILD, opened, restrict

pytestmark = pytest.mark.usefixtures("rolled_back")

START = {"process": "support", "event": "Event_Referred"}
BEN = PersonDetails(name="Ben Test-Child", date_of_birth=date(2020, 5, 1))
FAMILY = FamilyContent(name="Test-Child", people=(BEN,), sender=Sender(phone="01632 960001"))
ANSWERS = {"reason": "We need help"}


def from_outside(clock, *, family=FAMILY, answers=ANSWERS, send=True):
    begun = begin_public_referral(authority=AUTHORITY, address="192.0.2.1", clock=clock, **START)
    writer = public_writer(AUTHORITY, begun.token)
    save_referral(writer=writer, family=family, answers=answers, clock=clock)
    if send:
        send_referral(writer=writer, clock=clock)
    return UUID(begun.referral_id), writer


def by_staff(clock, *, choice="new", family=FAMILY, by="door.one"):
    begun = begin_referral(actor=person(by), clock=clock, **START)
    referral = UUID(begun.referral_id)
    save_referral(writer=Writer(actor=person(by)), referral_id=referral, family=family, answers=ANSWERS, clock=clock)
    prepare_referral(referral_id=referral, choice=choice, actor=person(by), clock=clock)
    return referral


def waiting(by="door.one"):
    return [line.reference for line in waiting_referrals(actor=person(by), page=PageRequest()).items]


def count(model):
    return db.session.scalars(select(func.count()).select_from(model)).one()


def test_what_is_typed_is_kept_until_it_is_sent(clock):
    _, writer = from_outside(clock, send=False)

    draft = public_draft(writer=writer)

    assert (draft.family, draft.answers, draft.status) == (FAMILY, ANSWERS, ReferralStatus.DRAFT)
    assert waiting() == []


def test_only_the_token_opens_a_request_that_is_being_written(clock):
    referral, _ = from_outside(clock, send=False)

    assert public_draft(writer=public_writer(AUTHORITY, "another token")) is None
    with pytest.raises(NotFoundError):
        save_referral(writer=public_writer(AUTHORITY, "another token"), answers={}, clock=clock)
    for name in ("door.one", "manager.west", "admin.one"):
        with pytest.raises(NotFoundError):
            get_referral(referral_id=referral, actor=person(name))


def test_the_token_itself_is_not_kept(clock):
    _, writer = from_outside(clock, send=False)

    assert db.session.scalars(select(Referral.token_hash)).one() == token_hash(writer.token)


def test_sent_twice_it_is_received_once(clock):
    _, writer = from_outside(clock)
    first = public_draft(writer=writer)
    later(clock, minutes=5)

    again = send_referral(writer=writer, clock=clock)

    assert (again.reference, again.received_at) == (first.reference, first.received_at)
    assert waiting() == [first.reference]


def confirmations():
    return db.session.scalars(select(Outbox).where(Outbox.name == "Confirm a request for help")).all()


def test_who_gave_an_email_address_gets_the_reference_by_mail_once_and_nothing_else(clock):
    sender = Sender(email="parent@example.com", phone="01632 960001")
    _, writer = from_outside(clock, family=replace(FAMILY, sender=sender))
    send_referral(writer=writer, clock=clock)

    (mail,) = confirmations()

    assert (mail.topic, mail.instance_id, mail.case_id) == ("mail.send", None, None)
    assert mail.parameters["to"] == "parent@example.com"
    assert public_draft(writer=writer).reference in mail.parameters["text"]
    assert not [told for told in ("Test-Child", "Ben", "We need help", "01632") if told in str(mail.parameters)]


def test_who_gave_no_email_address_is_sent_nothing(clock):
    from_outside(clock)

    assert confirmations() == []


def test_a_confirmation_that_could_not_be_sent_is_sent_again_by_an_operator(clock):
    from_outside(clock, family=replace(FAMILY, sender=Sender(email="parent@example.com")))
    (mail,) = confirmations()
    worker = system_actor("worker")
    claim_call(call_id=mail.id, worker="worker", lock_for=timedelta(minutes=1), clock=clock)
    fail_call(call_id=mail.id, worker="worker", message="refused", final=True, actor=worker, clock=clock)

    replay_call(call_id=mail.id, actor=person("admin.one"), clock=clock)

    assert (mail.status, mail.attempts) == (OutboxStatus.PENDING, 0)
    assert claim_call(call_id=mail.id, worker="worker", lock_for=timedelta(minutes=1), clock=clock) is not None


def test_what_was_sent_cannot_be_changed_by_whoever_sent_it(clock):
    _, writer = from_outside(clock)

    with pytest.raises(WrongStateError):
        save_referral(writer=writer, answers={"reason": "Other"}, clock=clock)


def test_an_incomplete_request_is_not_sent_and_not_lost(clock):
    _, writer = from_outside(clock, family=FamilyContent(name="", people=()), answers={}, send=False)

    with pytest.raises(InvalidInputError) as refused:
        send_referral(writer=writer, clock=clock)

    assert {"family", "people", "sender.phone", "answers.reason"} <= set(refused.value.errors)
    assert public_draft(writer=writer).status is ReferralStatus.DRAFT


def test_too_many_requests_from_one_address_are_refused(clock):
    for _ in range(MOST_BEGUN):
        begin_public_referral(authority=AUTHORITY, address="192.0.2.1", clock=clock, **START)

    with pytest.raises(TooManyAttemptsError):
        begin_public_referral(authority=AUTHORITY, address="192.0.2.1", clock=clock, **START)

    begin_public_referral(authority=AUTHORITY, address="192.0.2.2", clock=clock, **START)
    later(clock, hours=2)
    begin_public_referral(authority=AUTHORITY, address="192.0.2.1", clock=clock, **START)


@pytest.mark.parametrize(
    ("authority", "event"), [("nowhere", "Event_Referred"), (AUTHORITY, "Event_Nothing"), (AUTHORITY, "Event_Begun")]
)
def test_only_what_an_authority_offers_can_be_begun(clock, authority, event):
    with pytest.raises(NotFoundError):
        begin_public_referral(authority=authority, process="support", event=event, address="192.0.2.1", clock=clock)


def test_the_clock_runs_from_the_receipt(clock):
    referral, _ = from_outside(clock)
    received = clock.now()
    later(clock, hours=30)
    prepare_referral(referral_id=referral, choice="new", actor=person("door.one"), clock=clock)

    handled = start_referral(referral_id=referral, actor=person("door.one"), clock=clock)

    case_id = UUID(handled.case_id)
    assert db.session.scalars(select(CaseEvent.at).where(CaseEvent.case_id == case_id)).all() == [received]
    assert {row.base_at for row in db.session.scalars(select(Deadline).where(Deadline.case_id == case_id))} == {
        received
    }
    assert db.session.get(Case, case_id).opened_at == clock.now()


def test_a_request_becomes_one_case_however_often_somebody_clicks(clock):
    referral, _ = from_outside(clock)
    prepare_referral(referral_id=referral, choice="new", actor=person("door.one"), clock=clock)
    key = Idempotency(key="one", fingerprint="one")

    first = start_referral(referral_id=referral, actor=person("door.one"), clock=clock, idempotency=key)
    second = start_referral(referral_id=referral, actor=person("door.one"), clock=clock, idempotency=key)
    with pytest.raises(WrongStateError):
        start_referral(referral_id=referral, actor=person("door.one"), clock=clock)

    assert first == second
    assert count(Case) == 1
    assert waiting() == []


def test_without_a_choice_no_case_is_made(clock):
    referral, _ = from_outside(clock)

    with pytest.raises(InvalidInputError) as refused:
        start_referral(referral_id=referral, actor=person("door.one"), clock=clock)

    assert "choice" in refused.value.errors
    assert count(Case) == 0


def test_whoever_looked_at_an_older_page_starts_nothing(clock):
    referral, _ = from_outside(clock)
    prepare_referral(referral_id=referral, choice="new", actor=person("door.one"), clock=clock)

    with pytest.raises(StaleVersionError):
        start_referral(referral_id=referral, actor=person("door.one"), clock=clock, if_revision=1)


def test_a_request_is_refused_with_a_reason_and_stays(clock):
    referral, _ = from_outside(clock)
    with pytest.raises(InvalidInputError):
        refuse_referral(referral_id=referral, reason=" ", actor=person("door.one"), clock=clock)

    refuse_referral(referral_id=referral, reason="Lives elsewhere", actor=person("door.one"), clock=clock)

    found = get_referral(referral_id=referral, actor=person("door.one"))
    assert (found.status, found.reason, found.family) == (ReferralStatus.REFUSED, "Lives elsewhere", FAMILY)


def test_what_was_sent_stays_as_it_was_when_staff_complete_it(clock):
    referral, _ = from_outside(clock)

    prepare_referral(referral_id=referral, answers={"reason": "Clearer"}, actor=person("door.one"), clock=clock)

    found = get_referral(referral_id=referral, actor=person("door.one"))
    assert (found.answers, found.effective_answers) == (ANSWERS, {"reason": "Clearer"})


def test_only_those_who_may_start_cases_see_what_was_received(clock):
    referral, _ = from_outside(clock)

    with pytest.raises(NotAllowedError):
        waiting("worker.west")
    with pytest.raises(NotFoundError):
        get_referral(referral_id=referral, actor=person("worker.west"))
    with pytest.raises(NotFoundError):
        prepare_referral(referral_id=referral, choice="new", actor=person("worker.west"), clock=clock)


def test_a_draft_of_staff_is_their_own(clock):
    referral = by_staff(clock)

    assert [line.id for line in own_drafts(actor=person("door.one"))] == [referral]
    for name in ("worker.west", "admin.one"):
        assert own_drafts(actor=person(name)) == ()
        with pytest.raises(NotFoundError):
            get_referral(referral_id=referral, actor=person(name))


def test_staff_start_a_case_with_a_new_family(clock):
    referral = by_staff(clock)

    handled = start_referral(referral_id=referral, actor=person("door.one"), clock=clock)

    case = db.session.get(Case, UUID(handled.case_id))
    assert db.session.get(Family, case.family_id).name == "Test-Child"
    assert db.session.scalars(select(Person.name)).all() == ["Ben Test-Child"]


def test_matches_say_who_and_why(clock):
    case = opened(clock)

    (match,) = find_matches(
        [PersonDetails(name="Sample Test-Larche", date_of_birth=date(2019, 3, 14))],
        actor=person("worker.west"),
        authority=AUTHORITY,
        now=clock.now(),
    ).families

    assert [each.likeness.why for each in match.people] == ["a similar name and date of birth"]
    assert [each.reference for each in match.cases] == [case.reference]


@pytest.mark.parametrize(
    ("details", "score"),
    [
        (PersonDetails(name="Somebody Else", nhs_number="9990000018"), 100),
        (PersonDetails(name="Somebody Else", upn="A123456789012"), 100),
        (PersonDetails(name="Test-Larch, SAMPLE", date_of_birth=date(2019, 3, 14)), 90),
        (PersonDetails(name="Sample Test-Larche", postcode="N176XY"), 60),
        (PersonDetails(name="Sample Test-Larch"), 50),
    ],
)
def test_the_surer_the_higher(clock, details, score):
    opened(clock)

    matches = find_matches([details], actor=person("worker.west"), authority=AUTHORITY, now=clock.now())

    assert [match.score for match in matches.families] == [score]


@pytest.mark.parametrize(
    "details",
    [
        PersonDetails(name="Somebody Else", date_of_birth=date(2019, 3, 14)),
        PersonDetails(name="Somebody Else", postcode="N176XY"),
        PersonDetails(name="Sample Test-Larch", date_of_birth=date(2001, 1, 1)),
    ],
)
def test_others_are_no_match(clock, details):
    opened(clock)

    matches = find_matches([details], actor=person("worker.west"), authority=AUTHORITY, now=clock.now())

    assert matches.families == ()
    assert not matches.hidden


def test_of_a_case_one_may_not_see_only_that_there_may_be_one(clock):
    restrict(opened(clock), "worker.west")

    for name in ("door.one", "manager.west", "admin.one", "director.one"):
        matches = find_matches([CHILD], actor=person(name), authority=AUTHORITY, now=clock.now())
        assert (matches.families, matches.hidden) == ((), True)


def test_a_family_that_was_not_shown_cannot_be_chosen(clock):
    hidden = opened(clock)
    restrict(hidden, "worker.west")
    family = db.session.get(Case, UUID(hidden.case_id)).family_id
    referral = by_staff(clock, choice=f"family:{family}")

    with pytest.raises(InvalidInputError) as refused:
        start_referral(referral_id=referral, actor=person("door.one"), clock=clock)

    assert "choice" in refused.value.errors
    assert count(Case) == 1


def test_the_next_episode_of_a_family_makes_no_doubles(clock):
    first = opened(clock)
    family = db.session.get(Case, UUID(first.case_id)).family_id
    again = PersonDetails(name="Sample Test-Larche", date_of_birth=date(2019, 3, 14), phone="020 7946 0000")
    referral = by_staff(clock, choice=f"family:{family}", family=FamilyContent(name="Whatever", people=(again, BEN)))

    handled = start_referral(referral_id=referral, actor=person("door.one"), clock=clock)

    case = db.session.get(Case, UUID(handled.case_id))
    assert (case.family_id, case.episode) == (family, 2)
    people = db.session.scalars(select(Person).order_by(Person.name)).all()
    assert [(each.name, each.phone) for each in people] == [
        ("Ben Test-Child", None),
        ("Sample Test-Larch", "020 7946 0000"),
    ]


def test_a_request_is_linked_to_the_case_that_is_open(clock):
    case = opened(clock)
    referral, _ = from_outside(clock)
    prepare_referral(referral_id=referral, choice=f"case:{case.case_id}", actor=person("door.one"), clock=clock)

    handled = start_referral(referral_id=referral, actor=person("door.one"), clock=clock)

    assert (handled.status, handled.case_id) == ("linked", case.case_id)
    assert count(Case) == 1
    assert get_referral(referral_id=referral, actor=person("worker.west")).answers == ANSWERS


def test_the_lead_and_the_managers_of_the_team_are_told_of_a_request_that_is_linked(clock):
    case = opened(clock)
    row = db.session.get(Case, UUID(case.case_id))
    row.lead, row.team = "worker.west", "west"
    db.session.commit()
    referral, _ = from_outside(clock)
    prepare_referral(referral_id=referral, choice=f"case:{case.case_id}", actor=person("door.one"), clock=clock)

    start_referral(referral_id=referral, actor=person("door.one"), clock=clock)

    told = db.session.scalars(select(Notification).where(Notification.cause == f"linked:{referral}")).all()
    assert {each.user_name for each in told} == {"worker.west", "manager.west"}
    assert {(each.urgency, each.title, str(each.case_id)) for each in told} == {
        (Urgency.TODAY, f"A further request for help came in, {case.reference}", case.case_id)
    }


def test_who_may_not_know_of_a_restricted_case_is_not_told_of_a_request_that_is_linked_to_it(clock):
    case = opened(clock)
    row = db.session.get(Case, UUID(case.case_id))
    row.lead, row.team = "worker.west", "west"
    db.session.commit()
    restrict(case, "worker.west", "door.one")
    referral, _ = from_outside(clock)
    prepare_referral(referral_id=referral, choice=f"case:{case.case_id}", actor=person("door.one"), clock=clock)

    start_referral(referral_id=referral, actor=person("door.one"), clock=clock)

    told = db.session.scalars(select(Notification.user_name).where(Notification.cause == f"linked:{referral}"))
    assert set(told) == {"worker.west"}


def test_it_cannot_be_linked_to_a_case_one_may_not_see(clock):
    case = opened(clock)
    restrict(case, "worker.west")
    referral, _ = from_outside(clock)
    prepare_referral(referral_id=referral, choice=f"case:{case.case_id}", actor=person("door.one"), clock=clock)

    with pytest.raises(NotFoundError):
        start_referral(referral_id=referral, actor=person("door.one"), clock=clock)

    assert waiting() != []


def test_when_its_case_is_restricted_a_request_is_read_only_by_those_who_are_named(clock):
    referral, _ = from_outside(clock)
    prepare_referral(referral_id=referral, choice="new", actor=person("door.one"), clock=clock)
    handled = start_referral(referral_id=referral, actor=person("door.one"), clock=clock)
    db.session.get(Case, UUID(handled.case_id)).restricted = True
    db.session.commit()

    for name in ("door.one", "manager.west", "admin.one"):
        with pytest.raises(NotFoundError):
            get_referral(referral_id=referral, actor=person(name))


def test_what_was_begun_without_an_account_and_not_sent_is_forgotten_after_a_week(clock):
    _, unsent = from_outside(clock, send=False)
    sent, _ = from_outside(clock)
    later(clock, days=8)

    tidy(clock=clock)

    assert public_draft(writer=unsent) is None
    assert db.session.get(Referral, sent) is not None
