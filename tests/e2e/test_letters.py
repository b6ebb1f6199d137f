"""A letter is written, looked at as it will be printed, made final as a PDF, and sent."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.both_ways import BOTH_WAYS

pytestmark = BOTH_WAYS

SCENARIO = "whole_case_christmas_to_easter"
STARTS = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)
LETTER = "The end of your support from Early Help"
ADDRESS = "Head of year\nTest School\n1 Test Road"


@pytest.mark.timeout(120)
def test_a_letter_is_written_seen_and_sent(council, office):
    reference = council.case(SCENARIO, until="Discuss the case together", family="Test Family Larch")
    documents = f"/cases/{council.case_id(reference)}/documents"
    worker = office.desk("manager.west").open(documents).press("Write a letter").press("Continue")
    assert worker.errors == ["Select who the letter is for"]

    worker.fill({"Which letter?": LETTER, "Who is it for?": "Somebody else", "Name and address": ADDRESS})
    worker.press("Continue").press("Save and look at the letter")
    sheet = worker.page.locator(".app-letter").inner_text()
    assert ADDRESS in sheet
    assert f"Our reference: {reference}" in sheet
    assert "We will contact you in 3 months" in sheet

    worker.press("Make the letter final").sees("Final, not sent")
    assert paper(worker).startswith(b"%PDF-")
    worker.fill({"How is it sent?": "The post room prints and posts it"}).press("Send the letter")
    worker.sees("The letter is on its way to the post room.")

    council.settle()
    listed = worker.open(documents).page.locator(".govuk-summary-list__row", has_text=LETTER)
    assert "Sent" in listed.inner_text()


def paper(desk) -> bytes:
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name="Download the PDF").click()
    return Path(download.value.path()).read_bytes()
