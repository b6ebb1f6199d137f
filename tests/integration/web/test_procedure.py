"""The live procedure and earlier releases, in the words of those who work with them."""

from datetime import timedelta
from uuid import UUID

import pytest

from service.models import RunningCases
from service.pathways.discard_draft import discard_draft
from service.pathways.make_current_again import make_current_again
from service.pathways.queries.procedure import standing_of
from service.web.procedure import views
from tests.integration.builders import person
from tests.integration.drafting import add_owners, approved, begun, published
from tests.integration.web.conftest import Visit


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("Look Family support", "Show the diagram"),
        ("As a list Family support", "Release 1"),
        ("Look Deadlines", "Release 1"),
        ("Look Notes about the procedure", "README.md"),
    ],
)
def test_every_kind_of_file_of_the_live_release_can_be_looked_at(visit: Visit, link: str, says: str):
    owner = visit.as_("admin.one")
    owner.get("/procedure")

    page = owner.follow(link)

    assert says in page.text


def test_forms_of_the_live_release_are_shown_as_they_look(visit: Visit):
    owner = visit.as_("admin.one")
    owner.get("/procedure")
    form = next(text for text in owner.page.links() if text.startswith("Look ") and "isit" in text)

    page = owner.follow(form)

    assert page.find("//section | //h2[normalize-space()='How the page looks']")
    assert page.find("//main//input | //main//textarea")


def test_a_release_says_who_answers_for_it(visit: Visit):
    owner = visit.as_("admin.one")
    owner.get("/procedure")

    page = owner.follow("Release 1")

    assert page.h1 == "Release 1"
    assert "Published from a folder of files" in page.text
    assert "Withdraw" not in page.text


def test_drafts_that_are_published_or_discarded_are_still_found(visit: Visit, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(views, "ENDED_SHOWN", 1)
    with visit.app.app_context():
        add_owners(visit.clock)
        published(approved(visit.clock), visit.clock)
        visit.clock.move_to(visit.clock.now() + timedelta(days=1))
        gone = begun(visit.clock, title="Never mind")
        discard_draft(draft_id=gone, actor=person("owner.one"), clock=visit.clock)
    owner = visit.as_("owner.one")

    first = owner.get("/procedure")
    earlier = owner.get(next(href for text, href in first.links().items() if "ended=" in href))

    ended = "//details[.//caption[normalize-space()='Published and discarded drafts']]"
    assert [link.text for link in first.find(f"{ended}//th/a")] == ["Never mind"]
    assert [link.text for link in earlier.find(f"{ended}[@open]//th/a")] == ["Plainer words"]


def test_a_release_leads_process_owners_to_the_draft_that_it_was_published_from(visit: Visit):
    with visit.app.app_context():
        add_owners(visit.clock)
        release = published(approved(visit.clock), visit.clock).release_id
    owner = visit.as_("owner.one")
    owner.get(f"/procedure/releases/{release}")

    page = owner.follow("Look at the draft that it was published from")

    assert "Plainer words" in page.text
    assert "Look at the draft" not in visit.as_("worker.west").get(f"/procedure/releases/{release}").text


def test_the_way_back_to_the_release_before_is_on_the_page_of_the_procedure(visit: Visit):
    with visit.app.app_context():
        add_owners(visit.clock)
    owner = visit.as_("owner.one")
    alone = owner.get("/procedure")
    with visit.app.app_context():
        published(approved(visit.clock), visit.clock)
    owner.get("/procedure")

    page = owner.follow("Go back to release 1")

    assert "Make release 1 current again" in page.text
    assert "Go back to" not in alone.text
    owner.get("/procedure")
    assert "Go back to release 1, or move running cases to it" in owner.follow("Release 1").text
    owner.get("/procedure")
    assert "Move running cases to this release" in owner.follow("Release 2").text


def ways_back(visit: Visit, path: str = "/procedure") -> list[str]:
    links = visit.as_("owner.one").get(path).links()
    return [text for text in links if text.startswith(("Go back to", "Make release"))]


def publish_another(visit: Visit, number: int) -> UUID:
    visit.clock.move_to(visit.clock.now() + timedelta(days=1))
    return UUID(published(approved(visit.clock, content=f"# {number}\n".encode()), visit.clock).release_id)


def make_live_again(visit: Visit, release_id: UUID) -> None:
    visit.clock.move_to(visit.clock.now() + timedelta(days=1))
    live = standing_of(actor=person("owner.one")).live
    assert live is not None
    make_current_again(
        release_id=release_id,
        live_id=live.id,
        reason="It was better",
        running_cases=RunningCases.STAY,
        actor=person("owner.one"),
        clock=visit.clock,
    )


def test_the_way_back_leads_to_what_was_live_last(visit: Visit):
    with visit.app.app_context():
        add_owners(visit.clock)
        found = standing_of(actor=person("owner.one")).live
        assert found is not None
        first = found.id
        publish_another(visit, 2)
    offered = [ways_back(visit)]

    with visit.app.app_context():
        make_live_again(visit, first)
    offered.append(ways_back(visit))
    with visit.app.app_context():
        third = publish_another(visit, 3)
    offered.append(ways_back(visit))
    with visit.app.app_context():
        make_live_again(visit, first)
        make_live_again(visit, third)
    offered.append(ways_back(visit))

    assert offered == [
        ["Go back to release 1"],
        ["Make release 2 current again"],
        ["Go back to release 1"],
        ["Go back to release 1"],
    ]


def test_the_way_back_is_the_same_on_every_page_of_releases(visit: Visit, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(views, "RELEASES_SHOWN", 1)
    with visit.app.app_context():
        add_owners(visit.clock)
        for number in (2, 3):
            publish_another(visit, number)

    first = visit.as_("owner.one").get("/procedure")
    second = next(href for href in first.links().values() if "releases=" in href)

    assert ways_back(visit, second) == ways_back(visit) == ["Go back to release 2"]


def test_a_planned_release_says_what_becomes_of_running_cases(visit: Visit):
    with visit.app.app_context():
        add_owners(visit.clock)
        day = (visit.clock.now() + timedelta(days=9)).date()
        published(approved(visit.clock), visit.clock, effective_on=day, running_cases=RunningCases.NEXT_STAGE)

    page = visit.as_("owner.one").get("/procedure")

    assert "Each that can follows it from its next stage on" in page.text
