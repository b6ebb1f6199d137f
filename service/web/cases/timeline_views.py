"""What happened on a case: to look through, to mark, to print."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from flask import Response, request, url_for

from service.pathways.mark_significant import mark_significant
from service.pathways.queries.case_head import CaseHead
from service.pathways.queries.paging import MOST, PageRequest
from service.pathways.queries.story import StoryEntry, StoryFilter, case_story, story_processes
from service.pathways.queries.story_parts import StoryKind
from service.web.cases.area import area
from service.web.cases.asked import begin_of, href_after, href_with, id_in, text_in
from service.web.cases.frame import Frame, Tab, frame_of, head_of
from service.web.cases.story import KINDS, StoryLine, story_line
from service.web.days import ADVICE, day_in, is_no_day
from service.web.guards import signed_in
from service.web.pages import Errors, Link, go, render
from service.web.requests import actor, clock, idempotency
from service.web.site import site
from service.web.texts import moment_text

LONGEST_CHRONOLOGY = 2000
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Choice:
    value: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TimelinePage:
    """`significant`: only significant events are shown.  `back`: this very list, to come back to."""

    frame: Frame
    lines: tuple[StoryLine, ...]
    kinds: tuple[Choice, ...]
    chosen_kinds: tuple[str, ...]
    children: tuple[Choice, ...]
    child: str
    processes: tuple[Choice, ...]
    process: str
    text: str
    significant: bool
    filtered: bool
    back: str
    next_href: str | None
    first_href: str | None


@dataclass(frozen=True, kw_only=True)
class ChronologyPage:
    family: str
    children: str
    reference: str
    lines: tuple[StoryLine, ...]
    everything: bool
    cut: bool
    other_href: str


@area.get("/cases/<uuid:case_id>/timeline")
@signed_in
def timeline(case_id: UUID) -> Response:
    head = head_of(case_id, Tab.TIMELINE)
    errors: Errors = {name: [ADVICE] for name in ("since", "until") if is_no_day(request.args, name)}
    return render("cases/timeline.html", title="Timeline", page=_timeline(head), errors=errors)


@area.post("/cases/<uuid:case_id>/timeline")
@signed_in
def mark(case_id: UUID) -> Response:
    mark_significant(
        case_id=case_id,
        entry=request.form.get("entry", ""),
        significant=request.form.get("significant") == "yes",
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )
    here = url_for("cases.timeline", case_id=case_id)
    back = request.form.get("back", "")
    return go(back if back.partition("?")[0] == here else here)


@area.get("/cases/<uuid:case_id>/chronology")
@signed_in
def chronology(case_id: UUID) -> Response:
    head = head_of(case_id, Tab.TIMELINE)
    return render(
        "cases/chronology.html",
        title="Chronology",
        page=_chronology(head, everything="all" in request.args),
        back=Link("Back to the timeline", url_for("cases.timeline", case_id=case_id)),
        print_reference=head.reference,
        printed_at=moment_text(clock().now()),
    )


def filter_of() -> StoryFilter:
    """What the address asks for."""
    calendar = site().calendar
    known = {kind.value for kind in StoryKind}
    until = day_in(request.args, "until")
    return StoryFilter(
        kinds=frozenset(StoryKind(kind) for kind in request.args.getlist("kind") if kind in known),
        person_id=id_in(request.args, "child"),
        process=text_in(request.args, "process"),
        since=begin_of(day_in(request.args, "since"), calendar),
        until=begin_of(until + DAY if until else None, calendar),
        text=text_in(request.args, "text"),
        significant="significant" in request.args,
    )


def _timeline(head: CaseHead) -> TimelinePage:
    filters, here = filter_of(), url_for("cases.timeline", case_id=head.id)
    after = text_in(request.args, "after")
    found = case_story(case_id=head.id, actor=actor(), filters=filters, page=PageRequest(limit=25, cursor=after))
    processes = story_processes(case_id=head.id, actor=actor())
    return TimelinePage(
        frame=frame_of(head, Tab.TIMELINE, site=site(), now=clock().now()),
        lines=_lines(found.items, head.id),
        kinds=tuple(Choice(value=kind.value, text=text) for kind, text in KINDS.items()),
        chosen_kinds=tuple(kind.value for kind in filters.kinds),
        children=tuple(Choice(value=str(child.id), text=child.known_as or child.name) for child in head.children),
        child=str(filters.person_id or ""),
        processes=tuple(Choice(value=key, text=name) for key, name in processes.items()),
        process=filters.process or "",
        text=filters.text or "",
        significant=filters.significant,
        filtered=filters != StoryFilter(),
        back=href_with(here, after=after),
        next_href=href_after(here, found.next_cursor),
        first_href=href_with(here) if after else None,
    )


def _chronology(head: CaseHead, *, everything: bool) -> ChronologyPage:
    """The oldest first: what was marked as significant, or everything."""
    entries, cut = _whole_story(head.id, StoryFilter(significant=not everything))
    here = url_for("cases.chronology", case_id=head.id)
    return ChronologyPage(
        family=head.family,
        children=", ".join(child.name for child in head.children),
        reference=head.reference,
        lines=_lines(entries, head.id),
        everything=everything,
        cut=cut,
        other_href=here if everything else f"{here}?all=1",
    )


def _lines(entries: tuple[StoryEntry, ...], case_id: UUID) -> tuple[StoryLine, ...]:
    return tuple(story_line(entry, case_id) for entry in entries)


def _whole_story(case_id: UUID, filters: StoryFilter) -> tuple[tuple[StoryEntry, ...], bool]:
    """Every entry, the oldest first, and whether there are more than can be printed."""
    entries: list[StoryEntry] = []
    asked = PageRequest(limit=MOST, sort="at")
    while len(entries) < LONGEST_CHRONOLOGY:
        found = case_story(case_id=case_id, actor=actor(), filters=filters, page=asked)
        entries.extend(found.items)
        if found.next_cursor is None:
            return tuple(entries), False
        asked = replace(asked, cursor=found.next_cursor)
    return tuple(entries), True
