"""The calendar feed: when something is due, with case references and without a name, and its secret address."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus

from flask import Response, request, url_for
from icalendar import Calendar, Event

from service.clocks import local_day
from service.clocks.moments import next_day
from service.context import current_settings
from service.pathways.calendar_address import has_calendar_address, make_calendar_address, revoke_calendar_address
from service.pathways.queries.calendar import Diary, DiarySitting, DueTask, diary_under
from service.web.guards import open_to_everybody, signed_in
from service.web.pages import Link, render, saved
from service.web.requests import actor, clock
from service.web.work.area import area

TITLE = "Calendar feed"
SHELF_LIFE = 15 * 60  # seconds; calendars ask again every hour or less often
LENGTH = timedelta(minutes=30)  # of what is due at an hour
SITTING = timedelta(hours=2)
DOMAIN = "early-help-pathways"  # the part of the UIDs behind the @


@area.get("/work/calendar/<token>.ics")
@open_to_everybody
def feed(token: str) -> Response:
    """What a calendar reads.  It shows no more than its holder may see now, and nothing once the address is revoked."""
    body = calendar_of(diary_under(token=token, clock=clock()), place=_place())
    response = Response(body, mimetype="text/calendar")
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.headers["Cache-Control"] = f"private, max-age={SHELF_LIFE}"
    response.make_conditional(request)
    return response


@area.get("/work/calendar")
@signed_in
def address() -> Response:
    return _page(has=has_calendar_address(actor=actor()))


@area.post("/work/calendar")
@signed_in
def make_address() -> Response:
    """Show the new address, this once."""
    made = make_calendar_address(actor=actor(), clock=clock())
    return _page(has=True, made=_place() + url_for("work.feed", token=made.token))


@area.post("/work/calendar/revoke")
@signed_in
def revoke_address() -> Response:
    revoke_calendar_address(actor=actor(), clock=clock())
    return saved("The address does not work any more.", to=url_for("work.address"))


def _page(*, has: bool, made: str = "") -> Response:
    response = render(
        "work/calendar.html",
        title=TITLE,
        back=Link("My work", url_for("work.mine")),
        has=has,
        made=made,
        status=HTTPStatus.OK,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _place() -> str:
    """How people reach the service, whatever stands in front of it."""
    return current_settings().public_url.rstrip("/")


def calendar_of(diary: Diary, *, place: str) -> bytes:
    """The diary as iCalendar (RFC 5545): the same diary gives the same bytes.  `place`: address of the service."""
    calendar = Calendar()
    calendar.add("prodid", "-//Early Help Pathways//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Early Help: due dates")
    calendar.add("refresh-interval;value=duration", "PT1H")
    for event in (*_due(diary, place), *_sittings(diary.sittings)):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _due(diary: Diary, place: str) -> Iterable[Event]:
    for task in diary.tasks:
        event = Event()
        event.add("uid", f"task-{task.id}@{DOMAIN}")
        event.add("summary", summary_of(task))
        event.add("sequence", task.revision)
        event.add("dtstamp", task.opened_at)
        event.add("url", place + url_for("tasks.show", task_id=task.id))
        day = local_day(task.due_at, diary.calendar.zone)
        if task.due_at == diary.calendar.closing(day):
            event.add("dtstart", day)
            event.add("dtend", next_day(day))
        else:
            event.add("dtstart", task.due_at)
            event.add("dtend", task.due_at + LENGTH)
        event.add("transp", "TRANSPARENT")
        yield event


def _sittings(sittings: Iterable[DiarySitting]) -> Iterable[Event]:
    for sitting in sittings:
        event = Event()
        event.add("uid", f"sitting-{sitting.id}@{DOMAIN}")
        event.add("summary", sitting.name)
        event.add("sequence", sitting.revision)
        event.add("dtstamp", sitting.stamped_at)
        event.add("dtstart", sitting.at)
        event.add("dtend", sitting.at + SITTING)
        yield event


def summary_of(task: DueTask) -> str:
    """What is due and its case reference; of a restricted case not even these."""
    return "Task due" if task.reference is None else f"{task.name}: due, {task.reference}"
