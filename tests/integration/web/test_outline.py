"""Diagrams as lists and decision tables as forms: read and changed by somebody who does not use the canvas."""

from uuid import UUID

import pytest

from service.pathways.queries.drafts import draft_file
from tests.integration.builders import person
from tests.integration.drafting import SUPPORT, begun, saved
from tests.integration.web.conftest import Browser, Page, Visit

DEADLINES = "processes/test/deadlines.dmn"
SHARED = "processes/shared/urgent_concern.bpmn"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def draft(owners: Visit) -> UUID:
    with owners.app.app_context():
        return begun(owners.clock)


def content(visit: Visit, draft_id: UUID, path: str = SUPPORT) -> str:
    with visit.app.app_context():
        return draft_file(draft_id=draft_id, path=path, actor=person("owner.one")).decode()


def step_of(page: Page, name: str) -> str:
    """The id of the step that the list shows under that name."""
    found = page.find(f"//section[contains(@class, 'app-outline__step')][*[contains(., '{name}')]]/@id")
    assert found, page.text
    return str(found[-1])


def way_to(page: Page, link: str, about: str) -> str:
    """The address of a link that is only heard as a whole, such as "Change 4 Call the family"."""
    found = [(" ".join(each.text_content().split()), each.get("href")) for each in page.find("//main//a[@href]")]
    heard = [(text, href) for text, href in found if text.startswith(link) and about in text]
    return next(href for text, href in heard if link != "Change" or "on the way" not in text)


def test_a_diagram_is_a_list_of_steps_in_the_order_of_the_flow(owner: Browser, draft: UUID):
    page = owner.get(f"/drafts/{draft}/outline/{SUPPORT}")

    numbers = [each.text_content() for each in page.find("//span[contains(@class, 'app-outline__number')]")]
    assert numbers[:3] == ["1", "2", "3"]
    assert page.find("//a[normalize-space()='Open the drawing']")
    assert "Done by" in page.text


def test_a_step_is_renamed_and_nothing_else_changes(owner: Browser, owners: Visit, draft: UUID):
    before = content(owners, draft)
    page = owner.get(f"/drafts/{draft}/outline/{SUPPORT}")
    owner.get(way_to(page, "Change", " Visit the family"))

    answer = owner.submit({"name": "See the family"})

    assert content(owners, draft) == before.replace('name="Visit the family"', 'name="See the family"')
    assert "See the family" in owner.after(answer).text


def test_a_form_that_is_sent_as_it_is_changes_nothing(owner: Browser, owners: Visit, draft: UUID):
    page = owner.get(f"/drafts/{draft}/outline/{SUPPORT}")
    before = content(owners, draft)
    changes = [each.get("href") for each in page.find("//main//a[@href]") if "/change?" in each.get("href")]

    for href in changes:
        shown = owner.get(href)
        boxes = {name: shown.find(f"//input[@name='{name}'][@checked]/@value") for name in ("roles", "deadlines")}
        owner.submit({name: values or None for name, values in boxes.items()})

    assert len(changes) > 5
    assert content(owners, draft) == before


def test_a_task_is_given_to_the_role_of_another_lane(owner: Browser, owners: Visit, draft: UUID):
    page = owner.get(f"/drafts/{draft}/outline/{SUPPORT}")
    form = owner.get(way_to(page, "Change", " Visit the family"))
    boxes = {name: form.find(f"//input[@name='{name}'][@checked]/@value") for name in ("roles", "deadlines")}

    answer = owner.submit({"lane": "Lane_Manager", **{name: values or None for name, values in boxes.items()}})

    owner.after(answer)
    shown = owner.get(way_to(owner.page, "Change", " Visit the family"))
    assert shown.find("//select[@name='lane']/option[@selected]/@value") == ["Lane_Manager"]
    assert shown.find("//input[@name='roles'][@checked]/@value") == ["manager"]
    owner.get(f"/drafts/{draft}/checks")
    assert "lies in the lane" not in owner.page.text


def test_a_task_is_added_between_two_steps(owner: Browser, owners: Visit, draft: UUID):
    page = owner.get(f"/drafts/{draft}/outline/{SUPPORT}")
    form = owner.get(way_to(page, "Add a task here", "Visit the family"))
    role = form.find("//input[@name='roles']/@value")[0]
    chosen = form.find("//select[@name='form']/option[@value!='']/@value")[0]

    answer = owner.submit({"name": "Copy of plan given", "roles": role, "form": chosen})

    shown = owner.after(answer)
    assert "Copy of plan given" in shown.text
    owner.get(f"/drafts/{draft}/checks")
    assert "no place in the picture" not in owner.page.text


def test_a_task_without_a_role_is_refused_and_what_was_typed_stays(owner: Browser, draft: UUID):
    page = owner.get(f"/drafts/{draft}/outline/{SUPPORT}")
    owner.get(way_to(page, "Add a task here", "Visit the family"))

    answer = owner.submit({"name": "Copy of plan given"}, status=422)

    assert "roles" in answer.errors
    assert answer.form()["name"] == "Copy of plan given"


def test_a_condition_that_cannot_be_read_is_refused_beside_the_field(owner: Browser, draft: UUID):
    page = owner.get(f"/drafts/{draft}/outline/{SUPPORT}")
    owner.get(way_to(page, "Add a choice here", "Visit the family"))

    texts = {"question": "Was it good?", "label": "no", "otherwise": "yes", "condition": "level > > 2", "end": "Over"}
    answer = owner.submit(texts, status=422)

    assert answer.errors.keys() == {"condition"}
    assert "cannot be read" in answer.errors["condition"]


def test_a_choice_is_added_with_a_new_end(owner: Browser, owners: Visit, draft: UUID):
    page = owner.get(f"/drafts/{draft}/outline/{SUPPORT}")
    owner.get(way_to(page, "Add a choice here", "Visit the family"))

    texts = {"question": "Was it good?", "label": "no", "otherwise": "yes", "condition": "1 > 2", "end": "Not good"}
    shown = owner.after(owner.submit(texts))

    assert "no, if" in shown.text
    assert "Not good" in shown.text


def test_a_change_on_top_of_somebody_elses_keeps_both(owner: Browser, owners: Visit, draft: UUID):
    page = owner.get(f"/drafts/{draft}/outline/{SUPPORT}")
    owner.get(way_to(page, "Change", " Visit the family"))
    with owners.app.app_context():
        theirs = content(owners, draft).replace('name="Support"', 'name="Help"').encode()
        saved(draft, owners.clock, path=SUPPORT, content=theirs + b"\n", by="owner.two")

    answer = owner.submit({"name": "See the family"}, status=422)
    assert "Somebody else changed this file" in answer.text
    assert answer.form()["name"] == "See the family"
    owner.submit({"name": "See the family"})

    assert 'name="See the family"' in content(owners, draft)
    assert content(owners, draft).endswith("\n\n")


def test_a_shared_file_and_a_closed_draft_can_only_be_read(owner: Browser, draft: UUID):
    page = owner.get(f"/drafts/{draft}/outline/{SHARED}")

    assert "Several authorities use this file" in page.text
    assert not page.find("//main//a[contains(@href, '/change?')]")


def test_somebody_who_is_no_process_owner_sees_no_draft(visit: Visit, draft: UUID):
    worker = visit.as_("worker.west")

    worker.get(f"/drafts/{draft}/outline/{SUPPORT}", status=403)
    worker.get(f"/drafts/{draft}/table/{DEADLINES}", status=403)
    worker.get(f"/drafts/{draft}/folder", status=403)


@pytest.mark.parametrize("path", ["processes/test/nothing.bpmn", DEADLINES, "forms/test/visit.form"])
def test_what_is_no_diagram_of_the_draft_is_not_found(owner: Browser, draft: UUID, path: str):
    owner.get(f"/drafts/{draft}/outline/{path}", status=404)


def test_scripts_in_names_and_notes_are_shown_as_text(owner: Browser, owners: Visit, draft: UUID):
    escaped = "&lt;script&gt;alert(1)&lt;/script&gt;"
    with owners.app.app_context():
        text = content(owners, draft).replace('name="Visit the family"', f'name="{escaped}"')
        saved(draft, owners.clock, path=SUPPORT, content=text.encode())

    page = owner.get(f"/drafts/{draft}/outline/{SUPPORT}")

    assert SCRIPT in page.text
    owner.get(way_to(page, "Change", SCRIPT))
    owner.get(f"/drafts/{draft}/changes")
    owner.get(f"/drafts/{draft}/checks")


def test_a_file_that_is_no_diagram_says_so_and_nothing_breaks(owner: Browser, owners: Visit, draft: UUID):
    with owners.app.app_context():
        saved(draft, owners.clock, path=SUPPORT, content=b'<svg xmlns="http://www.w3.org/2000/svg"/>')

    page = owner.get(f"/drafts/{draft}/outline/{SUPPORT}")

    assert "not a BPMN 2.0 diagram" in page.text


def test_the_deadlines_are_a_table_that_reads_aloud(owner: Browser, draft: UUID):
    page = owner.get(f"/drafts/{draft}/table/{DEADLINES}")

    assert page.find("//th[@scope='col'][normalize-space()='Counts from']")
    assert "within" in page.text


def test_a_deadline_is_changed_by_form(owner: Browser, owners: Visit, draft: UUID):
    page = owner.get(f"/drafts/{draft}/table/{DEADLINES}")
    before = content(owners, draft, DEADLINES)
    form = owner.get(page.find("//main//table//a[contains(., 'Change')]/@href")[0])

    owner.submit({"amount": "77", "repeat": form.find("//input[@name='repeat'][@checked]/@value") or None})

    after = content(owners, draft, DEADLINES)
    assert "<text>77</text>" in after
    assert len(after.splitlines()) == len(before.splitlines())
    assert sum(a != b for a, b in zip(after.splitlines(), before.splitlines(), strict=True)) == 1


def test_a_deadline_is_added_moved_and_removed(owner: Browser, owners: Visit, draft: UUID):
    before = content(owners, draft, DEADLINES)
    page = owner.get(f"/drafts/{draft}/table/{DEADLINES}")
    form = owner.get(way_to(page, "Add a row", ""))
    event = form.find("//select[@name='from']/option[@value!='']/@value")[0]
    new = {"label": "Copy of plan", "key": "copy_of_plan", "amount": "2", "unit": "weeks", "from": event}
    page = owner.after(owner.submit({**new, "enforcement": "warning"}))
    assert "within 2 weeks" in page.text

    up = page.find("//form[contains(@action, 'row-move')][.//span[normalize-space()='Copy of plan']]/@action")[0]
    version = page.find("//input[@name='version']/@value")[0]
    page = owner.after(owner.post(up, {"version": version, "towards": "up"}))
    owner.get(way_to(page, "Remove", "Copy of plan"))
    owner.submit({})

    assert content(owners, draft, DEADLINES) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "many"),
        ("key", "First Visit!"),
        ("label", " "),
        ("at", "Blursday 25:00"),
        ("unit", "fortnights"),
    ],
)
def test_what_can_be_no_deadline_is_refused_beside_its_field(owner: Browser, draft: UUID, field: str, value: str):
    page = owner.get(f"/drafts/{draft}/table/{DEADLINES}")
    owner.get(page.find("//main//table//a[contains(., 'Change')]/@href")[0])

    answer = owner.submit({field: value}, status=422)

    assert answer.errors.keys() == {field}


def test_a_release_is_read_as_a_list_and_changed_by_nobody(owner: Browser):
    page = owner.get("/procedure")
    release = next(
        each for each in page.find("//main//a/@href") if "/procedure/releases/" in each and "/files/" in each
    )
    number = release.split("/")[3]

    listed = owner.get(f"/procedure/releases/{number}/outline/{SUPPORT}")
    table = owner.get(f"/procedure/releases/{number}/table/{DEADLINES}")

    assert not listed.find("//main//a[contains(@href, '/change')]")
    assert not table.find("//main//form")
