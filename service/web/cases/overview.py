"""What to do next on a case, how far it has come, and what may be started on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for

from service.pathways.queries.case_links import LinkedCase
from service.pathways.queries.case_offers import Offer
from service.pathways.queries.case_tasks import CaseTask
from service.pathways.queries.case_waiting import Waiting
from service.pathways.queries.case_way import StageState, WayStage
from service.web.cases.frame import Frame, sentence, status_text
from service.web.cases.standards import StandardRow
from service.web.cases.story import StoryLine
from service.web.site import Site
from service.web.texts import Due, date_text, due_of

MINE_SHOWN = 3
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """`who`: who has it, or whom it waits for."""

    name: str
    href: str
    who: str
    due: Due


@dataclass(frozen=True, kw_only=True)
class StripStep:
    name: str
    state: str
    when: str


@dataclass(frozen=True, kw_only=True)
class OfferButton:
    """`at_once`: nothing is asked and nothing stops, so the button itself does it; else it opens a page."""

    name: str
    help: str
    href: str
    at_once: bool


@dataclass(frozen=True, kw_only=True)
class LinkLine:
    text: str
    href: str
    about: str


@dataclass(frozen=True, kw_only=True)
class OverviewPage:
    """`mine`: what the reader may do now, `more` of it beyond those shown.  `waits`: for what nobody here can do."""

    frame: Frame
    mine: tuple[TaskLine, ...]
    more: tuple[TaskLine, ...]
    others: tuple[TaskLine, ...]
    waits: tuple[str, ...]
    steps: tuple[StripStep, ...]
    offers: tuple[OfferButton, ...]
    story: tuple[StoryLine, ...]
    standards: tuple[StandardRow, ...]
    links: tuple[LinkLine, ...]


def task_line(task: CaseTask, site: Site, *, now: datetime) -> TaskLine:
    who = task.holder or "nobody yet"
    return TaskLine(
        name=f"{task.name}: {task.item}" if task.item else task.name,
        href=url_for("tasks.show", task_id=task.id),
        who=f"With {who}" if task.assigned else f"Waits for {who}",
        due=due_of(task.due_at, now=now, calendar=site.calendar),
    )


def my_line(task: CaseTask, site: Site, *, now: datetime) -> TaskLine:
    line = task_line(task, site, now=now)
    who = "Yours" if task.assigned else "Nobody has taken it yet"
    return TaskLine(name=line.name, href=line.href, who=who, due=line.due)


def wait_text(waiting: Waiting) -> str:
    return f"{waiting.name}, {date_text(waiting.until)}" if waiting.until else waiting.name


def strip_step(stage: WayStage) -> StripStep:
    return StripStep(name=stage.name, state=stage.state.value, when=_when(stage))


def _when(stage: WayStage) -> str:
    if stage.began_at is None:
        return ""
    again = f", {ordinal(stage.times)} time" if stage.times > 1 else ""
    rounds = "".join(f". {each.name}: {ordinal(each.times)} time" for each in stage.rounds)
    began = date_text(stage.began_at)
    if stage.state is StageState.NOW:
        return f"Since {began}{again}{rounds}"
    ended = date_text(stage.ended_at) if stage.ended_at else began
    return f"{began}{again}" if ended == began else f"{began} to {ended}{again}"


def ordinal(number: int) -> str:
    """third; 12th beyond tenth."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    teen = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def offer_button(offer: Offer, case_id: UUID) -> OfferButton:
    return OfferButton(
        name=offer.name,
        help=offer.help or "",
        href=url_for("cases.offer", case_id=case_id, process=offer.process, event=offer.event),
        at_once=offer.form is None and not offer.interrupts,
    )


def link_line(case: LinkedCase) -> LinkLine:
    ended = f" to {date_text(case.closed_at)}" if case.closed_at else ""
    outcome = f", {sentence(case.outcome)}" if case.outcome else ""
    relation = "The case before this one" if case.previous else "Another case of this family"
    return LinkLine(
        text=case.reference,
        href=url_for("cases.overview", case_id=case.id),
        about=f"{relation}: {status_text(case.status).lower()}, {date_text(case.opened_at)}{ended}{outcome}",
    )


def strip_of(stages: Sequence[WayStage]) -> tuple[StripStep, ...]:
    return tuple(strip_step(stage) for stage in stages)
