"""A request for help is neither lost nor doubled, whatever happens at the same moment or in the middle."""

from uuid import UUID

from flask import Flask
from sqlalchemy import func, select, text

from service.clocks.clock import VirtualClock
from service.errors import PathwaysError
from service.models import Case, Family, Person, Referral, ReferralStatus, db
from service.pathways.handle_referral import prepare_referral, start_referral
from service.pathways.send_referral import SentReferral, send_referral
from tests.integration.builders import person
from tests.integration.pathways.test_concurrency import at_once
from tests.integration.pathways.test_referrals import from_outside

MANY = 6


def received(clock: VirtualClock) -> UUID:
    referral, _ = from_outside(clock)
    prepare_referral(referral_id=referral, choice="new", actor=person("door.one"), clock=clock)
    return referral


def count(model: type) -> int:
    return db.session.scalars(select(func.count()).select_from(model)).one()


def test_sent_many_times_at_once_it_is_received_once(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        _, writer = from_outside(clock, send=False)

    outcomes = at_once(committed, *[lambda: send_referral(writer=writer, clock=clock)] * MANY)

    assert len({outcome.reference for outcome in outcomes if isinstance(outcome, SentReferral)}) == 1, outcomes
    with committed.app_context():
        assert db.session.scalars(select(Referral.status)).all() == [ReferralStatus.RECEIVED]


def test_of_several_people_who_start_it_at_once_one_does(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        referral, door = received(clock), person("door.one")

    outcomes = at_once(committed, *[lambda: start_referral(referral_id=referral, actor=door, clock=clock)] * MANY)

    assert len([outcome for outcome in outcomes if isinstance(outcome, PathwaysError)]) == MANY - 1, outcomes
    with committed.app_context():
        assert (count(Case), count(Family), count(Person)) == (1, 1, 1)


def test_a_start_that_is_killed_in_the_middle_leaves_the_request_waiting(committed: Flask, clock: VirtualClock):
    """The last thing that a start writes cannot be written: as if the server had gone away there."""
    with committed.app_context():
        referral, door = received(clock), person("door.one")
        refuse = "alter table referral add constraint killed check (case_id is null)"
        db.session.execute(text(refuse))
        db.session.commit()

    outcomes = at_once(committed, lambda: start_referral(referral_id=referral, actor=door, clock=clock))

    assert isinstance(outcomes[0], Exception)
    with committed.app_context():
        assert db.session.get(Referral, referral).status is ReferralStatus.RECEIVED
        assert (count(Case), count(Family), count(Person)) == (0, 0, 0)
        db.session.execute(text("alter table referral drop constraint killed"))
        db.session.commit()
        assert start_referral(referral_id=referral, actor=door, clock=clock).status == "started"


def test_a_request_whose_answers_do_not_fit_any_more_goes_on_waiting(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        referral, door = received(clock), person("door.one")
        prepare_referral(referral_id=referral, answers={}, actor=door, clock=clock)

    outcomes = at_once(committed, lambda: start_referral(referral_id=referral, actor=door, clock=clock))

    assert isinstance(outcomes[0], PathwaysError)
    with committed.app_context():
        row = db.session.get(Referral, referral)
        assert (row.status, row.answers) == (ReferralStatus.RECEIVED, {"reason": "We need help"})
        assert count(Case) == 0
