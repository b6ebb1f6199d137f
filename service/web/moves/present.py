"""What a move to a release, or going back to one, would mean: in plain words and numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from service.models import ItemResult, RunningCases
from service.pathways.queries.bulk import BulkView
from service.pathways.queries.releases import ReleaseSummary, ReleaseView
from service.pathways.queries.running_releases import Following, Movable, WaitingMove
from service.web.impact.present import processes
from service.web.moves.typed import Kind, Typed
from service.web.moves.waits import fate_of
from service.web.texts import listed, moment_text

NOW = (
    RunningCases.MOVE,
    "All that can, now",
    "Each follows this release from now on. Due dates of open work may change; what was typed and not sent stays.",
)
NEXT = (
    RunningCases.NEXT_STAGE,
    "Each at its next stage",
    "A case ends the stage that it is in as it was, and follows this release from its next stage on.",
)
STAY = (
    RunningCases.STAY,
    "None of them: new cases only",
    "Running cases go on with the release that they follow. You can move them later.",
)


@dataclass(frozen=True, kw_only=True)
class Option:
    value: str
    text: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class FollowingLine:
    release: str
    processes: int
    href: str


@dataclass(frozen=True, kw_only=True)
class MovesPage:
    """`why_not`: why nothing can move to this release.  `live`: number of the release that new cases start with.

    `planned`: why nobody can go back now: another release is planned, which `planned_href` withdraws; empty where
    one can.  `waits`: which processes wait to move elsewhere, and that going back ends that.
    """

    number: int
    why_not: str
    is_current: bool
    planned: str
    planned_href: str
    live: int | None
    live_id: str
    waits: tuple[str, ...]
    following: tuple[FollowingLine, ...]
    others: int
    last_preview: str
    last_preview_href: str | None
    when: tuple[Option, ...]
    again: tuple[Option, ...]
    action: str
    preview_action: str
    choose_href: str


@dataclass(frozen=True, kw_only=True)
class MovableLine:
    id: str
    case: str
    href: str | None
    process: str
    release: str
    stage: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class ChoicePage:
    """`after`: cursor of the page before."""

    number: int
    action: str
    after: str
    lines: tuple[MovableLine, ...]
    next_href: str | None
    first_href: str | None


@dataclass(frozen=True, kw_only=True)
class Situation:
    """`live`: number of the release that new cases start with.  `preview`: what the last look at the move said."""

    following: tuple[Following, ...]
    waiting: tuple[WaitingMove, ...]
    live: int | None
    preview: str


@dataclass(frozen=True, kw_only=True)
class ConfirmPage:
    """`fields`: what was typed, to be sent again with the last click."""

    sentences: tuple[str, ...]
    reason: str
    action: str
    button: str
    fields: tuple[tuple[str, str], ...]


def why_not(release: ReleaseView) -> str:
    """Empty where processes can move to the release."""
    if release.first_live_at is not None:
        return ""
    if release.is_planned and release.effective_from is not None:
        return f"It goes live on {moment_text(release.effective_from)}. Running cases can move to it from then on."
    return "It was withdrawn before it went live."


def planned_text(planned: ReleaseSummary) -> str:
    """Why nobody can go back to another release."""
    when = "" if planned.effective_from is None else f" to go live on {moment_text(planned.effective_from)}"
    return f"Release {planned.number} is planned{when}. Withdraw it before you go back to another release."


def following_lines(following: Sequence[Following]) -> tuple[FollowingLine, ...]:
    return tuple(
        FollowingLine(
            release=f"Release {each.number}",
            processes=each.processes,
            href=url_for("procedure.release", release_id=each.release_id),
        )
        for each in following
    )


def options(*offered: tuple[RunningCases, str, str]) -> tuple[Option, ...]:
    return tuple(Option(value=each.value, text=text, hint=hint) for each, text, hint in offered)


def preview_text(preview: BulkView | None) -> str:
    """Return what the last preview of this move said."""
    if preview is None:
        return ""
    can, cannot = preview.counts[ItemResult.DONE], preview.counts[ItemResult.REFUSED]
    return f"A look at it on {moment_text(preview.begun_at)} said: {processes(can)} can move, {cannot} cannot."


def movable_line(found: Movable, *, chosen: bool) -> MovableLine:
    return MovableLine(
        id=str(found.instance_id),
        case=found.case_reference or "No case of its own",
        href=url_for("cases.overview", case_id=found.case_id) if found.case_id else None,
        process=found.process_name,
        release=f"Release {found.release_number}",
        stage=found.stage or "",
        chosen=chosen,
    )


def confirm_page(release: ReleaseView, wanted: Typed, now: Situation) -> ConfirmPage:
    said = (*_sentences(release, wanted, now), *_ended(release, wanted, now.waiting))
    return ConfirmPage(
        sentences=said,
        reason=wanted.reason,
        action=url_for("moves.begin", release_id=release.id),
        button=_button(release, wanted),
        fields=tuple(_fields(wanted)),
    )


def elsewhere(following: Sequence[Following], number: int) -> int:
    """How many running processes follow another release than this."""
    return sum(each.processes for each in following if each.number != number)


def _sentences(release: ReleaseView, wanted: Typed, now: Situation) -> Iterator[str]:
    if wanted.kind is Kind.AGAIN:
        yield from _going_back(release, now.live)
    yield from _moving(release, wanted, now.following)
    if wanted.when is not RunningCases.STAY and elsewhere(now.following, release.number):
        yield "A process that cannot move stays with the release that it follows, and is listed with the reason."
        yield from [now.preview] if now.preview else []
    if wanted.kind is Kind.MOVE:
        yield "New cases are not affected."


def _going_back(release: ReleaseView, live: int | None) -> Iterator[str]:
    yield f"New cases start with release {release.number} from now on, and no longer with release {live}."
    yield "It was approved when it was published, so nobody has to approve it again."
    yield f"Release {live} is kept: you can make it current again in the same way."
    yield f"Drafts that were begun from release {live} have to be brought up to date before they can be published."


def _moving(release: ReleaseView, wanted: Typed, following: Sequence[Following]) -> Iterator[str]:
    number = release.number
    if wanted.when is RunningCases.STAY:
        yield "Running cases stay with the release that they follow."
        return
    if wanted.chosen:
        yield f"{processes(len(wanted.chosen))} that you chose will follow release {number} from now on."
        return
    others = listed(f"{each.processes} with release {each.number}" for each in following if each.number != number)
    total = elsewhere(following, number)
    if total == 0:
        yield f"Every running process follows release {number} already."
        return
    yield f"{processes(total)} running: {others}."
    if wanted.when is RunningCases.MOVE:
        yield f"Each that can move follows release {number} from now on."
    else:
        yield f"Each that can move follows release {number} from its case's next stage on. That can take months."


def _ended(release: ReleaseView, wanted: Typed, waiting: Sequence[WaitingMove]) -> Iterator[str]:
    """What becomes of moves that are under way; of one by one nothing, unless the process is among the chosen."""
    if not wanted.chosen:
        yield from fate_of(waiting, release.number if wanted.when is not RunningCases.STAY else None)


def _button(release: ReleaseView, wanted: Typed) -> str:
    if wanted.kind is Kind.AGAIN:
        return f"Make release {release.number} current again"
    return "Move them now" if wanted.when is RunningCases.MOVE else "Move each at its next stage"


def _fields(wanted: Typed) -> Iterator[tuple[str, str]]:
    yield "kind", wanted.kind.value
    yield "when", wanted.when.value
    yield "reason", wanted.reason
    if wanted.live is not None:
        yield "live", str(wanted.live)
    if wanted.chosen:
        yield "one_by_one", "yes"
        yield from (("instance", str(each)) for each in wanted.chosen)
