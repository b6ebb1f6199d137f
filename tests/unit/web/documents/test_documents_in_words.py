from dataclasses import replace

import pytest

from service.models import LetterStatus, OutboxStatus
from service.web.documents.present import document_line, letter_line
from service.web.texts import size_text
from tests.unit.web.documents.lines import AT, ID, VIEW, letter, pages


@pytest.fixture(autouse=True)
def _addresses():
    with pages():
        yield


def test_a_document_says_what_it_is_who_added_it_and_when():
    line = document_line(VIEW)

    assert line.about == "PDF, 117 KB. Added 14 December 2026 at 10am by Worker West"
    assert (line.href, line.look_href) == (f"/documents/{ID}", None)


def test_a_picture_can_be_looked_at():
    assert document_line(replace(VIEW, media_type="image/png")).look_href == f"/documents/{ID}/look"


def test_a_removed_document_says_why_and_leads_nowhere():
    line = document_line(replace(VIEW, removed_at=AT, removed_by="manager.west", removed_reason="Another family's"))

    assert line.about == "Removed 14 December 2026 by manager.west: Another family's"
    assert (line.href, line.look_href, line.remove_href) == (None, None, None)


@pytest.mark.parametrize(("size", "words"), [(0, "1 KB"), (2048, "2 KB"), (1_572_864, "1.5 MB")])
def test_sizes_are_said_in_words(size, words):
    assert size_text(size) == words


@pytest.mark.parametrize(
    ("changes", "status", "about"),
    [
        ({}, "Draft", "Begun 14 December 2026 at 10am by Worker West"),
        ({"status": LetterStatus.FINAL}, "Final, not sent", "Begun 14 December 2026 at 10am by Worker West"),
        (
            {
                "status": LetterStatus.CANCELLED,
                "cancelled_at": AT,
                "cancelled_by": "Manager West",
                "cancelled_reason": "Moved",
            },
            "Cancelled",
            "Cancelled 14 December 2026 by Manager West: Moved",
        ),
        (
            {"status": LetterStatus.SENT, "channel": "hand", "sent_at": AT, "sent_by": "Worker West"},
            "Sent",
            "Sent by hand 14 December 2026 at 10am, Worker West",
        ),
        (
            {
                "status": LetterStatus.SENT,
                "channel": "post",
                "sent_at": AT,
                "sent_by": "Manager West",
                "by_process": True,
                "delivery": OutboxStatus.PENDING,
            },
            "On its way",
            "Sent by a step of the procedure by post 14 December 2026 at 10am, Manager West",
        ),
        (
            {
                "status": LetterStatus.SENT,
                "channel": "mail",
                "sent_at": AT,
                "sent_by": "W",
                "delivery": OutboxStatus.DEAD,
            },
            "Not delivered: tell your administrator",
            "Sent by email 14 December 2026 at 10am, W",
        ),
    ],
)
def test_a_letter_says_how_far_it_is(changes, status, about):
    line = letter_line(letter(**changes))

    assert (line.status, line.about, line.receiver) == (status, about, "Child One")
