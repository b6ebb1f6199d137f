from datetime import UTC, datetime
from uuid import UUID

import pytest

from service.models import Urgency
from service.pathways.queries.notifications import NotificationList, NotificationView
from service.web.notifications.badge import count_text
from service.web.notifications.present import cleared_text, notifications_page

NOW = datetime(2026, 12, 14, 10, tzinfo=UTC)
KEY = UUID(int=7)


def view(cause, urgency=Urgency.TODAY, **changes):
    known = {
        "id": UUID(int=1),
        "title": "Visit the family, TST-2026-00001",
        "case_id": UUID(int=2),
        "task_id": None,
        "created_at": NOW,
        "cleared_at": None,
        "cleared_by": None,
        "gone_at": None,
    }
    return NotificationView(urgency=urgency, cause=cause, **(known | changes))


def page(*standing, past=(), more=False):
    return notifications_page(NotificationList(standing=standing, past=past, more=more), address)


def address(endpoint, **values):
    return f"{endpoint}?{','.join(f'{name}={value}' for name, value in values.items())}"


@pytest.mark.parametrize(
    ("cause", "place"),
    [
        (f"task:{KEY}", f"tasks.show?task_id={KEY}"),
        (f"deadline:{KEY}", f"cases.deadlines?case_id={UUID(int=2)}"),
        (f"sitting:{KEY}", f"panels.sitting?sitting_id={KEY}"),
        (f"referral:{KEY}", f"referrals.show?referral_id={KEY}"),
        (f"linked:{KEY}", f"referrals.show?referral_id={KEY}"),
        ("elsewhere:1", ""),
    ],
)
def test_each_cause_leads_to_its_page(cause, place):
    (section,) = page(view(cause)).sections

    assert section.lines[0].text.href == place


def test_the_most_urgent_kind_comes_first_and_cannot_be_cleared():
    found = page(view(f"task:{KEY}", Urgency.DIGEST), view(f"task:{KEY}", Urgency.INTERRUPT))

    assert [(section.title, section.clearable) for section in found.sections] == [
        ("Now", False),
        ("When you have time", True),
    ]
    assert found.sections[0].lines[0].id == ""


def test_it_is_said_who_cleared_and_what_went_by_itself():
    cleared = view(f"task:{KEY}", cleared_at=NOW, cleared_by="Worker West")
    gone = view(f"task:{KEY}", gone_at=NOW)

    found = page(past=(cleared, gone))

    assert [line.when for line in found.past] == [
        "Cleared by Worker West on 14 December 2026 at 10am",
        "Done, passed on or over on 14 December 2026 at 10am",
    ]
    assert not found.clearable


def test_it_is_said_when_not_all_are_shown():
    assert page(view(f"task:{KEY}"), more=True).more == "Only 300 are shown. Clear some of them to see the others."


@pytest.mark.parametrize(("number", "text"), [(0, ""), (1, "1"), (99, "99"), (100, "99+")])
def test_the_header_counts_up_to_a_hundred(number, text):
    assert count_text(number) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "Nothing was left to clear."), (1, "1 notification cleared."), (3, "3 notifications cleared.")],
)
def test_clearing_is_confirmed(count, text):
    assert cleared_text(count) == text
