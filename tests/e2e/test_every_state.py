"""States of pages that no link leads to: forms that were refused, pages behind forms, and pages that say no."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from service.settings import LARGEST_UPLOAD
from tests.e2e.browser import Desk, Office
from tests.e2e.changing import DEADLINES, OPERATOR, OWNER, REVIEWS
from tests.e2e.council import AUTHORITY
from tests.e2e.everything import ANSWERS, BORN, CLERK, DOOR, MANAGER, WORKER, Everything, furnish
from tests.e2e.kinds import BEHIND_FORMS, Kinds
from tests.e2e.pages.referral import ReferralPages
from tests.e2e.pages.task import MOST_PAGES, TaskPage

pytestmark = pytest.mark.timeout(300)

ALLOCATION = {
    "worker": WORKER,
    "team": "west",
    "school": "Test School",
    "named_worker": "yes",
    "presenting_needs": "Low attendance, tired children.",
    "family_history": "Moved twice in a year.",
}
# links of the error summary that lead to nothing
LEAD_NOWHERE = """
() => [...document.querySelectorAll(".govuk-error-summary__list a")]
  .filter((link) => !document.getElementById(link.hash.slice(1))).map((link) => link.href)
"""
NOTHING: Mapping[str, Any] = {}
DOUBLING = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"  # a file that is refused before it is kept
AUTHORITY_FILE = "processes/haringey/authority.yaml"
# kind of page, who sends its form, the button, and what they filled in: not enough
REFUSED = (
    ("account.sign_in", None, "Sign in", {"User name": "nobody.here"}),
    ("account.password", WORKER, "Change password", NOTHING),
    ("cases.correct", WORKER, "Save the correction", NOTHING),
    ("cases.documents", WORKER, "Add the document", NOTHING),
    ("concerns.new", WORKER, "Alert the managers now", NOTHING),
    ("documents.removal", MANAGER, "Remove the document", NOTHING),
    ("letters.cancellation", WORKER, "Cancel the letter", NOTHING),
    ("letters.edit", WORKER, "Save and look at the letter", {"Name and address on the letter": ""}),
    ("letters.new", WORKER, "Continue", NOTHING),
    ("letters.wording", WORKER, "Save and look at the letter", {"Wording of the letter": ""}),
    ("panels.add_item", CLERK, "Add to the agenda", NOTHING),
    ("panels.add_person", CLERK, "Save", NOTHING),
    ("panels.decide_item", CLERK, "Save the decision", NOTHING),
    ("panels.defer_item", CLERK, "Put it off", NOTHING),
    ("panels.move", CLERK, "Move the sitting", NOTHING),
    ("panels.withdraw_item", CLERK, "Withdraw it", NOTHING),
    ("people.add", WORKER, "Save", NOTHING),
    ("people.change", WORKER, "Save", {"Full name": ""}),
    ("people.record_consent_form", WORKER, "Save", NOTHING),
    ("people.relate", WORKER, "Save", NOTHING),
    ("public.family", None, "Continue", NOTHING),
    ("referrals.new", DOOR, "Continue", NOTHING),
    ("referrals.show", DOOR, "Close the request", NOTHING),
    ("team.absence", MANAGER, "Record the absence", NOTHING),
    ("team.overdue_reason", WORKER, "Record the reason", NOTHING),
    ("team.worker", MANAGER, "Reassign", NOTHING),
)
# The same of forms about the procedure and its processes.  After the kind what its address asks, where it does; last
# what the address is about instead: by its name among the ids, or as it is.
PROCEDURE_REFUSED: tuple[tuple[str, str, str, Mapping[str, Any], Mapping[str, str]], ...] = (
    ("drafts.approval", OWNER, "Send it for approval", NOTHING, NOTHING),
    ("drafts.approval", OWNER, "Confirm", NOTHING, {"draft_id": "sent_id"}),
    ("drafts.file", OWNER, "Save", {"The file": DOUBLING}, {"path": AUTHORITY_FILE}),
    ("drafts.new", OWNER, "Add it", NOTHING, NOTHING),
    ("drafts.publication", OWNER, "Publish", NOTHING, {"draft_id": "approved_id"}),
    ("drafts.renewal", OWNER, "Bring it up to date", NOTHING, {"draft_id": "behind_id"}),
    ("folders.show", OWNER, "See what it would change", NOTHING, NOTHING),
    ("moves.choose", OWNER, "Continue", NOTHING, NOTHING),
    ("moves.new", OWNER, "Continue", NOTHING, NOTHING),
    ("operations.answer", OPERATOR, "Skip the step", NOTHING, {"answer": "skip"}),
    ("operations.change", OPERATOR, "Cancel the process", NOTHING, {"change": "cancel"}),
    ("operations.change", OPERATOR, "Suspend", NOTHING, {"change": "suspend"}),
    ("operations.index", OPERATOR, "Suspend", NOTHING, NOTHING),
    ("outline.adding?id=Flow_Copy_NextStep", OWNER, "Add the task", NOTHING, {"path": REVIEWS}),
    ("outline.branching?id=Flow_Copy_NextStep", OWNER, "Add the choice", NOTHING, {"path": REVIEWS}),
    ("outline.change?id=Task_Star", OWNER, "Save", {"Form": "Choose"}, {"path": REVIEWS}),
    ("outline.row?table=deadlines", OWNER, "Add the row", {"How long": "a while"}, {"path": DEADLINES}),
    ("procedure.show", OWNER, "Begin a draft", NOTHING, NOTHING),
    ("procedure.withdrawal", OWNER, "Withdraw", NOTHING, {"release_id": "planned_id"}),
    ("tryouts.new?process=review_cycle&event=Event_SupportRuns", OWNER, "Begin the tryout", NOTHING, NOTHING),
    ("tryouts.saving", OWNER, "Save in the draft", NOTHING, NOTHING),
)


@pytest.fixture(scope="module")
def here(council) -> Everything:
    return furnish(council)


@pytest.fixture(scope="module")
def kinds(council) -> Kinds:
    return Kinds(council.app)


@pytest.fixture(scope="module")
def ids(here) -> Mapping[str, str]:
    return here.ids()


@pytest.mark.parametrize(("kind", "person", "button", "fields"), REFUSED, ids=[each[0] for each in REFUSED])
def test_a_refused_form_says_what_is_wrong(office, kinds, ids, kind, person, button, fields):
    desk = seated(office, person)
    desk.page.goto(desk.address + kinds.path(kind, ids))

    desk.fill(fields).press(button)

    assert says_what_is_wrong(desk)


@pytest.mark.parametrize(
    ("kind", "person", "button", "fields", "about"), PROCEDURE_REFUSED, ids=[each[0] for each in PROCEDURE_REFUSED]
)
def test_a_refused_form_about_the_procedure_says_what_is_wrong(office, kinds, ids, kind, person, button, fields, about):
    endpoint, mark, asked = kind.partition("?")
    of_page = {**ids, **{name: ids.get(which, which) for name, which in about.items()}}
    desk = office.desk(person)
    desk.page.goto(desk.address + kinds.path(endpoint, of_page) + mark + asked)

    desk.fill(fields).press(button)

    assert says_what_is_wrong(desk)


def says_what_is_wrong(desk: Desk) -> bool:
    assert desk.page.title().startswith("Error: "), desk.page.title()
    assert desk.page.evaluate(LEAD_NOWHERE) == []
    return bool(desk.errors)


def test_a_letter_is_not_sent_without_saying_how(office, kinds, ids):
    desk = office.desk(WORKER).open(kinds.path("letters.show", {**ids, "letter_id": ids["final_id"]}))

    desk.press("Send the letter")

    assert desk.errors


@dataclass(frozen=True)
class Scene:
    office: Office
    here: Everything
    kinds: Kinds

    def task(self, family: str, name: str) -> str:
        return str(self.here.council.task_id(self.here.references[family], name))


def _task_with_all_answers(scene: Scene) -> Desk:
    desk = scene.office.desk(MANAGER).open(f"/tasks/{scene.task('Cedar', 'Allocate the family')}")
    page = TaskPage(desk).go_on()
    assert desk.errors
    for _ in range(MOST_PAGES):
        if desk.path.endswith("/check"):
            break
        page.answer(ALLOCATION).go_on()
    return desk


def _chosen_to_reassign(scene: Scene) -> Desk:
    desk = scene.office.desk(MANAGER).open(f"/work/reassign?task={scene.task('Cedar', 'Allocate the family')}")
    desk.press("Reassign")
    assert desk.errors
    return desk


def _chosen_to_complete(scene: Scene) -> Desk:
    desk = scene.office.desk(MANAGER).open(f"/work/complete?task={scene.task('Larch', 'Give advice without names')}")
    desk.page.locator("main form .govuk-button").last.click()
    assert desk.audited().errors
    return desk.open(f"/work/complete?task={scene.task('Cedar', 'Allocate the family')}").sees("more than one question")


def _case_to_replay(scene: Scene) -> Desk:
    desk = scene.office.desk(OWNER).open(scene.kinds.path("tryouts.replays", scene.here.ids()))
    desk.fill({"Process": "Referral to closure"}).press("Show")
    return desk.follow("Those that still run").follow("Replay ")


def _questions_outside(scene: Scene) -> Desk:
    desk = scene.office.stranger()
    request = ReferralPages(desk).begin_outside(AUTHORITY)
    desk.fill({"Your phone number": "01632 960001"})
    request.family("Test Family Fir", ("Test Child Fir", BORN))
    return desk


def _check_outside(scene: Scene) -> Desk:
    desk = _questions_outside(scene)
    ReferralPages(desk).answer(ANSWERS)
    return desk


def _questions_of_staff(scene: Scene) -> Desk:
    desk = scene.office.desk(DOOR)
    ReferralPages(desk).begin("Request for help").family("Test Family Fir", ("Test Child Fir", BORN)).choose(
        "A new family"
    )
    return desk


def _check_of_staff(scene: Scene) -> Desk:
    desk = _questions_of_staff(scene)
    ReferralPages(desk).answer(ANSWERS)
    return desk


def _sent_outside(scene: Scene) -> Desk:
    return _check_outside(scene).press("Send")


WAYS: Mapping[str, Callable[[Scene], Desk]] = {
    "public.check": _check_outside,
    "public.questions": _questions_outside,
    "public.sent": _sent_outside,
    "referrals.check": _check_of_staff,
    "referrals.questions": _questions_of_staff,
    "tasks.check": _task_with_all_answers,
    "tryouts.replay": _case_to_replay,
    "work.complete": _chosen_to_complete,
    "work.reassign": _chosen_to_reassign,
}


@pytest.mark.parametrize("kind", sorted(BEHIND_FORMS))
def test_a_page_behind_a_form(office, here, kinds, kind):
    desk = WAYS[kind](Scene(office, here, kinds))

    assert kinds.of(desk.path) == kind


def test_a_diagram_is_drawn(office, here, kinds, ids):
    desk = office.desk(WORKER).open(kinds.path("cases.pathway", ids))

    expect(desk.page.get_by_role("button", name="Zoom in")).to_be_hidden()
    desk.press("Show the diagram")
    expect(desk.page.get_by_role("button", name="Zoom in")).to_be_visible()
    desk.page.locator("[data-diagram-canvas] svg").first.wait_for()

    desk.audited()


@pytest.mark.parametrize(
    ("kind", "person", "status"),
    [("panels.allocations", WORKER, 403), ("cases.overview", "fsw.east", 404), ("team.overdue_reason", WORKER, 409)],
)
def test_a_page_that_says_no_says_what_to_do(office, kinds, ids, kind, person, status):
    desk = office.desk(person)

    answer = desk.page.goto(desk.address + kinds.path(kind, {**ids, "deadline_id": ids["met_id"]}))

    assert answer.status == status
    assert desk.audited().page.locator("main a, main li").count()


def test_a_file_that_is_too_large_is_refused(office, kinds, ids):
    desk = office.desk(WORKER).open(kinds.path("cases.documents", ids))
    large = {"name": "large.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7" + bytes(LARGEST_UPLOAD)}
    desk.page.locator("main input[type=file]").set_input_files(large)

    desk.press("Add the document")

    desk.sees("must be smaller than")


def test_a_form_that_says_too_much_is_refused(office, kinds, ids):
    desk = office.desk(WORKER).open(kinds.path("concerns.new", ids))
    desk.page.locator("main textarea").evaluate("box => { box.value = 'word '.repeat(300000) }")

    desk.press("Alert the managers now")

    assert desk.h1 == "This is too large to send"


def test_a_form_that_another_window_changed_first(office, kinds, ids):
    first, second = (office.desk(WORKER).open(kinds.path("people.change", ids)) for _ in range(2))
    first.fill({"Known as": "One"}).press("Save")

    second.fill({"Known as": "Eins"}).press("Save")

    second.sees("changed")


def test_a_form_without_its_token_is_given_back(office, kinds, ids):
    desk = office.desk(WORKER).open(kinds.path("concerns.new", ids))
    desk.page.locator("main input[name=csrf_token]").evaluate("field => { field.value = 'of another day' }")

    desk.press("Alert the managers now")

    assert desk.h1 == "What you wrote is still here"


def seated(office: Office, person: str | None) -> Desk:
    return office.stranger() if person is None else office.desk(person)
