"""What a move meant, or would mean, for one process: read from what was kept with its item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class StandingView:
    """A step that waits, where it stands in the old release and (new_…) where it would stand, or stands, after."""

    process: str
    element: str
    name: str
    kind: str
    item: str | None
    new_process: str
    new_element: str


@dataclass(frozen=True, kw_only=True)
class RefusalView:
    """`reason`: one of service.engine.migration.Reason; `element` is of the old release."""

    reason: str
    process: str
    element: str
    name: str
    message: str


@dataclass(frozen=True, kw_only=True)
class DueChangeView:
    """`kind`: task, timer, deadline.  `kept`: a timer, which goes on to `before` although it would be `after`."""

    kind: str
    name: str
    process: str | None
    element: str | None
    before: datetime | None
    after: datetime | None
    kept: bool


@dataclass(frozen=True, kw_only=True)
class TaskChangeView:
    """An open task that is offered otherwise: `changed` names what (name, form, groups, due_at, …).

    `form_changed`: its questions are others; `drafts`: how many people have unsent answers, which stay.
    """

    name: str
    changed: tuple[str, ...]
    form_changed: bool
    drafts: int


@dataclass(frozen=True, kw_only=True)
class ListeningView:
    """An event that begins, or ceases, to be waited for; `due_at` of a timer."""

    name: str
    process: str
    element: str
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class MoveDetails:
    """Of a preview or a move."""

    release_before: int | None
    standing: tuple[StandingView, ...]
    refusals: tuple[RefusalView, ...]
    due: tuple[DueChangeView, ...]
    tasks: tuple[TaskChangeView, ...]
    begins: tuple[ListeningView, ...]
    ceases: tuple[ListeningView, ...]


def read_details(kept: Mapping[str, Any]) -> MoveDetails:
    """`kept`: as service.pathways.move_details wrote it."""
    return MoveDetails(
        release_before=kept["release_before"],
        standing=tuple(StandingView(**each) for each in kept["standing"]),
        refusals=tuple(RefusalView(**each) for each in kept["refusals"]),
        due=tuple(DueChangeView(**{**each, **_moments(each, "before", "after")}) for each in kept["due"]),
        tasks=tuple(TaskChangeView(**{**each, "changed": tuple(each["changed"])}) for each in kept["tasks"]),
        begins=_listenings(kept["begins"]),
        ceases=_listenings(kept["ceases"]),
    )


def _listenings(kept: Sequence[Mapping[str, Any]]) -> tuple[ListeningView, ...]:
    return tuple(ListeningView(**{**each, **_moments(each, "due_at")}) for each in kept)


def _moments(kept: Mapping[str, Any], *names: str) -> dict[str, datetime | None]:
    return {name: None if kept[name] is None else datetime.fromisoformat(kept[name]) for name in names}
