"""Which rules applied to a case on a date, or at a moment: the release that each of its processes followed then."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from service.access import Actor


@dataclass(frozen=True, kw_only=True)
class RuleText:
    """A rule of the authority's register: `text` None where the release then did not have it in its register."""

    id: str
    text: str | None


@dataclass(frozen=True, kw_only=True)
class ReleaseThen:
    id: UUID
    number: int
    digest: str
    note: str | None
    published_at: datetime
    effective_from: datetime | None


@dataclass(frozen=True, kw_only=True)
class StepThen:
    """A step that was open or done within the time asked for, with the rules that it carried in the release then."""

    process: str
    element: str
    name: str
    kind: str
    entered_at: datetime
    ended_at: datetime | None
    rules: tuple[RuleText, ...]


@dataclass(frozen=True, kw_only=True)
class ProcessThen:
    """One process of the case while it followed one release; a process that moved that day is there twice.

    `since`, `until`: how long it followed this release (`until` None: it still does).
    """

    instance_id: UUID
    process: str
    name: str
    started_at: datetime
    ended_at: datetime | None
    release: ReleaseThen
    since: datetime
    until: datetime | None
    steps: tuple[StepThen, ...]


@dataclass(frozen=True, kw_only=True)
class DeadlineThen:
    """A standard that ran then; `due_at` by the rules of then, which a later move may have changed."""

    key: str
    label: str
    rule: RuleText | None
    base_at: datetime
    due_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AppliedRules:
    """`processes` is empty before the case began (`opened_at`), and after all of its processes ended."""

    case_id: UUID
    case_reference: str
    opened_at: datetime
    closed_at: datetime | None
    begin: datetime  # of the time asked for: of the day where the authority is, or the moment
    end: datetime
    processes: tuple[ProcessThen, ...]
    deadlines: tuple[DeadlineThen, ...]


def applied_rules(*, case_id: UUID, on: date | datetime, actor: Actor) -> AppliedRules:
    """Say which rules applied to the case on that day, or at that moment.

    People read it through `service.pathways.reading.read_applied_rules`, which writes down who did.
    :raises NotFoundError: there is no such case that the actor may see.
    """
    raise NotImplementedError
