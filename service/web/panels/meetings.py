"""The tab of a case: sittings that list it, meetings that were held, and those to come."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response, url_for

from service.pathways.queries.meetings import CaseSitting, MeetingsOfCase, meetings_of_case
from service.web.cases.area import area as cases
from service.web.cases.frame import Frame, Tab, open_frame
from service.web.guards import signed_in
from service.web.pages import render
from service.web.panels.present import Tag, status_tag, when_text
from service.web.requests import actor, clock
from service.web.site import Site, site
from service.web.texts import Due, date_text, due_of


@dataclass(frozen=True, kw_only=True)
class SittingRow:
    panel: str
    when: str
    href: str | None
    tag: Tag
    decisions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AheadRow:
    name: str
    due: Due
    href: str | None


@dataclass(frozen=True, kw_only=True)
class HeldRow:
    title: str
    href: str
    when: str


@dataclass(frozen=True, kw_only=True)
class MeetingsPage:
    frame: Frame
    sittings: tuple[SittingRow, ...]
    ahead: tuple[AheadRow, ...]
    held: tuple[HeldRow, ...]


@cases.get("/cases/<uuid:case_id>/meetings")
@signed_in
def meetings(case_id: UUID) -> Response:
    frame = open_frame(case_id, Tab.MEETINGS)
    found = meetings_of_case(case_id=case_id, actor=actor(), clock=clock())
    page = meetings_page(found, frame, site(), now=clock().now())
    return render("panels/meetings.html", title="Meetings and panels", page=page)


def meetings_page(found: MeetingsOfCase, frame: Frame, site: Site, *, now: datetime) -> MeetingsPage:
    return MeetingsPage(
        frame=frame,
        sittings=tuple(_sitting(each, site) for each in found.sittings),
        ahead=tuple(
            AheadRow(
                name=each.name,
                due=due_of(each.due_at, now=now, calendar=site.calendar),
                href=url_for("tasks.show", task_id=each.task_id) if each.task_id is not None else None,
            )
            for each in found.ahead
        ),
        held=tuple(
            HeldRow(
                title=each.title,
                href=url_for("cases.record", case_id=frame.case_id, record_id=each.record_id),
                when=f"{date_text(each.at)} by {each.by}",
            )
            for each in found.held
        ),
    )


def _sitting(listed: CaseSitting, site: Site) -> SittingRow:
    entry = listed.entry
    made = tuple(
        f"{each.child}: {each.decision}. {each.reasons or ''}".strip(": ") for each in entry.decisions if each.decision
    )
    return SittingRow(
        panel=listed.panel,
        when=when_text(listed.at, site),
        href=url_for("panels.sitting", sitting_id=listed.sitting_id) if listed.opens else None,
        tag=status_tag(entry),
        decisions=made or ((entry.note,) if entry.note else ()),
    )
