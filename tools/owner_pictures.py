"""The pictures of docs/how-to/change-the-procedure.md, taken while a process owner does what it tells."""

from tests.e2e.browser import Desk, Office
from tests.e2e.council import Council
from tests.e2e.owner import (
    DEADLINES,
    REASON,
    REVIEWS,
    SCENARIO,
    STANDS_AT,
    STEP,
    STEP_ID,
    TITLE,
    change_interval,
    choose_for_step,
    done,
    draw_step,
    go_back,
    see_impact,
    try_review,
)
from tests.e2e.pages.draft import DraftPages
from tools.pictures import take

SHORT = 1000  # pixels: pages of which the first screen says it
EDITOR = ".app-editor"


def take_owner_pictures(council: Council, office: Office) -> None:
    reference = council.case(SCENARIO, until=STANDS_AT, family="Test Family Hazel")
    author, second = _desk(office, "owner.one"), _desk(office, "owner.two")
    take(author.open("/procedure"), "owner-procedure", tallest=SHORT)
    draft = DraftPages.begin(author, TITLE)
    take(author, "owner-draft", tallest=SHORT)
    _change(draft)
    _look(draft, council)
    _approve(draft, second)
    done(draft.publish(running="All that can, at once"), council)
    take(author.open(author.path), "owner-moved", tallest=SHORT)
    worker = _desk(office, "fsw.west").open(f"/cases/{council.case_id(reference)}/deadlines")
    take(worker, "owner-case", tallest=SHORT)
    take(go_back(author, council), "owner-back", tallest=SHORT)


def _change(draft: DraftPages) -> None:
    desk = draft.desk
    change_interval(draft)
    desk.open(f"{draft.address}/table/{DEADLINES}").follow("Change Hold the next TAF meeting")
    take(desk, "owner-deadline")
    diagram = draw_step(draft)
    diagram.findings.get_by_text("Show it").first.click()
    take(desk, "owner-finding", top=EDITOR)
    choose_for_step(diagram)
    take(desk, "owner-step", top=EDITOR, tallest=700)
    diagram.save()
    desk.open(f"{draft.address}/outline/{REVIEWS}#{STEP_ID}")
    take(desk, "owner-list", tallest=SHORT, top=f"#{STEP_ID}")


def _look(draft: DraftPages, council: Council) -> None:
    take(draft.tab("Changes"), "owner-changes", tallest=SHORT)
    take(draft.desk.follow("See both drawings side by side"), "owner-drawings")
    take(try_review(draft, council).sees(STEP), "owner-tryout", tallest=SHORT)
    take(see_impact(draft, council), "owner-impact", tallest=SHORT)


def _approve(draft: DraftPages, second: Desk) -> None:
    draft.send(reason=REASON)
    take(second.open(f"{draft.address}/approval"), "owner-approval")
    DraftPages(second, draft.address).decide("I approve it")
    take(draft.desk.open(f"{draft.address}/publish"), "owner-publish")


def _desk(office: Office, user: str) -> Desk:
    desk = office.desk(user)
    desk.page.set_extra_http_headers({"X-Request-ID": "00000000"})  # it stands at the foot of the page
    return desk
