"""One file of a draft in the browser: saved by hand and by itself, by two people at once, brought back, refused."""

import re
from uuid import UUID

import pytest

from service.access import system_actor
from service.pathways.queries.drafts import draft_file
from service.pathways.save_draft_file import save_draft_file
from tests.integration.builders import person
from tests.integration.drafting import README, SUPPORT, approved, begun, published, saved, seen, shown
from tests.integration.web.conftest import Browser, Page, Visit, text_of

SHARED = "processes/shared/urgent_concern.bpmn"
DEADLINES = "processes/test/deadlines.dmn"
FORM = "forms/test/visit.form"
MINE, THEIRS = "# Mine\n", "# Theirs\n"
DANGEROUS = '<!DOCTYPE x [<!ENTITY a "b">]><definitions>&a;</definitions>'


@pytest.fixture
def draft_id(owners: Visit) -> UUID:
    with owners.app.app_context():
        return begun(owners.clock)


def file(draft_id: UUID, path: str = README) -> str:
    return f"/drafts/{draft_id}/files/{path}"


def content(visit: Visit, draft_id: UUID, path: str = README) -> str:
    """What stands in the draft."""
    page = visit.as_("owner.three").get(file(draft_id, path))
    return page.find("//textarea[@id='content']")[0].text.removeprefix("\n")


def autosaved(
    owner: Browser, draft_id: UUID, text: str, version: str | None, *, status: int = 200
) -> dict[str, object]:
    sent = {"content": text, "version": version}
    return owner.post(f"/drafts/{draft_id}/autosave/{README}", sent, status=status).answer.get_json()


def version_of(visit: Visit, draft_id: UUID, path: str = README) -> str | None:
    with visit.app.app_context():
        return seen(draft_id, path)


def theirs_saved(visit: Visit, draft_id: UUID) -> None:
    with visit.app.app_context():
        saved(draft_id, visit.clock, content=THEIRS.encode(), by="owner.two")


def test_a_file_is_saved_with_the_line_ends_that_it_had(owners: Visit, owner: Browser, draft_id: UUID):
    owner.get(file(draft_id))

    owner.submit({"content": "# One\r\ntwo\r\n"}, action=file(draft_id))

    assert content(owners, draft_id) == "# One\ntwo\n"


def test_saving_what_stands_there_changes_nothing(owners: Visit, owner: Browser, draft_id: UUID):
    page = owner.get(file(draft_id, SUPPORT))
    before = page.find("//textarea[@id='content']")[0].text.removeprefix("\n")

    owner.submit({"content": before.replace("\n", "\r\n")}, action=file(draft_id, SUPPORT))

    with owners.app.app_context():
        assert shown(draft_id).revision == 0 or all(each.state == "same" for each in shown(draft_id).files)


def test_a_page_saves_itself_again_and_again(owners: Visit, owner: Browser, draft_id: UUID):
    first = autosaved(owner, draft_id, "# One\n", version_of(owners, draft_id))
    second = autosaved(owner, draft_id, "# Two\n", str(first["version"]))

    assert first["changed"] is True
    assert second["version"] == version_of(owners, draft_id)
    assert content(owners, draft_id) == "# Two\n"


def test_a_page_that_saves_itself_never_overwrites_what_somebody_else_saved(
    owners: Visit, owner: Browser, draft_id: UUID
):
    before = version_of(owners, draft_id)
    theirs_saved(owners, draft_id)

    said = autosaved(owner, draft_id, MINE, before, status=409)

    assert "Owner Two" in str(said["detail"])
    assert content(owners, draft_id) == THEIRS


@pytest.mark.parametrize(("keep", "stands", "kept"), [("mine", MINE, THEIRS), ("theirs", THEIRS, MINE)])
def test_of_two_versions_one_is_chosen_and_neither_is_lost(
    owners: Visit, owner: Browser, draft_id: UUID, *, keep: str, stands: str, kept: str
):
    owner.get(file(draft_id))
    theirs_saved(owners, draft_id)

    both = owner.submit({"content": MINE}, action=file(draft_id), status=409)
    owner.submit({"content": MINE, "keep": keep}, action=file(draft_id))

    assert [area.text.strip() for area in both.find("//textarea")] == [MINE.strip(), THEIRS.strip()]
    assert content(owners, draft_id) == stands
    history = owner.get(f"/drafts/{draft_id}/history?every=1")
    versions = [owner.get(link.get("href")).text for link in history.find("//td/a")]
    assert any(kept.strip() in version for version in versions)


def conflict_about(owners: Visit, owner: Browser, draft_id: UUID, path: str, edits: tuple[str, str, str]) -> Page:
    """What is shown where somebody else put the second text in the place of the first, and the owner the third."""
    before, theirs, mine = edits
    owner.get(file(draft_id, path))
    text = content(owners, draft_id, path)
    assert before in text
    with owners.app.app_context():
        saved(draft_id, owners.clock, path=path, content=text.replace(before, theirs).encode(), by="owner.two")
    return owner.submit({"content": text.replace(before, mine)}, action=file(draft_id, path), status=409)


@pytest.mark.parametrize(
    ("path", "edits", "said"),
    [
        (
            SUPPORT,
            ("Visit the family", "Meet the family", "See the family"),
            '"Meet the family" is now called "See the family".',
        ),
        (
            DEADLINES,
            ('Cell_visit_amount"><text>5<', 'Cell_visit_amount"><text>6<', 'Cell_visit_amount"><text>7<'),
            "7 working days",
        ),
        (FORM, ("When did you visit?", "When were you there?", "When was the visit?"), "When was the visit?"),
    ],
)
def test_two_versions_of_what_can_be_told_in_words_are(
    owners: Visit, owner: Browser, draft_id: UUID, *, path: str, edits: tuple[str, str, str], said: str
):
    page = conflict_about(owners, owner, draft_id, path, edits)

    told = [text_of(item) for item in page.find("//main//ul[contains(@class, 'govuk-list--bullet')]/li")]
    assert "What your version would change in the one in the draft" in page.text
    assert any(said in sentence for sentence in told), told


@pytest.mark.parametrize(
    ("path", "edits"),
    [(README, ("#", "# Else\n#", "# Mine\n#")), (SUPPORT, ("</bpmn:definitions>", "</bpmn:definitions>\n", "<"))],
)
def test_what_there_are_no_words_for_or_cannot_be_read_is_shown_as_text_only(
    owners: Visit, owner: Browser, draft_id: UUID, *, path: str, edits: tuple[str, str, str]
):
    page = conflict_about(owners, owner, draft_id, path, edits)

    assert "would change" not in page.text
    assert len(page.find("//textarea")) == 2


def test_a_file_that_was_removed_meanwhile_can_stay_removed(owners: Visit, owner: Browser, draft_id: UUID):
    owner.get(file(draft_id))
    second = owners.as_("owner.two")
    second.get(f"/drafts/{draft_id}/removal/{README}")
    second.submit({}, action=f"/drafts/{draft_id}/removal/{README}")

    owner.submit({"content": MINE}, action=file(draft_id), status=409)
    owner.submit({"keep": "theirs"}, action=file(draft_id))

    assert version_of(owners, draft_id) is None


def test_a_shared_file_cannot_be_removed_and_stays_the_drafts(owners: Visit, owner: Browser, draft_id: UUID):
    owner.get(f"/drafts/{draft_id}/removal/{SHARED}")

    page = owner.submit({}, action=f"/drafts/{draft_id}/removal/{SHARED}", status=422)

    assert "Several authorities use this file" in page.text
    assert version_of(owners, draft_id, SHARED) is not None


def test_a_version_that_the_draft_may_not_have_is_not_brought_back(owners: Visit, owner: Browser, draft_id: UUID):
    base = content(owners, draft_id, SHARED)
    with owners.app.app_context():
        earlier, _ = [
            save_draft_file(
                draft_id=draft_id,
                path=SHARED,
                content=each.encode(),
                if_match=seen(draft_id, SHARED),
                actor=system_actor(),
                clock=owners.clock,
            ).revision
            for each in (base + "\n", base)
        ]
    owner.get(f"/drafts/{draft_id}/versions/{earlier}")

    page = owner.submit({}, action=f"/drafts/{draft_id}/restore/{SHARED}", status=422)

    assert "an own file of the same name" in page.errors["content"]


def test_a_dangerous_file_is_refused_and_given_back(owners: Visit, owner: Browser, draft_id: UUID):
    before = version_of(owners, draft_id, SUPPORT)
    owner.get(file(draft_id, SUPPORT))

    page = owner.submit({"content": DANGEROUS}, action=file(draft_id, SUPPORT), status=422)

    assert "document type" in page.errors["content"]
    assert DANGEROUS in page.find("//textarea[@id='content']")[0].text
    assert version_of(owners, draft_id, SUPPORT) == before


def test_a_file_of_three_megabytes_is_refused_in_words(owners: Visit, owner: Browser, draft_id: UUID):
    owner.get(file(draft_id))

    page = owner.submit({"content": "x" * 3_200_000}, action=file(draft_id), status=422)

    assert "larger" in page.errors["content"]


def test_findings_come_as_they_are_now(owners: Visit, owner: Browser, draft_id: UUID):
    with owners.app.app_context():
        whole = draft_file(draft_id=draft_id, path=SUPPORT, actor=person("owner.one")).decode()
        broken = re.sub(r'(<bpmn:userTask id="Task_Visit"[^>]*?) camunda:formRef="[^"]*"', r"\1", whole).encode()
        saved(draft_id, owners.clock, content=broken, path=SUPPORT)

    found = owner.get(f"/drafts/{draft_id}/findings/{SUPPORT}").answer.get_json()

    assert [badge for badge in found["badges"] if badge["element"] == "Task_Visit" and badge["severity"] == "error"]
    assert 'data-editor-show="Task_Visit"' in found["html"]


def test_a_form_is_shown_as_it_will_look(owner: Browser, draft_id: UUID):
    form = owner.get(file(draft_id, FORM)).find("//textarea[@id='content']")[0].text

    assert "govuk-input" in previewed(owner, draft_id, form)


def test_a_form_that_cannot_be_drawn_says_why(owner: Browser, draft_id: UUID):
    assert "cannot be drawn yet" in previewed(owner, draft_id, "{")


def previewed(owner: Browser, draft_id: UUID, form: str) -> str:
    """A piece of a page, as the editor asks for it."""
    token = owner.client.get("/session/token").get_json()["csrf_token"]
    answer = owner.client.post(f"/drafts/{draft_id}/preview/{FORM}", data={"content": form, "csrf_token": token})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_changes_to_a_file_are_undone(owners: Visit, owner: Browser, draft_id: UUID):
    with owners.app.app_context():
        saved(draft_id, owners.clock)
    owner.get(file(draft_id))

    owner.submit({}, action=f"/drafts/{draft_id}/restore/{README}")

    with owners.app.app_context():
        assert all(each.state == "same" for each in shown(draft_id).files)


def test_an_earlier_version_is_brought_back(owners: Visit, owner: Browser, draft_id: UUID):
    with owners.app.app_context():
        earlier = saved(draft_id, owners.clock, content=MINE.encode()).revision
        saved(draft_id, owners.clock, content=THEIRS.encode())

    owner.get(f"/drafts/{draft_id}/versions/{earlier}")
    owner.submit({}, action=f"/drafts/{draft_id}/restore/{README}")

    assert content(owners, draft_id) == MINE


def test_a_new_form_is_named_after_what_it_is_called(owners: Visit, owner: Browser, draft_id: UUID):
    owner.get(f"/drafts/{draft_id}/new")

    answer = owner.submit({"kind": "form", "name": "Copy of plan given"}, action=f"/drafts/{draft_id}/new")

    page = owner.after(answer)
    assert page.h1 == "Copy of plan given"
    assert version_of(owners, draft_id, "forms/test/copy_of_plan_given.form")


def test_no_file_takes_the_place_of_another_by_its_name(owner: Browser, draft_id: UUID):
    owner.get(f"/drafts/{draft_id}/new")

    page = owner.submit({"kind": "form", "name": "Visit"}, action=f"/drafts/{draft_id}/new", status=422)

    assert page.errors["name"] == "There is a file of that name already. Choose another name."


@pytest.mark.parametrize(
    "address", ["", "/checks", "/history", "/approval", "/publish", "/new", "/renewal", "/files/x"]
)
def test_a_draft_is_nothing_for_workers(owners: Visit, draft_id: UUID, address: str):
    owners.as_("worker.west").get(f"/drafts/{draft_id}{address}", status=403)


def test_what_is_live_meanwhile_is_chosen_file_by_file(owners: Visit, owner: Browser, draft_id: UUID):
    with owners.app.app_context():
        saved(draft_id, owners.clock, content=MINE.encode())
        published(approved(owners.clock, content=THEIRS.encode()), owners.clock)
    owner.get(f"/drafts/{draft_id}/renewal")

    unanswered = owner.submit({}, action=f"/drafts/{draft_id}/renewal", status=422)
    owner.submit({"keep-0": "ours"}, action=f"/drafts/{draft_id}/renewal")

    assert "keep-0" in unanswered.errors
    assert content(owners, draft_id) == MINE
