"""The ways to try a draft out, and the first page of a tryout."""

from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from service.engine import ProcessInfo
from service.pathways.queries.draft_scenarios import DraftScenarios
from service.pathways.queries.tryouts import TryoutSummary
from service.web.drafts.frame import DraftFrame
from service.web.questions.shown import ShownPage
from service.web.texts import moment_text, spelt
from service.web.tryouts.area import way
from service.web.tryouts.scenarios import summary_of

KINDS = {
    "case": "About one case",
    "called": "Part of other processes",
    "sitting": "About no one case",
    "concern": "Urgent concern",
}
PART = "called"
WITHOUT_CASE = frozenset({"sitting", None})


@dataclass(frozen=True, kw_only=True)
class TryoutRow:
    title: str
    href: str
    about: str
    removal_href: str


@dataclass(frozen=True, kw_only=True)
class BeginRow:
    """`ways`: the start events, each with its name and address."""

    name: str
    kind: str
    ways: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class IndexPage:
    """`parts`: processes that others call, which can be tried alone."""

    frame: DraftFrame
    scenarios: str
    scenarios_href: str
    tryouts: tuple[TryoutRow, ...]
    processes: tuple[BeginRow, ...]
    parts: tuple[BeginRow, ...]
    replay_href: str


@dataclass(frozen=True, kw_only=True)
class NewPage:
    """`pages`: of the start form.  `with_case`: a sample family belongs to it.  `free`: a message begins it."""

    frame: DraftFrame
    process: str
    action: str
    with_case: bool
    children: tuple[int, ...]
    pages: tuple[ShownPage, ...]
    free: bool


def index_page(
    frame: DraftFrame,
    *,
    scenarios: DraftScenarios,
    tryouts: tuple[TryoutSummary, ...],
    processes: tuple[ProcessInfo, ...],
) -> IndexPage:
    names = {process.id: process.name for process in processes}
    return IndexPage(
        frame=frame,
        scenarios=summary_of(scenarios),
        scenarios_href=url_for("tryouts.scenarios", draft_id=frame.draft_id),
        tryouts=tuple(_tryout(each, names.get(each.process, each.process)) for each in tryouts),
        processes=tuple(_process(each, frame.draft_id) for each in processes if each.kind != PART),
        parts=tuple(_process(each, frame.draft_id) for each in processes if each.kind == PART),
        replay_href=url_for("tryouts.replays", draft_id=frame.draft_id),
    )


def _tryout(each: TryoutSummary, process: str) -> TryoutRow:
    return TryoutRow(
        title=each.title,
        href=way("show", each.draft_id, each.id),
        about=f"{process}, {spelt(each.steps, 'step')}, changed on {moment_text(each.changed_at)}",
        removal_href=way("removal", each.draft_id, each.id),
    )


def _process(process: ProcessInfo, draft_id: UUID) -> BeginRow:
    def begin(event: str) -> str:
        return url_for("tryouts.new", draft_id=draft_id, process=process.id, event=event)

    return BeginRow(
        name=process.name,
        kind=KINDS.get(process.kind or "", "About no one case"),
        ways=tuple((start.name or start.id, begin(start.id)) for start in process.start_events),
    )
