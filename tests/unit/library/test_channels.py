"""The channels by which an authority has an urgent concern told: each can be sent by, or publication is refused."""

from pathlib import Path

import pytest

from service.library import check, read_directory

ROOT = Path(__file__).parents[3]
ROUTE = "processes/demo/urgent_route.dmn"
ADDRESS = '"https://alerts.demo.example/urgent"'
BOTH = '["mail", "webhook"]'


@pytest.fixture
def files() -> dict[str, bytes]:
    return dict(read_directory(ROOT, "demo"))


def broken(files: dict[str, bytes], old: str, new: str) -> list[tuple[str, str]]:
    assert old.encode() in files[ROUTE]
    files[ROUTE] = files[ROUTE].replace(old.encode(), new.encode())
    return [(finding.code, finding.message) for finding in check(files, "demo")]


def test_a_channel_that_nothing_sends_by_is_named_with_those_that_there_are(files):
    files[ROUTE] = files[ROUTE].replace(BOTH.encode(), b'["mail", "text_message"]')

    (finding,) = check(files, "demo")

    assert (finding.code, finding.file, finding.element) == ("urgent-channel-unknown", ROUTE, "Row_urgent_route_2")
    assert '"text_message"' in finding.message
    assert "mail, webhook" in finding.remedy


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (BOTH, "[]", "urgent-channels-unreadable"),
        (BOTH, '"mail"', "urgent-channels-unreadable"),
        (BOTH, "[1]", "urgent-channels-unreadable"),
        (ADDRESS, "null", "urgent-channel-without-address"),
        ('name="channels"', 'name="chanels"', "urgent-channels-missing"),
    ],
)
def test_a_table_that_would_leave_somebody_untold_is_refused(files, old, new, code):
    assert [found for found, _ in broken(files, old, new)] == [code]


def test_whoever_draws_another_channel_can_use_it(files):
    alert = "processes/shared/urgent_alert.bpmn"
    files[alert] = files[alert].replace(b'camunda:topic="webhook.send"', b'camunda:topic="pager.send"')

    assert broken(files, BOTH, '["pager"]') == []
