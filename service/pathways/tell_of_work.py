"""Who is told of work that does not come to its end and has no process in which an incident could say so."""

from datetime import datetime

from service.access import Capability
from service.models import Message, Schedule
from service.pathways.notify import UNDELIVERED, UNSTARTED, Told, cause_gone, tell_those_who_may


def message_is_stuck(message: Message, *, now: datetime) -> None:
    """Tell the operators, once until it goes on.  The name is that of the diagram; what it says stays unsaid."""
    title = f"The message “{message.name}” could not be delivered; it is tried again every hour"
    _tell(message.authority, f"{UNDELIVERED}{message.id}", title, now=now, again=False)


def message_goes_on(message: Message, *, now: datetime) -> None:
    cause_gone(f"{UNDELIVERED}{message.id}", now=now)


def start_is_stuck(schedule: Schedule, *, now: datetime) -> None:
    """Tell the operators, unless it failed before; to be called before the row says that it did."""
    if schedule.last_error is not None:
        return
    title = f"The process “{schedule.process}” could not be started by its calendar; it is tried again every hour"
    _tell(schedule.authority, f"{UNSTARTED}{schedule.id}", title, now=now, again=True)


def start_goes_on(schedule: Schedule, *, now: datetime) -> None:
    cause_gone(f"{UNSTARTED}{schedule.id}", now=now)


def _tell(authority: str, cause: str, title: str, *, now: datetime, again: bool) -> None:
    told = Told(authority=authority, cause=cause, title=title)
    tell_those_who_may(Capability.OPERATE, told, besides=None, now=now, again=again)
