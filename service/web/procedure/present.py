"""Releases and drafts as texts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from service.models import RunningCases
from service.pathways.queries.drafts import DraftSummary
from service.pathways.queries.releases import ReleaseSummary
from service.web.drafts.frame import state_of
from service.web.pages import Link
from service.web.procedure.listing import Group
from service.web.texts import listed, moment_text

Names = Mapping[str, str]  # display name by user name
RUNNING = {
    RunningCases.STAY: "Stay with the release that they follow",
    RunningCases.NEXT_STAGE: "Each that can follows it from its next stage on",
    RunningCases.MOVE: "All that can follow it at once",
}
NOBODY = "Published from a folder of files"


@dataclass(frozen=True, kw_only=True)
class Row:
    key: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ReleaseBlock:
    """`note`: what it changes, in the words of who made it."""

    title: str
    note: str
    rows: tuple[Row, ...]
    href: str
    withdraw_href: str


@dataclass(frozen=True, kw_only=True)
class ReleaseLine:
    name: str
    href: str
    state: str
    tone: str
    when: str
    note: str
    by: str


@dataclass(frozen=True, kw_only=True)
class DraftLine:
    title: str
    href: str
    state: str
    tone: str
    owner: str
    when: str
    base: str


@dataclass(frozen=True, kw_only=True)
class EndedDrafts:
    """Drafts that were published or discarded; `opened`: somebody turns their pages."""

    lines: tuple[DraftLine, ...]
    opened: bool
    earlier_href: str | None


@dataclass(frozen=True, kw_only=True)
class ProcedurePage:
    live: ReleaseBlock | None
    back: Link | None
    planned: ReleaseBlock | None
    to_approve: tuple[DraftLine, ...]
    mine: tuple[DraftLine, ...]
    others: tuple[DraftLine, ...]
    contents: tuple[Group, ...]
    releases: tuple[ReleaseLine, ...]
    earlier_href: str | None
    ended: EndedDrafts


def people_of(releases: Iterable[ReleaseSummary], drafts: Iterable[DraftSummary] = ()) -> set[str]:
    """Everybody who is named on the page."""
    found = {
        name for release in releases for name in (*release.authors, release.approver, release.published_by) if name
    }
    return found | {name for draft in drafts for name in (draft.owner, draft.changed_by)}


def block_of(release: ReleaseSummary, names: Names) -> ReleaseBlock:
    return ReleaseBlock(
        title=f"Release {release.number}",
        note=release.note or "",
        rows=tuple(_rows(release, names)),
        href=url_for("procedure.release", release_id=release.id),
        withdraw_href=url_for("procedure.withdrawal", release_id=release.id) if release.is_planned else "",
    )


def line_of(release: ReleaseSummary, names: Names) -> ReleaseLine:
    state, tone = _state(release)
    return ReleaseLine(
        name=f"Release {release.number}",
        href=url_for("procedure.release", release_id=release.id),
        state=state,
        tone=tone,
        when=_moment(release.effective_from) or f"Published on {moment_text(release.published_at)}",
        note=release.note or "",
        by=_made_by(release, names),
    )


def moves_text(release: ReleaseSummary) -> str:
    """What the link to the moves of running cases is called: of an earlier release it is the way back."""
    if release.is_current or release.first_live_at is None:
        return "Move running cases to this release"
    return f"Go back to release {release.number}, or move running cases to it"


def way_back(live: ReleaseSummary | None, before: ReleaseSummary | None) -> Link | None:
    """The way to the release that was live last before the live one; after going back that may be a later one."""
    if live is None or before is None:
        return None
    back = before.number < live.number
    text = f"Go back to release {before.number}" if back else f"Make release {before.number} current again"
    return Link(text, url_for("moves.new", release_id=before.id))


def draft_line(draft: DraftSummary, names: Names) -> DraftLine:
    state, tone = state_of(draft.status)
    by = "" if draft.changed_by == draft.owner else f" by {names.get(draft.changed_by, draft.changed_by)}"
    return DraftLine(
        title=draft.title,
        href=url_for("drafts.show", draft_id=draft.id),
        state=state,
        tone=tone,
        owner=names.get(draft.owner, draft.owner),
        when=f"{moment_text(draft.changed_at)}{by}",
        base=f"Release {draft.base}",
    )


def _state(release: ReleaseSummary) -> tuple[str, str]:
    if release.is_current:
        return "Live", "green"
    if release.is_planned:
        return "Planned", "blue"
    return ("Was live", "grey") if release.first_live_at else ("Withdrawn", "grey")


def _rows(release: ReleaseSummary, names: Names) -> Iterator[Row]:
    if release.effective_from is not None:
        yield Row(key=_effective(release), value=moment_text(release.effective_from))
    if release.is_planned:
        yield Row(key="Cases that run then", value=RUNNING[release.running_cases])
    if release.last_error:
        yield Row(key="Did not go live", value=f"{release.last_error} It is tried again every hour; or withdraw it.")
    yield Row(key="Made by", value=_made_by(release, names))
    if release.approver:
        yield Row(key="Approved by", value=names.get(release.approver, release.approver))
    if release.reason:
        yield Row(key="Why", value=release.reason)


def _effective(release: ReleaseSummary) -> str:
    if release.is_planned:
        return "Goes live"
    return "Live since" if release.is_current else "Was live from"


def _made_by(release: ReleaseSummary, names: Names) -> str:
    return named(release.authors, names) or NOBODY


def named(people: Sequence[str], names: Names) -> str:
    return listed(names.get(name, name) for name in people) if people else ""


def _moment(at: datetime | None) -> str:
    return "" if at is None else moment_text(at)
