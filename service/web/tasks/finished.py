"""What comes next, said when a task was completed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from service.clocks import WorkingCalendar
from service.pathways.queries.after_task import AfterTask, NextTask
from service.pathways.queries.task_page import outcome_question
from service.web.pages import Link
from service.web.tasks.present import Tried, attempts_of, outcome_of
from service.web.texts import Due, date_text, due_of


@dataclass(frozen=True, kw_only=True)
class Following:
    """A task that was opened.  `link` None: it is for somebody else."""

    name: str
    item: str | None
    due: Due
    holder: str
    link: str | None


@dataclass(frozen=True, kw_only=True)
class Standard:
    label: str
    due: Due


@dataclass(frozen=True, kw_only=True)
class Finished:
    """`heading`: what was done, naming nobody.  `attempt`: which attempt it was, what came of it, what is next."""

    heading: str
    attempt: str
    attempts: tuple[Tried, ...]
    mine: tuple[Following, ...]
    others: tuple[Following, ...]
    standards: tuple[Standard, ...]
    nothing: str
    ways_on: tuple[Link, ...]
    next_task: Link
    family: str
    reference: str
    record: Link | None


def finished(after: AfterTask, *, now: datetime, calendar: WorkingCalendar) -> Finished:
    following = tuple(_following(task, now=now, calendar=calendar) for task in after.next_tasks)
    mine = tuple(each for each in following if each.link is not None)
    case_id = None if after.task.case_id is None else str(after.task.case_id)
    return Finished(
        heading=f"Done: {after.task.name}",
        attempt=_attempt(after, following),
        attempts=attempts_of(after.form, after.attempts, case_id),
        mine=mine,
        others=tuple(each for each in following if each.link is None),
        standards=tuple(
            Standard(label=deadline.label, due=due_of(deadline.due_at, now=now, calendar=calendar))
            for deadline in after.due
        ),
        nothing=_nothing(after) if not following else "",
        ways_on=tuple(_ways_on(after, mine)),
        next_task=Link("Next task", mine[0].link or "") if mine else Link("Go to My work", url_for("work.mine")),
        family=after.task.family or "",
        reference=after.task.case_reference or "",
        record=_record(after),
    )


def _following(task: NextTask, *, now: datetime, calendar: WorkingCalendar) -> Following:
    return Following(
        name=task.name,
        item=task.item,
        due=due_of(task.due_at, now=now, calendar=calendar),
        holder=task.holder,
        link=url_for("tasks.show", task_id=task.id) if task.mine else None,
    )


def _attempt(after: AfterTask, following: tuple[Following, ...]) -> str:
    """Return "Attempt 2 recorded: did not take place. Next: Make the first visit, due 15 December 2026."."""
    question = outcome_question(after.form) if after.form is not None else None
    if question is None or not after.attempts:
        return ""
    said = f"Attempt {len(after.attempts)} recorded: {outcome_of(question, after.attempts[-1])}."
    if not following:
        return said
    first, due_at = following[0], after.next_tasks[0].due_at
    due = f", due {date_text(due_at)}" if due_at is not None else ""
    return f"{said} Next: {first.name}{due}."


def _nothing(after: AfterTask) -> str:
    if after.closed:
        return "The case is closed. Nothing more is to be done."
    if after.task.case_id is None:
        return "Nothing new is to be done by anybody you can see at the moment."
    if not after.case_open:
        return "The case has gone on to others. You are done with it, and can no longer open it."
    return "Nothing new is to be done by anybody you can see at the moment. The case shows what it waits for."


def _ways_on(after: AfterTask, mine: Sequence[Following]) -> Iterator[Link]:
    if after.case_open:
        yield Link(f"Go to case {after.task.case_reference}", url_for("cases.overview", case_id=after.task.case_id))
    if mine:
        yield Link("Go to My work", url_for("work.mine"))


def _record(after: AfterTask) -> Link | None:
    if after.record_id is None or not after.case_open:
        return None
    href = url_for("cases.record", case_id=after.task.case_id, record_id=after.record_id)
    return Link("Read or correct what you recorded", href)
