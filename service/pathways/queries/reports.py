"""The reports of an authority, measured over a period."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability, Scope, require, require_scope, visible_cases
from service.clocks import DayFunctions, start_of_day
from service.clocks.moments import next_day
from service.models import Case, db
from service.pathways.queries.histories import histories
from service.pathways.releases import current_release
from service.pathways.standing import acting_authority
from service.reporting.definitions import Report, Source
from service.reporting.measure import Figures, Measured, Period, measure

ACTION = "read reports"
_RECORDS = re.compile(r"records\.(\w+)")


@dataclass(frozen=True, kw_only=True)
class TargetView:
    op: str
    amount: Decimal
    unit: str


@dataclass(frozen=True, kw_only=True)
class GroupView:
    """`name`: what the report groups by; a team by its name."""

    name: str
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class CaseNotMet:
    case_id: UUID
    reference: str


@dataclass(frozen=True, kw_only=True)
class ReportView:
    """`not_met`: the cases among those counted that do not meet it and that the reader may see."""

    id: str
    title: str
    about: str
    rules: tuple[str, ...]
    target: TargetView | None
    whole: Figures
    groups: tuple[GroupView, ...]
    not_met: tuple[CaseNotMet, ...]


def period_of_days(actor: Actor, since: date | None, until: date | None) -> Period:
    """Return the period of these local days, both included; None: without a bound on that side."""
    zone = current_release(acting_authority(actor, None, action=ACTION)).composed.release.calendar.zone
    return Period(
        since=None if since is None else start_of_day(since, zone),
        until=None if until is None else start_of_day(next_day(until), zone),
    )


def measured_reports(*, actor: Actor, period: Period) -> Sequence[ReportView]:
    """Return every report of the current release, in the order of its file.

    The figures are those of the whole authority, of restricted cases too; which cases they are is told only of those
    that the reader may see.
    :raises NotAllowedError: the actor reads no reports.
    """
    if actor.kind is ActorKind.CLIENT:
        require_scope(actor, Scope.REPORTS_READ, action=ACTION)
    else:
        require(actor, Capability.READ_REPORTS, action=ACTION)
    authority = acting_authority(actor, None, action=ACTION)
    composed = current_release(authority).composed
    reports = composed.reports.values()
    told = histories(authority, period=period, forms=_forms(reports))
    functions = DayFunctions(composed.release.calendar).table()
    measured = [measure(report, told, period=period, functions=functions) for report in reports]
    visible = _visible(actor, measured)
    teams = {team.id: team.name for team in composed.authority.teams.values()}
    return [_view(each, visible, teams) for each in measured]


def _forms(reports: Iterable[Report]) -> frozenset[str]:
    """Ids of the forms that the reports read."""
    return frozenset(form for report in reports for form in _forms_of(report))


def _forms_of(report: Report) -> Iterator[str]:
    if report.source is Source.RECORDS:
        yield report.name
    for text in (report.counted, report.met, report.value, report.by):
        yield from _RECORDS.findall(text or "")


def _visible(actor: Actor, measured: Iterable[Measured]) -> Mapping[UUID, str]:
    wanted = {history.case_id for each in measured for history in each.not_met if history.case_id is not None}
    rows = db.session.execute(select(Case.id, Case.reference).where(Case.id.in_(wanted), visible_cases(actor)))
    return {row.id: row.reference for row in rows}


def _view(measured: Measured, visible: Mapping[UUID, str], teams: Mapping[str, str]) -> ReportView:
    report = measured.report
    told = dict.fromkeys(history.case_id for history in measured.not_met if history.case_id in visible)
    target = report.target
    return ReportView(
        id=report.id,
        title=report.title,
        about=report.about,
        rules=report.rules,
        target=None if target is None else TargetView(op=target.bound.value, amount=target.amount, unit=target.unit),
        whole=measured.whole,
        groups=tuple(
            GroupView(name=teams.get(name, name), figures=figures) for name, figures in measured.groups.items()
        ),
        not_met=tuple(CaseNotMet(case_id=id_, reference=visible[id_]) for id_ in told if id_ is not None),
    )
