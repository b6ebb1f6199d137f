"""What to do next on a case, and where it stands."""

from uuid import UUID

from flask import Response

from service.pathways.queries.case_deadlines import case_deadlines
from service.pathways.queries.case_links import linked_cases
from service.pathways.queries.case_offers import case_offers
from service.pathways.queries.case_tasks import case_tasks
from service.pathways.queries.case_waiting import case_waiting
from service.pathways.queries.case_way import case_way
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.story import StoryFilter, case_story
from service.web.cases.area import area
from service.web.cases.frame import Tab, open_frame
from service.web.cases.overview import (
    MINE_SHOWN,
    OverviewPage,
    link_line,
    my_line,
    offer_button,
    strip_of,
    task_line,
    wait_text,
)
from service.web.cases.standards import standard_row
from service.web.cases.story import story_line
from service.web.guards import signed_in
from service.web.pages import render
from service.web.requests import actor, clock
from service.web.site import site

RECENT = PageRequest(limit=5)
PRESSING = PageRequest(limit=10)


@area.get("/cases/<uuid:case_id>")
@signed_in
def overview(case_id: UUID) -> Response:
    return render("cases/overview.html", title="Overview", page=_overview(case_id))


def _overview(case_id: UUID) -> OverviewPage:
    who, now, here = actor(), clock().now(), site()
    frame = open_frame(case_id, Tab.OVERVIEW)
    tasks = case_tasks(case_id=case_id, actor=who)
    mine = tuple(my_line(task, here, now=now) for task in tasks if task.mine)
    story = case_story(case_id=case_id, actor=who, filters=StoryFilter(), page=RECENT)
    running = case_deadlines(case_id=case_id, actor=who, page=PRESSING, still_open=True)
    return OverviewPage(
        frame=frame,
        mine=mine[:MINE_SHOWN],
        more=mine[MINE_SHOWN:],
        others=tuple(task_line(task, here, now=now) for task in tasks if not task.mine),
        waits=tuple(wait_text(each) for each in case_waiting(case_id=case_id, actor=who)),
        steps=strip_of(case_way(case_id=case_id, actor=who)),
        offers=tuple(offer_button(offer, case_id) for offer in case_offers(case_id=case_id, actor=who)),
        story=tuple(story_line(entry, case_id) for entry in story.items),
        standards=tuple(standard_row(each, here, now=now) for each in running.items),
        links=tuple(link_line(case) for case in linked_cases(case_id=case_id, actor=who)),
    )
