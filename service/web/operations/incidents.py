"""What failed and what is stuck, as texts."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from service.pathways.queries.incident_groups import IncidentGroup
from service.pathways.queries.incidents import IncidentView
from service.pathways.queries.stuck import StuckReason, StuckView
from service.web.operations.frame import TabLink, ago, cause_of, without_values
from service.web.operations.process import IncidentRow, incident_row
from service.web.texts import moment_text, spelt

REASONS = {
    StuckReason.INCIDENT: "Nothing can go on",
    StuckReason.TIMER: "A timer is late",
    StuckReason.CALL: "A call fails again and again",
    StuckReason.NOBODY: "Nobody can do a task",
    StuckReason.MESSAGE: "An answer has been awaited for long",
}


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """`key` names the cause.  `retry`: what the button says."""

    key: str
    href: str
    step: str
    process: str
    cause: str
    message: str
    number: str
    times: str
    first: str
    last: str
    retry: str


@dataclass(frozen=True, kw_only=True)
class IncidentsPage:
    """`hidden`: that there are others, which this person may not see."""

    tabs: tuple[TabLink, ...]
    rows: tuple[GroupRow, ...]
    hidden: str
    next_href: str | None
    first_href: str | None


@dataclass(frozen=True, kw_only=True)
class SingleRow:
    """An incident with the process that it is in."""

    incident: IncidentRow
    reference: str
    href: str


@dataclass(frozen=True, kw_only=True)
class SinglePage:
    rows: tuple[SingleRow, ...]
    cause: str
    resolved: bool
    next_href: str | None
    first_href: str | None


@dataclass(frozen=True, kw_only=True)
class StuckRow:
    process: str
    href: str
    reference: str
    reason: str
    step: str
    message: str
    since: str


@dataclass(frozen=True, kw_only=True)
class StuckPage:
    tabs: tuple[TabLink, ...]
    rows: tuple[StuckRow, ...]
    next_href: str | None
    first_href: str | None


def group_row(group: IncidentGroup) -> GroupRow:
    return GroupRow(
        key=group.key,
        href=url_for("operations.incidents", cause=group.key),
        step=group.name or group.element,
        process=group.process_name,
        cause=cause_of(group.kind),
        message=without_values(group.message),
        number=spelt(group.incidents, "incident"),
        times=spelt(group.times, "time"),
        first=moment_text(group.first_at),
        last=moment_text(group.last_at),
        retry="Retry" if group.incidents == 1 else f"Retry all {group.incidents}",
    )


def hidden_text(number: int) -> str:
    """Empty where there are none."""
    if number == 0:
        return ""
    are = "is 1 more incident" if number == 1 else f"are {number} more incidents"
    return (
        f"There {are} in restricted cases, which you may not open. Ask somebody who operates the service and is named "
        "on the case, or whoever runs “pathways incidents” on the server, to see to it."
    )


def single_row(incident: IncidentView) -> SingleRow:
    return SingleRow(
        incident=incident_row(incident),
        reference=incident.case_reference or "No case",
        href=url_for("operations.show", instance_id=incident.instance_id),
    )


def stuck_row(stuck: StuckView, *, now: datetime) -> StuckRow:
    return StuckRow(
        process=stuck.process_name,
        href=url_for("operations.show", instance_id=stuck.instance_id),
        reference=stuck.case_reference or "No case",
        reason=REASONS[stuck.reason],
        step=stuck.name or stuck.element,
        message=stuck.message,
        since=f"{moment_text(stuck.since)}, {ago(stuck.since, now)}",
    )
