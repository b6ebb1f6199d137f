"""When an answer comes too late: what happened, what the person wrote, and the way on.

Nothing that was typed is lost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask import url_for

from service.forms import Form
from service.models import TaskStatus
from service.pathways.queries.task_page import TaskPage
from service.web.pages import Link
from service.web.questions.answers import Section, to_read
from service.web.questions.naming import PREFIX
from service.web.questions.paths import Data
from service.web.questions.values import Reading
from service.web.texts import moment_text

FIELDS = f"{PREFIX}-"
HAD_IT_OPEN = "It was open to you when you began to write."


class Late(StrEnum):
    """Why a task cannot be answered; the value is the title of the page."""

    DONE_BY_ME = "You have already completed this task"
    DONE = "This task is already completed"
    WITHDRAWN = "This task is no longer needed"
    GIVEN = "This task is with somebody else"
    PAUSED = "This work is paused"
    CLOSED = "You can no longer open this task"


@dataclass(frozen=True, kw_only=True)
class LostPage:
    """`answered`: what somebody else sent.  `typed`: what the person had written, by pages.

    `loose`: the same where the form cannot be told any more.
    """

    happened: str
    advice: str
    answered: tuple[Section, ...]
    typed: tuple[Section, ...]
    loose: tuple[tuple[str, str], ...]
    ways_on: tuple[Link, ...]


_ADVICE = {
    Late.DONE_BY_ME: "If something is missing in the record, correct it there and give the reason.",
    Late.DONE: "If something is missing in the record, ask them to correct it, or write it down as a note on the case.",
    Late.WITHDRAWN: "You need not do it. What still matters can be written down as a note on the case.",
    Late.GIVEN: "Nothing of yours was sent. Pass on what you wrote if it matters.",
    Late.PAUSED: "Nothing was sent. You can go on when it is no longer paused.",
    Late.CLOSED: "The case may have been restricted or given to another team. Ask your manager if you need it.",
}


def late(page: TaskPage, me: str) -> Late | None:
    """Return why the person cannot answer the task; None: they can."""
    match page.task.status:
        case TaskStatus.COMPLETED:
            return Late.DONE_BY_ME if page.task.completed_by == me else Late.DONE
        case TaskStatus.CANCELLED:
            return Late.WITHDRAWN
        case TaskStatus.OPEN:
            if not page.allowed.work:
                return Late.GIVEN
            return Late.PAUSED if page.paused else None


def lost_page(why: Late, page: TaskPage, typed: Data, *, answered: Data | None = None) -> LostPage:
    """`answered`: the record that was made of the task, for those who may read it."""
    reading = Reading(options=page.options)
    return LostPage(
        happened=_happened(why, page),
        advice=_ADVICE[why],
        answered=to_read(page.form, answered, reading) if page.form is not None and answered is not None else (),
        typed=to_read(page.form, typed, reading) if page.form is not None else (),
        loose=(),
        ways_on=tuple(_ways_on(why, page)),
    )


def out_of_reach(form: Form | None, typed: Data, fields: Mapping[str, str]) -> LostPage:
    """For a task that the person may not even know of any more."""
    return LostPage(
        happened=HAD_IT_OPEN,
        advice=_ADVICE[Late.CLOSED],
        answered=(),
        typed=to_read(form, typed) if form is not None else (),
        loose=loose(fields) if form is None else (),
        ways_on=(Link("Go to My work", url_for("work.mine")),),
    )


def loose(fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what was typed by the names of the fields, for want of their labels."""
    return tuple(
        (name.removeprefix(FIELDS).replace("-", " ").replace("_", " "), value)
        for name, value in fields.items()
        if name.startswith(FIELDS) and value.strip() and not name.endswith(("-count", "-asked"))
    )


def _happened(why: Late, page: TaskPage) -> str:
    at = f" on {moment_text(page.task.ended_at)}" if page.task.ended_at is not None else ""
    said = {
        Late.DONE_BY_ME: f"You completed it{at}.",
        Late.DONE: f"{page.completed_by} completed it{at}.",
        Late.WITHDRAWN: f"The work on this case went on without it{at}.",
        Late.GIVEN: f"It is with {page.assignee}." if page.assignee else "It is not offered to you.",
        Late.PAUSED: "Somebody has paused the work that this task belongs to.",
        Late.CLOSED: HAD_IT_OPEN,
    }
    return said[why]


def _ways_on(why: Late, page: TaskPage) -> Iterator[Link]:
    task, case = page.task, page.case
    if page.record_id is not None and case is not None and case.open_to_me:
        text = "Read what was answered" if why is Late.DONE else "Read the record"
        yield Link(text, url_for("cases.record", case_id=case.id, record_id=page.record_id))
    if why in {Late.DONE, Late.DONE_BY_ME}:
        yield Link("See what comes next", url_for("tasks.done", task_id=task.id))
    if case is not None and case.open_to_me:
        yield Link(f"Go to case {case.reference}", url_for("cases.overview", case_id=case.id))
    yield Link("Go to My work", url_for("work.mine"))
