"""Whom a draft affects: timers and listeners that begin or cease to be waited for."""

import csv
import io

from tests.integration.builders import triaged
from tests.integration.web.conftest import Browser, Page, Visit, text_of
from tests.integration.web.test_changes import SUPPORT, changed, drafted
from tests.integration.web.test_impact import asked, row_of

ANOTHER = ((b"Event_NotVisited", b"Event_Another"), (b'name="Not visited yet"', b'name="Another"'))


def cells_of(page: Page, title: str) -> list[str]:
    return [text_of(cell) for cell in page.find(f"//tr[normalize-space(th)='{title}']/*")]


def test_what_begins_and_ceases_to_be_waited_for_is_counted_and_told_for_each_case(visit: Visit, owner: Browser):
    with visit.app.app_context():
        case = triaged(visit.clock)
    draft = drafted(visit, (SUPPORT, changed(SUPPORT, *ANOTHER)))
    asked(visit, owner, draft)

    page = owner.get(f"/drafts/{draft}/impact")
    (row,) = csv.DictReader(io.StringIO(owner.client.get(f"/drafts/{draft}/impact.csv").get_data(as_text=True)))

    assert "1 event would no longer be waited for" in page.text
    assert cells_of(page, "Another") == ["Another", "1", "0"]
    assert cells_of(page, "Not visited yet") == ["Not visited yet", "0", "1"]
    assert "Waits no more for Not visited yet, due " in row_of(page, case.reference)
    told = row["What begins or ceases to be waited for"]
    assert told.startswith("Begins to wait for Another, due ")
    assert "; Waits no more for Not visited yet, due " in told
