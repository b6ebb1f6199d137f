"""What an operator is about to do to one process, as texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from service.pathways.queries.redirects import RedirectChoices, RedirectPreview, RedirectSource, StandingKind
from service.web.operations.corrections import Row
from service.web.operations.process import IncidentRow, ProcessFrame
from service.web.texts import moment_text
from service.web.work.pages import Choice


@dataclass(frozen=True, kw_only=True)
class Words:
    """`warning`: what it means.  `reason`: what is asked for; empty: nothing."""

    title: str
    button: str
    warning: str
    reason: str
    done: str


CHANGES: Mapping[str, Words] = {
    "suspend": Words(
        title="Suspend the process",
        button="Suspend",
        warning="While it is suspended its tasks refuse to be completed and its timers wait. Deadlines run on. "
        "Urgent concerns still pass.",
        reason="Why is it suspended?",
        done="The process is suspended.",
    ),
    "resume": Words(
        title="Resume the process",
        button="Resume",
        warning="What fell due while it was suspended happens at once.",
        reason="",
        done="The process goes on.",
    ),
    "cancel": Words(
        title="Cancel the process",
        button="Cancel the process",
        warning="A cancelled process cannot be brought back: its tasks, timers and calls are closed. "
        "Its history stays.",
        reason="Why is it cancelled?",
        done="The process is cancelled.",
    ),
}
ANSWERS: Mapping[str, Words] = {
    "retry": Words(
        title="Retry the step",
        button="Retry",
        warning="Mend the cause first, or correct the data here. A step that fails again stays where it is.",
        reason="",
        done="The step was run again.",
    ),
    "skip": Words(
        title="Skip the step",
        button="Skip the step",
        warning="The process goes on behind the step. Nothing that the step would have done is done: no call is made, "
        "no value is taken, no deadline is met.",
        reason="Why is it skipped?",
        done="The step was skipped.",
    ),
    "resolve": Words(
        title="Resolve the incident",
        button="Resolve",
        warning="The incident leaves the list. The failed step stays where it is, so do this only where it was dealt "
        "with outside the service.",
        reason="What was done?",
        done="The incident is resolved.",
    ),
}
# of what workers did not come to the end of
LATER = Words(
    title="Retry the step",
    button="Retry",
    warning="Mend the cause first: look into the log of the service, and give the workers more memory if that was it. "
    "Workers try it again, three times at most. Until then it stays due.",
    reason="",
    done="Workers try it again now. If they do not come to its end, the incident comes back.",
)
FAILED_AGAIN = "The step failed again. What happened this time stands below."


@dataclass(frozen=True, kw_only=True)
class ChangePage:
    """`conflict`: why it was not done the first time; what was typed is still there."""

    frame: ProcessFrame
    words: Words
    action: str
    revision: int
    reason: str
    conflict: str


@dataclass(frozen=True, kw_only=True)
class AnswerPage:
    """`rows`: the data that can be corrected.  `settled`: there is nothing left to do, and who did it."""

    process: str
    incident: IncidentRow
    settled: str
    words: Words
    action: str
    show_href: str
    shown: bool
    may_show: bool
    rows: tuple[Row, ...]
    kinds: tuple[Choice, ...]
    reason: str
    conflict: str


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """Something that stands at a step.  `href`: where to choose its target; None: it cannot be moved."""

    name: str
    what: str
    within: str
    href: str | None
    refusal: str


@dataclass(frozen=True, kw_only=True)
class SourcesPage:
    """`conflict`: why something was not moved; `reason`: what was typed then."""

    frame: ProcessFrame
    rows: tuple[SourceRow, ...]
    conflict: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TargetsPage:
    frame: ProcessFrame
    source: SourceRow
    from_id: str
    targets: tuple[Choice, ...]
    to: str
    rows: tuple[Row, ...]
    kinds: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One kind of thing that changes: lines of what is there before, and of what is there after."""

    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PreviewPage:
    """`typed`: hidden fields that carry the corrected data along.  `refusal`: why it cannot be done."""

    frame: ProcessFrame
    source: str
    target: str
    refusal: str
    effects: tuple[Effect, ...]
    ends: bool
    from_id: str
    to: str
    revision: int
    typed: Mapping[str, str]
    reason: str
    conflict: str
    back_href: str


_STANDING = {
    StandingKind.TASK: "Task",
    StandingKind.TIMER: "Waits for a time",
    StandingKind.MESSAGE: "Waits for a message",
    StandingKind.SIGNAL: "Waits for a signal",
    StandingKind.CALL: "Call to another system",
    StandingKind.INCIDENT: "Failed step",
    StandingKind.GATEWAY: "Waits at a gateway for others to come",
    StandingKind.PART: "Part with steps of its own: all of it",
}
_CASE = {"stage": "Stage", "status": "Status", "outcome": "Outcome", "team": "Team", "lead": "Lead worker"}


def source_row(source: RedirectSource, href: str) -> SourceRow:
    return SourceRow(
        name=source.name or source.element,
        what=_STANDING[source.kind],
        within=source.within or "",
        href=href if source.targets else None,
        refusal=source.refusal or ("" if source.targets else "There is no step that it could be moved to."),
    )


def source_of(choices: RedirectChoices, from_id: str) -> RedirectSource | None:
    return next((each for each in choices.sources if str(each.id) == from_id), None)


def targets_of(source: RedirectSource) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=each.element, text=f"{each.name or each.element} ({each.lane})" if each.lane else each.name)
        for each in source.targets
    )


def effects_of(preview: RedirectPreview) -> tuple[Effect, ...]:
    """What is there before and after, without what stays as it is."""
    return tuple(effect for effect in _effects(preview) if effect.before or effect.after)


def _effects(preview: RedirectPreview) -> Iterator[Effect]:
    yield _effect(
        "Tasks",
        (_line(each.name, each.lane, each.assignee) for each in preview.tasks_closed),
        (_line(each.name, each.lane, _due(each.due_at)) for each in preview.tasks_opened),
    )
    yield _effect(
        "Timers",
        (_line(each.name or each.element, _due(each.due_at)) for each in preview.timers_dropped),
        (_line(each.name or each.element, _due(each.due_at)) for each in preview.timers_armed),
    )
    yield _effect(
        "Messages waited for",
        (each.message for each in preview.messages_dropped),
        (each.message for each in preview.messages_awaited),
    )
    yield _effect(
        "Calls to other systems",
        (_line(each.name, each.topic) for each in preview.calls_dropped),
        (_line(each.name, each.topic) for each in preview.calls_made),
    )
    yield _effect("Failed steps", preview.incidents_ended, ())
    yield _effect(
        "Deadlines",
        (f"{each.label}, which ends without having been met" for each in preview.deadlines_ended),
        (_line(each.label, _due(each.due_at)) for each in preview.deadlines_started),
    )
    case = (f"{_CASE.get(name, name.capitalize())}: {value}" for name, value in preview.case.items())
    yield _effect("Recorded on the case at once", (), (*preview.events, *case))


def _effect(title: str, before: Iterator[str] | tuple[str, ...], after: Iterator[str] | tuple[str, ...]) -> Effect:
    return Effect(title=title, before=tuple(before), after=tuple(after))


def _line(name: str, *more: str | None) -> str:
    return ", ".join(part for part in (name, *more) if part)


def _due(due_at: datetime | None) -> str | None:
    return None if due_at is None else f"due {moment_text(due_at)}"
