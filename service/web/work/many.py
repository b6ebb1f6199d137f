"""Doing one thing to many tasks: who may get them, what they ask, and what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.forms import Form
from service.pathways.queries.workers import Worker
from service.pathways.queries.worklist import WorkItem
from service.pathways.reassign_tasks import Outcome
from service.web.questions.filling import Filling
from service.web.questions.show import show_page
from service.web.questions.shown import ShownPage
from service.web.site import Site
from service.web.texts import date_text, spelt
from service.web.work.pages import Choice
from service.web.work.present import Row, row_of


@dataclass(frozen=True, kw_only=True)
class ChoosePage:
    rows: tuple[Row, ...]
    people: tuple[Choice, ...]
    back: str


@dataclass(frozen=True, kw_only=True)
class AnsweringPage:
    """`question` None: the tasks ask nothing."""

    rows: tuple[Row, ...]
    question: ShownPage | None
    possible: bool
    button: str
    back: str


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A task that stays as it was, and why."""

    about: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OutcomePage:
    """`plain`: all was done and there is nothing to warn of."""

    summary: str
    warning: str
    done: tuple[str, ...]
    kept: tuple[Kept, ...]

    @property
    def plain(self) -> bool:
        return not self.kept and not self.warning


def choose_page(
    tasks: Sequence[WorkItem], people: Sequence[Worker], site: Site, *, now: datetime, back: str
) -> ChoosePage:
    """People who hold a role that one of the tasks is for; everybody where a task is for no role."""
    return ChoosePage(
        rows=tuple(row_of(task, site, now=now) for task in tasks),
        people=tuple(choice_of(person, site, now=now) for person in people if _fits(person, tasks)),
        back=back,
    )


def choice_of(person: Worker, site: Site, *, now: datetime) -> Choice:
    """A person to choose; whoever is away, or will be within a week, is said to be."""
    away = away_words(person, site, now=now)
    return Choice(value=person.user, text=f"{person.name} ({away})" if away else person.name)


def away_words(person: Worker, site: Site, *, now: datetime) -> str:
    if person.absence is None or (person.absence.from_at - now).days >= 7:  # noqa: PLR2004 - a week
        return ""
    zone = site.calendar.zone
    if person.absence.from_at > now:
        return f"away from {date_text(person.absence.from_at, zone)}"
    return f"away, back {date_text(person.absence.until_at, zone)}"


def away_warning(got: Iterable[Worker], site: Site, *, now: datetime) -> str:
    """Who of those that were given work is away, or will be within a week; empty where nobody is."""
    away = ((person.name, away_words(person, site, now=now)) for person in got)
    said = [f"{name} is {words}." for name, words in away if words]
    return " ".join([*said, "Due dates do not move."]) if said else ""


def answering_page(
    tasks: Sequence[WorkItem], form: Form | None, site: Site, *, filling: Filling, back: str
) -> AnsweringPage:
    """The one question that all of the tasks ask, filled in and with what was wrong; `form` None: nothing is asked."""
    return AnsweringPage(
        rows=tuple(row_of(task, site, now=filling.now) for task in tasks),
        question=None if form is None else show_page(form, form.pages[0].id, filling),
        possible="task" not in filling.errors and bool(tasks),
        button=f"Complete {spelt(len(tasks), 'task')}",
        back=back,
    )


def outcome_page(
    outcome: Outcome, before: Sequence[WorkItem], site: Site, *, to: Worker | None, now: datetime
) -> OutcomePage:
    about = {
        task.id: ", ".join(part for part in (task.name, task.family, task.case_reference) if part) for task in before
    }
    done = spelt(len(outcome.done), "task")
    got = [to] if to is not None and outcome.done else []
    return OutcomePage(
        summary=f"{done} reassigned." if to is not None else f"{done} completed.",
        warning=away_warning(got, site, now=now),
        done=tuple(about.get(task, "A task") for task in outcome.done),
        kept=tuple(Kept(about=about.get(each.id, "A task"), reason=each.reason) for each in outcome.refused),
    )


def _fits(person: Worker, tasks: Sequence[WorkItem]) -> bool:
    return any(not task.groups or not person.roles.isdisjoint(task.groups) for task in tasks)
