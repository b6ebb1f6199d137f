"""Trying a draft out on its pages: without JavaScript, as a process owner would."""

from uuid import UUID

import pytest

from service.pathways.begin_tryout import Beginning, SampleCase, SampleChild, begin_tryout
from service.pathways.queries.drafts import draft_file
from service.pathways.save_draft_file import save_draft_file
from tests.integration.builders import person, triaged
from tests.integration.drafting import SUPPORT, begun, decided, published, saved, seen, sent
from tests.integration.moving import run_all
from tests.integration.replaying import OTHERWISE, YES, changed, finished
from tests.integration.web.conftest import Browser, Visit

SCENARIO = "processes/test/scenarios/declined.yaml"
DECLINED = b"""
title: A referral is declined
case: {family: Test Family Ash, children: [{name: Child One}]}
start: {process: support, at: 2026-12-14 10:00, answers: {reason: Tired}}
steps:
- {do: Triage the referral, as: front_door, answers: {accepted: 'no'}}
"""


@pytest.fixture
def draft_id(owners: Visit) -> UUID:
    with owners.app.app_context():
        return begun(owners.clock)


def tried(visit: Visit, draft_id: UUID, **more: object) -> str:
    """The address of a tryout that waits for its triage."""
    with visit.app.app_context():
        case = SampleCase(children=(SampleChild(name="Child One"),))
        beginning = Beginning(process="support", answers={"reason": "Tired"}, case=case, **more)
        begin = begin_tryout(
            draft_id=draft_id, title="A visit", beginning=beginning, actor=person("owner.one"), clock=visit.clock
        )
    return f"/drafts/{draft_id}/try/{begin.tryout_id}"


def triage(owner: Browser, here: str) -> None:
    owner.get(f"{here}/tasks/1")
    owner.submit({"answer-accepted": "yes"})


def test_the_ways_to_try_a_draft_out_are_offered(owner: Browser, draft_id: UUID):
    page = owner.get(f"/drafts/{draft_id}/try")

    assert page.h1 == "Try it"
    assert "The draft has no scenarios yet." in page.text
    assert "Referral received, Family support" in page.links()


def test_a_tryout_is_begun_with_a_sample_family_and_the_real_form(owner: Browser, draft_id: UUID):
    owner.get(f"/drafts/{draft_id}/try")
    page = owner.follow("Referral received, Family support")
    assert page.h1 == "Try “Family support”"

    refused = owner.submit(
        {"title": "A visit", "begins-day": "31", "begins-month": "2", "begins-year": "2027"}, status=422
    )
    assert refused.errors == {"begins": "Enter a real date, such as 27 3 2027"}
    refused = owner.submit({"begins-day": "1", "begins-month": "2", "answer-reason": ""}, status=422)
    assert list(refused.errors) == ["answer-reason"]
    done = owner.submit({"title": "A visit", "begins-time": "14.30", "answer-reason": "Tired"})

    page = owner.get(done.answer.location.removesuffix("#"))
    assert page.h1 == "A visit"
    assert "It is 1 February 2027 at 2:30pm" in page.text
    assert "Triage the referral" in page.links()


def test_a_process_that_a_message_begins_is_told_what_it_says(owner: Browser, draft_id: UUID):
    owner.get(f"/drafts/{draft_id}/try")
    page = next(text for text in owner.page.links() if text.endswith(", Monitoring"))
    owner.follow(page)

    refused = owner.submit({"title": "Monitoring", "payload": "just words"}, status=422)
    assert list(refused.errors) == ["payload"]
    done = owner.submit({"payload": "goals: Sleep"})

    assert "Monitoring begins" in owner.get(done.answer.location.removesuffix("#")).text


def test_a_task_is_done_in_its_form_as_its_role(visit: Visit, owner: Browser, draft_id: UUID):
    here = tried(visit, draft_id)

    page = owner.get(here)
    page = owner.follow("Triage the referral")
    assert "You do it as Front Door." in page.text
    refused = owner.submit({}, status=422)
    assert list(refused.errors) == ["answer-accepted"]
    owner.submit({"answer-accepted": "yes"})

    page = owner.get(here)
    assert "Visit the family" in page.links()
    assert "Front Door: Triage the referral" in page.text


def test_the_clock_is_moved(visit: Visit, owner: Browser, draft_id: UUID):
    here = tried(visit, draft_id)
    triage(owner, here)

    page = owner.get(here)
    assert "The next timer is due on 14 December 2026 at 11am." in page.text
    owner.post(f"{here}/steps", {"kind": "next"})
    page = owner.get(here)
    assert "It is 14 December 2026 at 11am" in page.text
    assert "Remind the worker" in page.links()
    owner.post(f"{here}/steps", {"kind": "workday"})
    owner.post(f"{here}/steps", {"kind": "until", "until-day": "1", "until-month": "1", "until-year": "2027"})
    page = owner.get(here)
    assert "It is 1 January 2027 at 9am" in page.text
    refused = owner.post(
        f"{here}/steps", {"kind": "until", "until-day": "1", "until-month": "1", "until-year": "2020"}, status=422
    )
    assert "has passed" in refused.text


def test_calls_messages_and_concerns(visit: Visit, owner: Browser, draft_id: UUID):
    here = tried(visit, draft_id, manual_services=True)
    triage(owner, here)
    owner.get(f"{here}/tasks/1")
    visited = {"visited_on-day": "14", "visited_on-month": "12", "visited_on-year": "2026", "note": "Calm"}
    owner.submit({f"answer-{name}": value for name, value in visited.items()})

    page = owner.get(here)
    assert "Post a letter (letter.post)" in page.text
    assert "text: Calm" in page.text
    owner.post(
        f"{here}/steps",
        {"kind": "call", "topic": "letter.post", "number": "1", "how-1": "done", "words-1": "number: 7"},
    )
    page = owner.get(here)
    page = owner.follow("Family replied")
    refused = owner.submit({"payload": "just words"}, status=422)
    assert list(refused.errors) == ["payload"]
    owner.submit({"payload": "text: Thank you"})
    owner.post(f"{here}/steps", {"kind": "concern", "concern": "A bruise"})
    page = owner.get(here)
    assert "Close the case" in page.links()
    assert "Message urgent_concern arrives" in page.text


def test_a_step_is_taken_back(visit: Visit, owner: Browser, draft_id: UUID):
    here = tried(visit, draft_id)
    triage(owner, here)

    owner.get(here)
    owner.submit({}, action=f"{here}/undo")

    assert "Triage the referral" in owner.get(here).links()


def test_where_it_stands_is_drawn_and_listed(visit: Visit, owner: Browser, draft_id: UUID):
    here = tried(visit, draft_id)

    page = owner.get(here)

    assert "Where it stands: Family support" in page.text
    (place,) = page.find("//*[@data-diagram]")
    assert '"id": "Task_Triage", "state": "active"' in place.get("data-diagram-states")
    drawing = owner.client.get(place.get("data-diagram"))
    assert drawing.mimetype == "application/xml"


def test_a_further_process_is_started(visit: Visit, owner: Browser, draft_id: UUID):
    here = tried(visit, draft_id)

    owner.get(f"{here}/starts")
    owner.follow("Family support: Referral received")
    owner.submit({"answer-reason": "Again"})

    assert owner.get(here).text.count("Triage the referral") > 2


def test_a_draft_that_changed_says_which_step_no_longer_works(visit: Visit, owner: Browser, draft_id: UUID):
    here = tried(visit, draft_id)
    triage(owner, here)
    with visit.app.app_context():
        diagram = draft_file(draft_id=draft_id, path=SUPPORT, actor=person("owner.one"))
        changed = diagram.replace(b"Triage the referral", b"Look at the referral")
        saved(draft_id, visit.clock, content=changed, path=SUPPORT)

    page = owner.get(here)

    assert "step 1 (do Triage the referral) no longer works" in page.text
    owner.submit({}, action=f"{here}/undo")
    assert "Look at the referral" in owner.get(here).links()


def test_a_draft_that_cannot_be_read_leads_to_its_checks(visit: Visit, owner: Browser, draft_id: UUID):
    here = tried(visit, draft_id)
    with visit.app.app_context():
        saved(draft_id, visit.clock, content=b"roles: nonsense", path="processes/test/authority.yaml")

    for path in (here, f"/drafts/{draft_id}/try", f"/drafts/{draft_id}/try/scenarios"):
        assert owner.get(path).h1 == "This draft cannot be tried out yet"


def test_it_is_saved_as_a_scenario_and_run(visit: Visit, owner: Browser, draft_id: UUID):
    here = tried(visit, draft_id)

    owner.get(f"{here}/scenario")
    refused = owner.submit({"name": "Not a name", "title": ""}, status=422)
    assert list(refused.errors) == ["name"]
    owner.submit({"name": "waits_for_triage", "title": "A referral waits"})
    page = owner.get(f"/drafts/{draft_id}/try/scenarios")
    assert "Not run yet (1)" in page.text
    owner.submit({})
    page = owner.get(f"/drafts/{draft_id}/try/scenarios")
    assert "1 of 1 scenario run: 0 changed against release 1, 0 fail, 1 pass." in page.text
    page = owner.follow("A referral waits")
    assert page.h1 == "A referral waits"
    assert "Family support begins" in page.text


def test_a_changed_result_is_shown_side_by_side(visit: Visit, owner: Browser, draft_id: UUID):
    with visit.app.app_context():
        saved(draft_id, visit.clock, content=DECLINED, path=SCENARIO)
        publish_as_live(draft_id, visit)
        other = begun(visit.clock)
        diagram = draft_file(draft_id=other, path=SUPPORT, actor=person("owner.one"))
        save_draft_file(
            draft_id=other,
            path=SUPPORT,
            content=diagram.replace(b'value="Declined"', b'value="Turned down"'),
            if_match=seen(other, SUPPORT),
            actor=person("owner.one"),
            clock=visit.clock,
        )

    owner.get(f"/drafts/{other}/try/scenarios")
    owner.submit({})
    page = owner.get(f"/drafts/{other}/try/scenarios")

    assert "Changed against the live release (1)" in page.text
    page = owner.follow("A referral is declined")
    assert "Case: outcome: Declined" in page.text
    assert "Only in the draft" in page.text


def publish_as_live(draft_id: UUID, visit: Visit) -> None:
    sent(draft_id, visit.clock)
    decided(draft_id, visit.clock)
    published(draft_id, visit.clock)


def test_a_tryout_is_thrown_away(visit: Visit, owner: Browser, draft_id: UUID):
    here = tried(visit, draft_id)

    owner.get(f"{here}/removal")
    owner.submit({})

    owner.get(here, status=404)


def test_others_do_not_find_it(visit: Visit, draft_id: UUID):
    here = tried(visit, draft_id)

    visit.as_("owner.two").get(here, status=404)
    visit.as_("worker.west").get(f"/drafts/{draft_id}/try", status=403)


def test_a_real_case_is_replayed(visit: Visit, owner: Browser, draft_id: UUID):
    with visit.app.app_context():
        case = triaged(visit.clock)
        changed(draft_id, visit.clock, YES, OTHERWISE)

    page = owner.get(f"/drafts/{draft_id}/try/replay")
    page = owner.get(f"/drafts/{draft_id}/try/replay?process=support")
    assert "None that you may see." in page.text
    page = owner.follow("Those that still run, up to now")
    page = owner.follow(f"Replay {case.reference}")

    assert "The draft would have gone another way in" in page.text
    assert "Only in the draft" in page.text
    assert "What cannot be replayed" in page.text


def test_all_that_have_ended_are_replayed_at_once(visit: Visit, owner: Browser, draft_id: UUID):
    with visit.app.app_context():
        case = finished(visit.clock)
        changed(draft_id, visit.clock, YES, OTHERWISE)
    here = f"/drafts/{draft_id}/try/replay?process=support"

    page = owner.get(here)
    assert "up to 500, the last begun first" in page.text
    begun = owner.submit({}, action=f"/drafts/{draft_id}/try/replay")
    address = begun.answer.location.removesuffix("#")
    page = owner.get(address)
    assert page.h1 == "Replay with the draft “Plainer words”"
    assert "0 of 1 process" in page.text
    with visit.app.app_context():
        run_all(UUID(address.rpartition("/")[2]), visit.clock)

    page = owner.get(address)
    assert "1 of 1 process" in page.text
    assert "Another way" in page.text
    assert "Step “Visit the family”: not in the draft" in page.text
    page = owner.follow(f"{case.reference}, Family support")
    assert page.h1 == "What the draft would have done"
    (link,) = [text for text in owner.get(here).links() if text.endswith(": another way in 1 of 1 case")]
    assert owner.follow(link).h1 == "Replay with the draft “Plainer words”"
    table = visit.as_("owner.two").client.get(f"{address}.csv").get_data().decode()
    assert f"1,{case.reference},Family support,Another way,In " in table


def test_a_draft_that_cannot_be_read_is_not_replayed(visit: Visit, owner: Browser, draft_id: UUID):
    with visit.app.app_context():
        finished(visit.clock)
    owner.get(f"/drafts/{draft_id}/try/replay?process=support")
    with visit.app.app_context():
        saved(draft_id, visit.clock, content=b"roles: nonsense", path="processes/test/authority.yaml")

    done = owner.submit({}, action=f"/drafts/{draft_id}/try/replay")

    assert owner.get(done.answer.location.removesuffix("#")).h1 == "This draft cannot be tried out yet"
