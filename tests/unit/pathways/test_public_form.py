"""What people without an account are asked, and what is kept of it."""

import json
from datetime import UTC, datetime

import pytest

from service.forms import read_form
from service.pathways.public_form import public_form, received_answers
from service.pathways.referral_content import Sender

NOW = datetime(2026, 12, 14, 10, tzinfo=UTC)
FORM = {
    "type": "default",
    "id": "ask",
    "components": [
        {"type": "textfield", "id": "Field_reason", "key": "reason", "label": "Why?"},
        {"type": "textfield", "id": "Field_level", "key": "level", "label": "Level", "properties": {"public": "false"}},
        {
            "type": "textfield",
            "id": "Field_contact",
            "key": "referrer.contact",
            "label": "How to reach you",
            "validate": {"required": True, "maxLength": 30},
            "properties": {"public": "contact"},
        },
    ],
}


@pytest.fixture
def form():
    return read_form(json.dumps(FORM).encode(), "ask.form")


def kept(form, sender):
    return received_answers(form, {"reason": "Tired"}, sender, now=NOW)


def test_what_only_the_service_knows_and_what_every_request_says_are_not_asked(form):
    assert [question.key for question in public_form(form).fields] == ["reason"]


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        (Sender(phone="01632 960001", email="parent@example.com"), "01632 960001, parent@example.c"),
        (Sender(unreachable=True), "Cannot be contacted"),
        (Sender(), "By way of the family"),
    ],
)
def test_the_question_about_contact_is_answered_with_what_the_sender_said(form, sender, words):
    assert kept(form, sender) == {"reason": "Tired", "referrer": {"contact": words}}
