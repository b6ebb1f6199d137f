"""Mail about what people are told: run once, twice, late, or after a break in the middle."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import event, select, update

from service.jobs.work import send_notifications as run
from service.models import Notification, Outbox, Person, Urgency, User, db
from service.pathways.hints import HintKind, listening
from service.pathways.notify import Told, cause_gone, tell
from service.pathways.raise_concern import raise_concern
from service.pathways.send_notifications import send_notifications
from tests.integration.builders import AUTHORITY, later, person, triaged

ADDRESS = "https://help.example"


@pytest.fixture(autouse=True)
def addresses(jobs_app):
    """Everybody can be reached by mail."""
    db.session.execute(update(User).values(email=User.name + "@council.example"))


def leave(name, clock, *, cause=1, urgency=Urgency.TODAY, title="Panel moved to Tuesday"):
    told = Told(authority=AUTHORITY, cause=f"sitting:{UUID(int=cause)}", title=title, urgency=urgency)
    tell({name}, told, now=clock.now())


def mails():
    found = select(Outbox.parameters).where(Outbox.topic == "mail.send", Outbox.instance_id.is_(None))
    return [
        (each["to"], each["subject"], each["text"]) for each in db.session.scalars(found.order_by(Outbox.created_at))
    ]


def send(clock):
    return send_notifications(address=ADDRESS, clock=clock)


def at(clock, text):
    clock.move_to(datetime.fromisoformat(text).replace(tzinfo=UTC))


def test_what_is_for_today_is_mailed_once_however_often_the_job_runs(clock):
    leave("worker.west", clock)

    assert [send(clock), send(clock)] == [1, 0]
    (only,) = mails()
    assert only[0] == "worker.west@council.example"
    assert only[1] == "Test Early Help: 1 new for today"
    assert "- Panel moved to Tuesday" in only[2]
    assert "https://help.example/notifications" in only[2]


def test_there_is_at_most_one_mail_an_hour_about_today(clock):
    leave("worker.west", clock, cause=1)
    send(clock)

    leave("worker.west", clock, cause=2, title="Second")
    leave("worker.west", clock, cause=3, title="Third")
    later(clock, minutes=59)
    early = send(clock)
    later(clock, minutes=1)
    due = send(clock)

    assert (early, due) == (0, 1)
    assert "Second" in mails()[-1][2]
    assert "Third" in mails()[-1][2]


def test_an_urgent_concern_is_mailed_at_once_with_a_link_and_no_name(clock):
    case = triaged(clock)
    told = []

    with listening(told.extend):
        raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)
    send(clock)

    urgent = [mail for mail in mails() if "urgent" in mail[1]]
    assert HintKind.NOTIFICATION in {hint.kind for hint in told}
    assert {to for to, _, _ in urgent} >= {"manager.west@council.example"}
    assert all("/tasks/" in text and "Answer the concern, TST-" in text for _, _, text in urgent)
    names = set(db.session.scalars(select(Person.name)))
    assert not [name for name in names for mail in mails() if name in str(mail)]
    assert "bruise" not in str(mails())


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        ("2026-12-15T08:59", 0),  # before the office opens
        ("2026-12-15T09:00", 1),
        ("2026-12-19T12:00", 0),  # a Saturday
        ("2026-12-25T12:00", 0),  # Christmas
    ],
)
def test_the_digest_comes_on_working_mornings(clock, moment, sent):
    leave("worker.west", clock, urgency=Urgency.DIGEST)
    at(clock, moment)

    assert send(clock) == sent


def test_there_is_one_digest_a_day_also_when_it_is_late(clock):
    leave("worker.west", clock, cause=1, urgency=Urgency.DIGEST)
    at(clock, "2026-12-15T15:00")
    first = send(clock)
    leave("worker.west", clock, cause=2, urgency=Urgency.DIGEST, title="Second")
    at(clock, "2026-12-15T16:00")
    second = send(clock)
    at(clock, "2026-12-16T09:00")

    assert (first, second, send(clock)) == (1, 0, 1)
    assert "Second" in mails()[-1][2]


def test_what_is_over_or_cleared_is_not_mailed(clock):
    leave("worker.west", clock)
    cause_gone(f"sitting:{UUID(int=1)}", now=clock.now())

    assert send(clock) == 0


def test_people_without_an_address_are_told_on_the_page_alone(clock):
    db.session.execute(update(User).values(email=None))
    leave("worker.west", clock)

    assert send(clock) == 0


def test_old_news_is_not_mailed_after_a_long_pause(clock):
    leave("worker.west", clock)
    later(clock, days=15)

    assert send(clock) == 0


def test_a_job_that_is_killed_before_its_commit_sends_nothing_and_the_next_one_everything(clock):
    leave("worker.west", clock)
    session = db.session()

    def die(_session):
        if any(session.scalars(select(Notification.sent_at))):
            raise KeyboardInterrupt

    event.listen(session, "before_commit", die)
    with pytest.raises(KeyboardInterrupt):
        send(clock)
    event.remove(session, "before_commit", die)

    assert mails() == []
    assert db.session.scalars(select(Notification.sent_at)).all() == [None]
    assert send(clock) == 1


def test_a_long_list_is_cut_short(clock):
    for number in range(60):
        leave("worker.west", clock, cause=number + 1, title=f"Title {number:02}")

    send(clock)

    assert mails()[0][1] == "Test Early Help: 60 new for today"
    assert "... and 10 more" in mails()[0][2]


def test_the_job_knows_where_the_pages_are(clock, jobs_app):
    leave("worker.west", clock)

    run([])

    assert "http://127.0.0.1:8000/notifications" in mails()[0][2]
