"""Moving running cases to a published release, and going back to an earlier one."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from service.models import Audit, BulkAction, BulkKind, Instance, ItemResult, Release, RunningCases, db
from service.pathways.begin_move import begin_move
from service.pathways.restrict_case import restrict_case
from tests.integration.builders import AUTHORITY, person, started, triaged
from tests.integration.drafting import approved, published
from tests.integration.moving import current_id, instance_of, release_with, results, run_all
from tests.integration.web.conftest import Browser, Page, Visit

LOOK = {"processes/test/support.bpmn": {'name="Triage the referral" camunda:formRef': 'name="Look" camunda:formRef'}}
REASON = "Everybody works by the new words"


def released(visit: Visit) -> UUID:
    """A second release, which is current."""
    with visit.app.app_context():
        return release_with(visit.clock, LOOK)


def first(visit: Visit) -> UUID:
    with visit.app.app_context():
        return db.session.scalars(select(Release.id).where(Release.authority == AUTHORITY, Release.number == 1)).one()


def running(visit: Visit, **about: str) -> UUID:
    """A case that waits for its triage; returns its process."""
    with visit.app.app_context():
        return instance_of(started(visit.clock, **about).case_id).id


def instance_of_id(instance_id: UUID) -> Instance:
    return db.session.get_one(Instance, instance_id, populate_existing=True)


def action_of(visit: Visit) -> BulkAction:
    with visit.app.app_context():
        return db.session.scalars(select(BulkAction).order_by(BulkAction.begun_at.desc()).limit(1)).one()


def checked(owner: Browser, release: UUID, typed: dict[str, str]) -> Page:
    """The page that says what will happen."""
    sent = {"kind": "move", **typed}
    return owner.post(f"/procedure/releases/{release}/moves", sent, status=200)


def checked_again(owner: Browser, release: UUID, typed: dict[str, str], *, status: int = 200) -> Page:
    """The page that says what going back will do, from the form on the page before."""
    sent = {"kind": "again", "live": live_on_page(owner, release), **typed}
    return owner.post(f"/procedure/releases/{release}/moves", sent, status=status)


def live_on_page(owner: Browser, release: UUID) -> str:
    page = owner.get(f"/procedure/releases/{release}/moves")
    return str(page.find("//input[@name='live']")[0].get("value"))


def test_the_page_says_which_releases_running_processes_follow(visit: Visit, owner: Browser):
    running(visit)
    release = released(visit)

    page = owner.get(f"/procedure/releases/{release}/moves")

    assert page.h1 == "Running cases and release 2"
    assert "Release 1 1" in page.text
    assert "All that can, now" in page.text
    assert "Each at its next stage" in page.text


def test_before_anything_moves_the_page_says_what_will_happen(visit: Visit, owner: Browser):
    running(visit)
    release = released(visit)
    owner.get(f"/procedure/releases/{release}/moves")

    page = owner.submit(
        {"when-move": "move", "reason-move": REASON}, action=f"/procedure/releases/{release}/moves", status=200
    )

    assert page.h1 == "Check what will happen"
    assert "1 process running: 1 with release 1." in page.text
    assert "Each that can move follows release 2 from now on." in page.text
    assert REASON in page.text
    with visit.app.app_context():
        assert db.session.scalars(select(BulkAction)).all() == []


def test_all_that_can_move_follow_the_release_from_now_on(visit: Visit, owner: Browser):
    process = running(visit)
    release = released(visit)
    checked(owner, release, {"when": "move", "reason": REASON})

    answer = owner.submit({}, action=f"/procedure/releases/{release}/moves/begin")

    action = action_of(visit)
    assert answer.answer.headers["Location"].startswith(f"/operations/bulk/{action.id}")
    assert (action.kind, action.release_id, action.reason) == (BulkKind.MOVE, release, REASON)
    with visit.app.app_context():
        run_all(action.id, visit.clock)
        assert results(action.id) == [ItemResult.DONE]
        assert instance_of_id(process).release_id == release


def test_at_the_next_stage_each_waits_for_it(visit: Visit, owner: Browser):
    running(visit)
    release = released(visit)
    page = checked(owner, release, {"when": "next_stage", "reason": REASON})

    owner.submit({}, action=f"/procedure/releases/{release}/moves/begin")

    assert "next stage" in page.text
    with visit.app.app_context():
        assert results(action_of(visit).id) == [ItemResult.WAITING]


def test_only_those_that_were_chosen_move(visit: Visit, owner: Browser):
    process, other = running(visit), running(visit, family="Test Family Elm")
    release = released(visit)
    owner.get(f"/procedure/releases/{release}/moves/choose")
    action = f"/procedure/releases/{release}/moves"

    page = owner.submit({"instance": str(process), "reason-move": REASON}, action=action, status=200)
    owner.submit({}, action=f"{action}/begin")

    assert "1 process that you chose will follow release 2" in page.text
    with visit.app.app_context():
        run_all(action_of(visit).id, visit.clock)
        assert instance_of_id(process).release_id == release
        assert instance_of_id(other).release_id != release


def test_nothing_typed_is_lost_when_something_is_missing(visit: Visit, owner: Browser):
    process = running(visit)
    release = released(visit)
    address = f"/procedure/releases/{release}/moves"

    no_choice = owner.post(address, {"kind": "move", "reason-move": REASON}, status=422)
    no_reason = owner.post(address, {"kind": "move", "when-move": "next_stage"}, status=422)
    not_chosen = owner.post(address, {"kind": "move", "one_by_one": "yes", "reason-move": REASON}, status=422)
    unreasoned = owner.post(address, {"kind": "move", "one_by_one": "yes", "instance": str(process)}, status=422)

    assert no_choice.errors == {"when-move": "Choose what happens to running cases."}
    assert no_choice.find("//textarea[@name='reason-move']")[0].text_content().strip() == REASON
    assert no_reason.errors == {"reason-move": "Give the reason."}
    assert no_reason.find("//input[@value='next_stage'][@checked]")
    assert not_chosen.errors == {"instances": "Choose at least one process."}
    assert not_chosen.find("//textarea[@name='reason-move']")[0].text_content().strip() == REASON
    assert unreasoned.find(f"//input[@value='{process}'][@checked]")


def test_an_earlier_release_is_made_current_again(visit: Visit, owner: Browser):
    earlier = first(visit)
    process = running(visit)
    released(visit)
    page = checked_again(owner, earlier, {"when-again": "stay", "reason-again": "The new words confuse"})

    answer = owner.submit({}, action=f"/procedure/releases/{earlier}/moves/begin")

    assert "New cases start with release 1 from now on, and no longer with release 2." in page.text
    assert "Running cases stay with the release that they follow." in page.text
    assert "Release 1 is current again" in owner.after(answer).text
    with visit.app.app_context():
        assert current_id() == earlier
        assert instance_of_id(process).release_id == earlier


def test_going_back_takes_running_cases_along_where_that_is_asked_for(visit: Visit, owner: Browser):
    earlier = first(visit)
    released(visit)
    process = running(visit)
    page = checked_again(owner, earlier, {"when-again": "move", "reason-again": "The new words confuse"})

    owner.submit({}, action=f"/procedure/releases/{earlier}/moves/begin")

    assert "1 process running: 1 with release 2." in page.text
    with visit.app.app_context():
        run_all(action_of(visit).id, visit.clock)
        assert instance_of_id(process).release_id == earlier
        assert db.session.scalars(select(Audit).where(Audit.action == "make release current again")).one()


def test_who_goes_back_is_told_when_another_release_went_live_meanwhile(visit: Visit, owner: Browser):
    earlier = first(visit)
    released(visit)
    typed = {"when-again": "stay", "reason-again": "The new words confuse"}
    seen = live_on_page(owner, earlier)
    checked_again(owner, earlier, typed)
    with visit.app.app_context():
        unseen = release_with(visit.clock, {"processes/test/support.bpmn": {'name="Visit the family"': 'name="See"'}})

    confirmed = owner.submit({}, action=f"/procedure/releases/{earlier}/moves/begin", status=412)
    chosen = owner.post(f"/procedure/releases/{earlier}/moves", {"kind": "again", "live": seen, **typed}, status=412)
    nothing = owner.post(f"/procedure/releases/{earlier}/moves", {"kind": "again", **typed}, status=412)

    for page in (confirmed, chosen, nothing):
        assert "changed by somebody else" in page.text
        assert owner.get(page.links()["Open it again"]).h1
    with visit.app.app_context():
        assert current_id() == unseen


def test_nobody_goes_back_while_a_release_is_planned(visit: Visit, owner: Browser):
    earlier = first(visit)
    process = running(visit)
    live = released(visit)
    running(visit, family="Test Family Oak")
    seen = live_on_page(owner, earlier)
    with visit.app.app_context():
        day = (visit.clock.now() + timedelta(days=9)).date()
        published(approved(visit.clock), visit.clock, effective_on=day, running_cases=RunningCases.STAY)
    typed = {"kind": "again", "live": seen, "when-again": "stay", "reason-again": "The new words confuse"}

    told = owner.get(f"/procedure/releases/{earlier}/moves")
    late = owner.post(f"/procedure/releases/{earlier}/moves", typed, status=200)
    forward = owner.get(f"/procedure/releases/{live}/moves")

    for page in (told, late):
        assert "Release 3 is planned to go live on" in page.text
        assert not page.find("//input[@name='live']")
        assert page.find("//form//input[@name='when-move']")  # running cases alone can still move
    assert forward.find("//form//input[@name='when-move']")
    assert "is planned" not in forward.text
    assert owner.get(told.links()["Withdraw the planned release"]).h1 == "Withdraw release 3"
    with visit.app.app_context():
        assert (current_id(), instance_of_id(process).release_id) == (live, earlier)


def waiting(visit: Visit, *, to: UUID, by: str = "owner.one") -> None:
    """Cases wait for their next stage, to move to the release."""
    with visit.app.app_context():
        begin_move(release_id=to, when=RunningCases.NEXT_STAGE, reason=REASON, actor=person(by), clock=visit.clock)


def test_who_goes_back_is_told_that_moves_under_way_end(visit: Visit, owner: Browser):
    earlier = first(visit)
    running(visit)
    waiting(visit, to=released(visit))

    form = owner.get(f"/procedure/releases/{earlier}/moves")
    page = checked_again(owner, earlier, {"when-again": "stay", "reason-again": "The new words confuse"})

    assert "1 process waits to move to release 2. It will not, unless you move running cases." in form.text
    assert not form.find("//input[@name='when-again'][@checked]")
    assert "1 process waits to move to release 2; it will not." in page.text


def test_who_publishes_is_told_that_moves_under_way_end_and_so_is_who_began_them(visit: Visit, owner: Browser):
    running(visit)
    waiting(visit, to=released(visit), by="owner.two")
    with visit.app.app_context():
        draft = approved(visit.clock)

    page = owner.get(f"/drafts/{draft}/publish")
    owner.submit({"when": "now", "running_cases": "stay"}, action=f"/drafts/{draft}/publish")
    told = visit.as_("owner.two").get("/notifications")

    assert "1 process waits to move to release 2. It will not, unless you move running cases." in page.text
    assert not page.find("//input[@name='running_cases'][@checked]")
    title = "Your move to release 2 ended: another release went live, and 1 process was not moved"
    assert told.links()[title] == f"/operations/bulk/{action_of(visit).id}"
    assert title not in owner.get("/notifications").text


def test_a_move_can_be_looked_at_first(visit: Visit, owner: Browser):
    with visit.app.app_context():
        case = triaged(visit.clock)
    release = released(visit)
    owner.get(f"/procedure/releases/{release}/moves")

    answer = owner.submit({}, action=f"/procedure/releases/{release}/moves/preview")
    with visit.app.app_context():
        run_all(action_of(visit).id, visit.clock)
    page = owner.after(answer)
    table = owner.client.get(page.links()["Download as a table (CSV)"]).get_data(as_text=True)
    moves = owner.get(f"/procedure/releases/{release}/moves")

    assert page.h1 == "What a move to release 2 would mean"
    assert case.reference in page.text
    assert case.reference in table
    assert "1 process can move, 0 cannot." in moves.text


def test_a_look_at_another_release_is_not_shown_here(visit: Visit, owner: Browser):
    running(visit)
    release = released(visit)
    owner.get(f"/procedure/releases/{release}/moves")
    owner.submit({}, action=f"/procedure/releases/{release}/moves/preview")

    owner.get(f"/procedure/releases/{first(visit)}/moves/preview/{action_of(visit).id}", status=404)


def test_a_restricted_case_is_counted_and_cannot_be_chosen(visit: Visit, owner: Browser):
    with visit.app.app_context():
        case = triaged(visit.clock)
        restrict_case(
            case_id=UUID(case.case_id),
            people=["manager.west"],
            reason="Somebody in the team knows the family",
            actor=person("manager.west"),
            clock=visit.clock,
        )
    release = released(visit)

    counted = owner.get(f"/procedure/releases/{release}/moves")
    chosen = owner.get(f"/procedure/releases/{release}/moves/choose")

    assert "Release 1 1" in counted.text
    assert case.reference not in chosen.text
    assert "No running process that you may open" in chosen.text


def test_nothing_moves_to_a_release_that_was_never_live(visit: Visit, owner: Browser):
    with visit.app.app_context():
        release = release_with(visit.clock, LOOK, current=False)
        db.session.get_one(Release, release).effective_from = None
        db.session.commit()

    assert "It was withdrawn before it went live." in owner.get(f"/procedure/releases/{release}/moves").text


@pytest.mark.parametrize("path", ["", "/choose"])
def test_only_process_owners_move_cases(visit: Visit, owner: Browser, path: str):
    release = released(visit)

    owner.get(f"/procedure/releases/{release}/moves{path}")
    visit.as_("manager.west").get(f"/procedure/releases/{release}/moves{path}", status=403)
    for action in ("", "/begin", "/preview"):
        sent = {"kind": "move", "when": "move", "reason": REASON}
        visit.as_("manager.west").post(f"/procedure/releases/{release}/moves{action}", sent, status=403)
