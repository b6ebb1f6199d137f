"""What moving one process to another release means, as texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.pathways.queries.move_details import MoveDetails
from service.pathways.queries.move_preview import MoveTarget
from service.pathways.queries.waits import LIES_IN_WAIT
from service.web.operations.process import ProcessFrame
from service.web.work.pages import Choice


@dataclass(frozen=True, kw_only=True)
class ReleasesPage:
    frame: ProcessFrame
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class ReleasePage:
    """`standing`: where it stands, before and after; `changes`: what else would be otherwise."""

    frame: ProcessFrame
    number: int
    release_id: str
    revision: int
    possible: bool
    refusals: tuple[str, ...]
    standing: tuple[str, ...]
    changes: tuple[str, ...]
    reason: str
    conflict: str
    back_href: str


def target_choices(targets: Sequence[MoveTarget]) -> tuple[Choice, ...]:
    return tuple(Choice(value=str(target.release_id), text=target_text(target)) for target in targets)


def target_text(target: MoveTarget) -> str:
    current = " (new cases follow it)" if target.is_current else ""
    note = f": {target.note}" if target.note else ""
    return f"Release {target.number}{current}{note}"


def standing_lines(details: MoveDetails) -> Iterator[str]:
    """Return "Visit the family" for each step that waits, and where it would stand if that is elsewhere."""
    for each in details.standing:
        if each.kind in LIES_IN_WAIT:
            continue
        name = each.name or each.element
        stays = (each.process, each.element) == (each.new_process, each.new_element)
        yield name if stays else f"{name}, in the place of “{each.element}”"
