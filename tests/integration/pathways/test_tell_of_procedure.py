"""Who is told of drafts and of a changed procedure, and when it is over by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.clocks.clock import VirtualClock
from service.models import ApprovalDecision, Notification, RunningCases, Urgency, db
from service.pathways.discard_draft import discard_draft
from service.pathways.notify import STANDING
from service.pathways.queries.procedure import NEWS_FOR, drafts_to_approve, lately_changed
from service.pathways.settle_notifications import settle_notifications
from service.pathways.tell_of_procedure import LONGEST, title_of
from tests.integration.builders import PEOPLE, person, started
from tests.integration.drafting import OWNERS, add_owners, approved, begun, decided, published, saved, sent
from tests.integration.moving import SUPPORT, begun_move, release_with


@pytest.fixture(autouse=True)
def _owners(rolled_back, clock):
    add_owners(clock)


def told(begins: str) -> set[str]:
    """Who is told of something that begins so, and need still know."""
    found = select(Notification.user_name).where(STANDING, Notification.title.startswith(begins))
    return set(db.session.scalars(found))


def waiting(clock, *, by: str = "owner.one"):
    draft_id = begun(clock, by=by)
    saved(draft_id, clock, by=by)
    sent(draft_id, clock, by=by)
    return draft_id


def test_a_draft_waits_for_everybody_who_had_no_hand_in_it(clock):
    draft_id = begun(clock)
    saved(draft_id, clock, by="owner.three")
    sent(draft_id, clock)

    owners = told("A draft waits")

    assert "owner.two" in owners
    assert owners.isdisjoint({"owner.one", "owner.three", "worker.west"})


def test_the_list_names_what_one_may_approve(clock):
    draft_id = waiting(clock)

    assert [draft.id for draft in drafts_to_approve(actor=person("owner.two"))] == [draft_id]
    assert drafts_to_approve(actor=person("owner.one")) == ()


@pytest.mark.parametrize(
    ("decision", "title"),
    [(ApprovalDecision.APPROVED, "Your draft was approved"), (ApprovalDecision.RETURNED, "Your draft was given back")],
)
def test_a_decision_is_told_to_those_who_made_the_draft(clock, decision, title):
    draft_id = waiting(clock)

    decided(draft_id, clock, decision=decision, reason="Because")

    assert told(title) == {"owner.one"}
    assert told("A draft waits") == set()


def test_what_is_over_is_taken_back(clock):
    draft_id = waiting(clock)

    discard_draft(draft_id=draft_id, actor=person("owner.one"), clock=clock)

    assert told("A draft waits") == set()


def test_a_new_release_is_news_for_everybody_for_two_weeks(clock):
    published(approved(clock), clock)
    fresh = told("The procedure changed: Plainer words")
    lately = lately_changed(actor=person("worker.west"), now=clock.now())

    clock.move_to(clock.now() + NEWS_FOR + timedelta(seconds=1))
    settle_notifications(clock=clock)

    assert fresh >= {*PEOPLE, *OWNERS}
    assert lately is not None
    assert lately.note == "Plainer words in the readme"
    assert told("The procedure changed") == set()
    assert lately_changed(actor=person("worker.west"), now=clock.now()) is None


def test_news_of_an_earlier_release_make_room_for_the_next(clock):
    published(approved(clock), clock)

    published(approved(clock, content=b"# Again\n"), clock)

    found = select(Notification.cause).where(
        STANDING, Notification.user_name == "worker.west", Notification.title.startswith("The procedure")
    )
    assert len(db.session.scalars(found).all()) == 1


def test_news_wait_for_the_next_working_morning(clock):
    published(approved(clock), clock)

    found = select(Notification.urgency).where(Notification.title.startswith("The procedure changed"))
    assert set(db.session.scalars(found)) == {Urgency.DIGEST}


def test_a_long_note_is_cut_between_words():
    class Long:
        note = "word " * 100

    title = title_of(Long, went_back=False)

    assert len(title) <= LONGEST + len("The procedure changed: ")
    assert title.endswith("word…")


class TickingClock(VirtualClock):
    """It goes on whenever somebody looks at it, as every real one does."""

    def now(self):
        self.move_to(self.current + timedelta(milliseconds=1))
        return self.current


def test_whoever_began_a_move_that_ends_with_another_release_is_told(clock):
    ticking = TickingClock(clock.now())
    started(ticking)
    second = release_with(ticking, {SUPPORT: {'name="Visit the family"': 'name="See the family"'}})
    begun_move(second, ticking, when=RunningCases.NEXT_STAGE, by="owner.three")

    published(approved(ticking), ticking)

    title = "Your move to release 2 ended: another release went live, and 1 process was not moved"
    assert told(title) == {"owner.three"}
