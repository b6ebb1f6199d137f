"""Who was told of an urgent concern, in words."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from service.models import OutboxStatus
from service.pathways.queries.concerns import Alert, ConcernState, Notice, Receiver
from service.web.concerns.present import raised_page
from service.web.site import Site

AT = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)
MAIL = Alert(
    name="Alert everybody",
    channel="mail.send",
    receivers=(Receiver(address="door@test.example", names=(), role=None),),
    status=OutboxStatus.DONE,
    sent_at=AT,
)
STATE = ConcernState(case_id=UUID(int=1), reference="TST-2026-00001", alerts=(), notices=(), answers=())


def told(**changes: object) -> list[tuple[str, bool]]:
    state = replace(STATE, **changes)  # type: ignore[arg-type] # a test's shorthand
    return [(line.text, line.failed) for line in raised_page(state, Site(), now=AT).told]


@pytest.mark.parametrize(
    ("receiver", "words"),
    [
        ({}, "door@test.example"),
        ({"names": ("Door One", "Door Two")}, "Door One and Door Two (door@test.example)"),
        ({"role": "front_door", "names": ("Door One",)}, "front_door (door@test.example)"),
    ],
)
def test_a_mail_names_whom_it_went_to_and_when(receiver: dict[str, object], words: str):
    alert = replace(MAIL, receivers=(replace(MAIL.receivers[0], **receiver),))  # type: ignore[arg-type] # shorthand

    assert told(alerts=(alert,)) == [(f"{words}: email sent on 14 December 2026 at 10am", False)]


def test_each_receiver_has_a_line():
    other = Receiver(address="hub@test.example", names=(), role=None)

    lines = told(alerts=(replace(MAIL, receivers=(*MAIL.receivers, other), status=OutboxStatus.DEAD, sent_at=None),))

    assert lines == [
        ("door@test.example: email could not be sent: tell them yourself, now", True),
        ("hub@test.example: email could not be sent: tell them yourself, now", True),
    ]


def test_what_names_no_receiver_is_called_as_its_step():
    alert = replace(MAIL, name="Tell the other system", channel="webhook.send", receivers=())

    assert told(alerts=(alert,)) == [("Tell the other system: message sent on 14 December 2026 at 10am", False)]


@pytest.mark.parametrize(
    ("mailed_at", "besides"),
    [(None, ""), (AT.replace(minute=5), ", and by email on 14 December 2026 at 10:05am")],
)
def test_people_with_an_account_are_named(mailed_at: datetime | None, besides: str):
    lines = told(notices=(Notice(name="Manager West", at=AT, mailed_at=mailed_at),))

    assert lines == [(f"Manager West: in their notifications on 14 December 2026 at 10am{besides}", False)]
