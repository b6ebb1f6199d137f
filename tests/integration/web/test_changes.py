"""What drafts and releases change, as pages."""

from uuid import UUID

import pytest

from service.library import read_directory
from tests.integration.builders import AUTHORITY, LIBRARY
from tests.integration.drafting import (
    README,
    SUPPORT,
    approved,
    begun,
    decided,
    published,
    saved,
    sent,
)
from tests.integration.web.conftest import Browser, Page, Visit, text_of

DEADLINES = "processes/test/deadlines.dmn"
SIX = (b'<outputEntry id="Cell_visit_amount"><text>5</text>', b'<outputEntry id="Cell_visit_amount"><text>6</text>')
FLOW = b'<bpmn:sequenceFlow id="Flow_Referred_Triage" sourceRef="Event_Referred" targetRef="Task_Triage"/>'
COPY = (
    b'<bpmn:userTask id="Task_Copy" name="Copy of plan given" camunda:formRef="plan" camunda:candidateGroups="worker"/>'
    b'<bpmn:sequenceFlow id="Flow_Referred_Triage" sourceRef="Event_Referred" targetRef="Task_Copy"/>'
    b'<bpmn:sequenceFlow id="Flow_Copy_Triage" sourceRef="Task_Copy" targetRef="Task_Triage"/>'
)


def changed(path: str, *replacements: tuple[bytes, bytes]) -> bytes:
    content = read_directory(LIBRARY, AUTHORITY)[path]
    for old, new in replacements:
        assert old in content
        content = content.replace(old, new)
    return content


def drafted(visit: Visit, *files: tuple[str, bytes]) -> UUID:
    with visit.app.app_context():
        draft = begun(visit.clock)
        for path, content in files:
            saved(draft, visit.clock, path=path, content=content)
    return draft


def published_with(visit: Visit, path: str, content: bytes) -> UUID:
    with visit.app.app_context():
        return UUID(published(approved(visit.clock, path=path, content=content), visit.clock).release_id)


def row_of(page: Page, title: str) -> str:
    (row,) = page.find(f"//tr[th[normalize-space(text())='{title}']]")
    return text_of(row)


def test_a_draft_says_in_words_first_what_it_changes(visit: Visit, owner: Browser):
    draft = drafted(visit, (DEADLINES, changed(DEADLINES, SIX)), (SUPPORT, changed(SUPPORT, (FLOW, COPY))))

    page = owner.get(f"/drafts/{draft}/changes")

    assert page.h1 == "What this draft changes"
    assert "Compared with: Live release 1." in page.text
    sentences = [text_of(each) for each in page.find("//main//ul[contains(@class, 'govuk-list--bullet')]/li")]
    assert (
        sentences[:3]
        == [
            'Visit the family within 6 working days, counted from "triaged" instead of 5.',
            'New step "Copy of plan given" for the Worker in Family support.',
            'After "Referral received", the case now goes to "Copy of plan given".',
        ]
        or "6 working days" in sentences[0]
    )
    assert page.text.index("In words") < page.text.index("Part by part")


def test_rows_and_elements_are_shown_with_what_was_and_what_is(visit: Visit, owner: Browser):
    draft = drafted(visit, (DEADLINES, changed(DEADLINES, SIX)), (SUPPORT, changed(SUPPORT, (FLOW, COPY))))

    page = owner.get(f"/drafts/{draft}/changes")

    assert "before: 5 → now: 6" in row_of(page, "Visit the family")
    assert "New" in row_of(page, "Copy of plan given")
    assert f"/drafts/{draft}/changes/diagram/support" in page.links().values()


def test_a_rule_that_loses_its_last_carrier_is_warned_of_on_top(visit: Visit, owner: Browser):
    carriers = (SUPPORT, DEADLINES, "processes/test/pages.bpmn", "forms/test/plan.form", "processes/test/reports.yaml")
    draft = drafted(visit, *((path, changed(path, (b"TEST-001", b""))) for path in carriers))

    page = owner.get(f"/drafts/{draft}/changes")

    (warning,) = page.find("//*[contains(@class, 'app-alert--error')]")
    assert 'Nothing carries out the rule "TEST-001: Each referral is triaged" any more' in text_of(warning)
    assert page.text.index("Rules that nothing would carry out any more") < page.text.index("In words")
    (row,) = page.find("//tr[starts-with(normalize-space(th), 'TEST-001')]")
    assert text_of(row).endswith("Nothing")
    assert "Carried out by nothing" in text_of(row)


def test_a_rule_that_keeps_a_carrier_is_no_warning(visit: Visit, owner: Browser):
    bare = changed(SUPPORT, (b'<camunda:property name="rules" value="TEST-001"/>', b""))

    page = owner.get(f"/drafts/{drafted(visit, (SUPPORT, bare))}/changes")

    assert not page.find("//*[contains(@class, 'app-alert--error')]")
    assert "Carried out differently" in page.text


def test_a_file_without_sentences_shows_its_lines(visit: Visit, owner: Browser):
    draft = drafted(visit, (README, b"# Another heading\n"))

    page = owner.get(f"/drafts/{draft}/changes")

    assert "New: # Another heading" in page.text


def test_a_draft_that_changes_nothing_says_so(visit: Visit, owner: Browser):
    assert "Nothing differs." in owner.get(f"/drafts/{drafted(visit)}/changes").text


def test_a_draft_that_cannot_be_read_leads_to_its_checks(visit: Visit, owner: Browser):
    draft = drafted(visit, ("processes/test/authority.yaml", b"id: ["))

    page = owner.get(f"/drafts/{draft}/changes")

    assert "Something in this draft cannot be read" in page.text
    assert page.links()["See what is wrong"] == f"/drafts/{draft}/checks"


def test_both_drawings_are_there_with_a_list_and_a_table_of_what_differs(visit: Visit, owner: Browser):
    draft = drafted(visit, (SUPPORT, changed(SUPPORT, (FLOW, COPY))))

    page = owner.get(f"/drafts/{draft}/changes/diagram/support")

    files = page.find("//@data-difference-file")
    assert files == [f"/drafts/{draft}/changes/diagram/support/{side}" for side in ("before", "after")]
    (item,) = page.find("//button[@data-difference-show][normalize-space()='Copy of plan given']")
    assert (item.get("data-badge"), item.get("data-before"), item.get("data-after")) == ("New", "", "Task_Copy")
    assert "New" in row_of(page, "Copy of plan given")
    before, after = (owner.client.get(file).get_data() for file in files)
    assert b"Task_Copy" not in before
    assert b"Task_Copy" in after


def test_the_file_of_a_drawing_opens_nowhere_as_a_page(visit: Visit, owner: Browser):
    draft = drafted(visit, (SUPPORT, changed(SUPPORT, (FLOW, COPY))))

    answer = owner.client.get(f"/drafts/{draft}/changes/diagram/support/after")

    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_process_that_neither_version_has_is_not_there(visit: Visit, owner: Browser):
    draft = drafted(visit)

    owner.get(f"/drafts/{draft}/changes/diagram/unheard", status=404)
    owner.get(f"/drafts/{draft}/changes/diagram/unheard/after", status=404)


def test_a_release_says_what_it_changed_against_the_one_before_it(visit: Visit, owner: Browser):
    release = published_with(visit, DEADLINES, changed(DEADLINES, SIX))

    page = owner.get(f"/procedure/releases/{release}/changes")

    assert page.h1 == "What release 2 changed"
    assert "Compared with: Release 1." in page.text
    assert "before: 5 → now: 6" in row_of(page, "Visit the family")


def test_a_release_can_be_compared_with_any_other(visit: Visit, owner: Browser):
    published_with(visit, DEADLINES, changed(DEADLINES, SIX))
    release = published_with(visit, SUPPORT, changed(SUPPORT, (b'name="Triage the referral"', b'name="First look"')))

    to_the_one_before = owner.get(f"/procedure/releases/{release}/changes")
    to_the_first = owner.get(f"/procedure/releases/{release}/changes?against=1")
    drawings = owner.get(f"/procedure/releases/{release}/changes/diagram/support?against=1")

    assert "6 working days" not in to_the_one_before.text
    assert "6 working days" in to_the_first.text
    assert "First look" in drawings.text
    owner.get(f"/procedure/releases/{release}/changes?against=99", status=404)


def test_the_first_release_has_nothing_before_it(visit: Visit, owner: Browser):
    second = published_with(visit, README, b"# Changed\n")
    first = next(
        option.get("href")
        for option in owner.get("/procedure").find("//a[contains(@href, '/procedure/releases/')]")
        if str(second) not in option.get("href")
    ).split("/")[3]

    assert "This is the first release" in owner.get(f"/procedure/releases/{first}/changes").text


def test_a_published_draft_still_says_what_it_changed(visit: Visit, owner: Browser):
    draft = drafted(visit, (DEADLINES, changed(DEADLINES, SIX)))
    with visit.app.app_context():
        sent(draft, visit.clock)
        decided(draft, visit.clock)
        published(draft, visit.clock)

    page = owner.get(f"/drafts/{draft}/changes")

    assert "Compared with: Release 1." in page.text
    assert "6 working days" in page.text


@pytest.mark.parametrize("path", ["", "/diagram/support", "/diagram/support/after"])
def test_only_process_owners_see_what_a_draft_changes(visit: Visit, owner: Browser, path: str):
    draft = drafted(visit, (SUPPORT, changed(SUPPORT, (FLOW, COPY))))

    owner.get(f"/drafts/{draft}/changes{path}")
    visit.as_("worker.west").get(f"/drafts/{draft}/changes{path}", status=403)
