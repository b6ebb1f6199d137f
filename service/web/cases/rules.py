"""Which rules applied to a case on a day: for each of its processes, and for each standard that ran."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from service.pathways.queries.applied_rules import AppliedRules, DeadlineThen, ProcessThen, RuleText, StepThen
from service.web.cases.frame import Frame
from service.web.texts import date_text, day_text, moment_text

NOT_IN_REGISTER = "The register of rules did not have it then."
SHORT = 12  # letters of a digest that tell two releases apart

ReleaseHref = Callable[[UUID], str | None]


@dataclass(frozen=True)
class RuleLine:
    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class StepLine:
    name: str
    since: str
    until: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, kw_only=True)
class StandardLine:
    label: str
    rules: tuple[RuleLine, ...]
    counts_from: str
    due: str
    ended: str


@dataclass(frozen=True, kw_only=True)
class Fact:
    key: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ProcessBlock:
    """`href`: of the release, for those who may open it."""

    name: str
    release: str
    href: str | None
    facts: tuple[Fact, ...]
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, kw_only=True)
class RulesPage:
    """`asked`: the day, or what was typed that is no day.  `nothing`: why no process ran then."""

    frame: Frame
    asked: date | Mapping[str, str]
    day: str
    nothing: str
    processes: tuple[ProcessBlock, ...]
    standards: tuple[StandardLine, ...]


def rules_page(applied: AppliedRules, frame: Frame, *, on: date, zone: ZoneInfo, href: ReleaseHref) -> RulesPage:
    return RulesPage(
        frame=frame,
        asked=on,
        day=day_text(on),
        nothing=nothing_text(applied, zone),
        processes=tuple(process_block(each, zone, href) for each in applied.processes),
        standards=tuple(standard_line(each, zone) for each in applied.deadlines),
    )


def nothing_text(applied: AppliedRules, zone: ZoneInfo) -> str:
    if applied.processes:
        return ""
    if applied.end <= applied.opened_at:
        return f"The case had not begun then: it began on {date_text(applied.opened_at, zone)}."
    return "No process of the case ran on that day."


def process_block(process: ProcessThen, zone: ZoneInfo, href: ReleaseHref) -> ProcessBlock:
    return ProcessBlock(
        name=process.name,
        release=f"Release {process.release.number}",
        href=href(process.release.id),
        facts=tuple(_facts(process, zone)),
        steps=tuple(step_line(step, zone) for step in process.steps),
    )


def _facts(process: ProcessThen, zone: ZoneInfo) -> list[Fact]:
    release = process.release
    until = f" until {_moment(process.until, zone)}" if process.until else ", and it still does"
    found = [
        Fact(key="Followed by the process", value=f"From {_moment(process.since, zone)}{until}"),
        Fact(key="Published", value=date_text(release.published_at, zone)),
    ]
    if release.effective_from is not None:
        found.append(Fact(key="For new cases", value=f"From {date_text(release.effective_from, zone)}"))
    if release.note:
        found.append(Fact(key="What it changed", value=release.note))
    return [*found, Fact(key="Its content", value=f"Digest {release.digest[:SHORT]}")]


def step_line(step: StepThen, zone: ZoneInfo) -> StepLine:
    return StepLine(
        name=step.name or "A step without a name",
        since=_moment(step.entered_at, zone),
        until=_moment(step.ended_at, zone) if step.ended_at else "Still open",
        rules=tuple(map(rule_line, step.rules)),
    )


def standard_line(standard: DeadlineThen, zone: ZoneInfo) -> StandardLine:
    return StandardLine(
        label=standard.label,
        rules=(rule_line(standard.rule),) if standard.rule else (),
        counts_from=_moment(standard.base_at, zone),
        due=_moment(standard.due_at, zone),
        ended=_moment(standard.ended_at, zone) if standard.ended_at else "Still running",
    )


def rule_line(rule: RuleText) -> RuleLine:
    return RuleLine(rule.id, rule.text or NOT_IN_REGISTER)


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment_text(moment, zone)
