"""Which rules of the register a library carries out: computed from its files and from scenario runs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.engine.checks import read_usage
from service.library.carriers import Carrier, Kind, carriers_of
from service.library.compose import Composed
from service.library.notes import Notes
from service.library.obligations import Obligations, read_obligations
from service.library.parts import with_suffix
from service.library.rules import Automatable, RegisterRule

EXECUTABLE = (Automatable.YES, Automatable.PARTLY)


class Exercised(Protocol):
    """What scenario runs made use of."""

    @property
    def elements(self) -> Collection[tuple[str, str]]: ...  # process, element that was completed
    @property
    def processes(self) -> Collection[str]: ...
    @property
    def decisions(self) -> Collection[str]: ...
    @property
    def deadlines(self) -> Collection[str]: ...
    @property
    def forms(self) -> Collection[str]: ...
    @property
    def letters(self) -> Collection[str]: ...
    @property
    def reports(self) -> Collection[str]: ...
    @property
    def roles(self) -> Collection[str]: ...
    @property
    def teams(self) -> Collection[str]: ...


@dataclass(frozen=True, kw_only=True)
class RuleCoverage:
    rule: RegisterRule
    carriers: tuple[Carrier, ...]  # those that count: exercised ones, when runs were given
    runs: tuple[str, ...] = ()  # names of the runs that exercised one of them

    @property
    def covered(self) -> bool:
        return bool(self.carriers)


@dataclass(frozen=True, kw_only=True)
class StageCoverage:
    """The rules of one stage that are automatable "yes" and "partly"."""

    stage: str
    rules: tuple[RuleCoverage, ...]

    def covered(self, *automatable: Automatable) -> tuple[RuleCoverage, ...]:
        """Return the covered rules, of one kind or of both."""
        return tuple(r for r in self.rules if r.covered and r.rule.automatable in (automatable or EXECUTABLE))

    def uncovered(self, *automatable: Automatable) -> tuple[RuleCoverage, ...]:
        return tuple(r for r in self.rules if not r.covered and r.rule.automatable in (automatable or EXECUTABLE))


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """`principles`: the rules that nothing can execute, with what shows them where the work is done."""

    stages: tuple[StageCoverage, ...]  # in the register's order
    principles: tuple[RuleCoverage, ...]
    obligations: Obligations

    @property
    def covered(self) -> int:
        """Number of covered rules that are automatable, in whole or in part."""
        return sum(len(stage.covered()) for stage in self.stages)

    @property
    def automatable(self) -> int:
        return self.covered + sum(len(stage.uncovered()) for stage in self.stages)

    @property
    def shown(self) -> int:
        """Number of principles that are shown as guidance."""
        return sum(each.covered for each in self.principles)

    def shortfalls(self) -> tuple[str, ...]:
        """Return what was promised and is not kept, as sentences; empty when every promise is kept."""
        short = []
        if self.covered < self.obligations.covered:
            short.append(f"{self.covered} rules are covered; {self.obligations.covered} were promised.")
        if self.shown < self.obligations.shown:
            short.append(f"{self.shown} principles are shown; {self.obligations.shown} were promised.")
        stages = {stage.stage: stage for stage in self.stages}
        for name in self.obligations.complete:
            if name not in stages:
                short.append(f"The register has no automatable rule of the stage {name}, which was promised.")
            elif missing := stages[name].uncovered():
                ids = ", ".join(each.rule.id for each in missing)
                short.append(f"The stage {name} was promised whole and lacks {ids}.")
        return tuple(short)


def coverage(composed: Composed, runs: Mapping[str, Exercised] | None = None) -> Coverage:
    """Return what is covered: by a carrier in the library and, with `runs` by name, by one that a run made use of.

    A principle is shown by whatever names it: it needs no run.
    """
    declared: dict[str, list[Carrier]] = {}
    for carrier in _carriers(composed):
        declared.setdefault(carrier.rule, []).append(carrier)
    look = _Look(composed, runs)
    stages: dict[str, list[RuleCoverage]] = {}
    principles = []
    for rule in composed.rules.rules.values():
        carriers = declared.get(rule.id, [])
        if rule.automatable is Automatable.NO:
            principles.append(RuleCoverage(rule=rule, carriers=tuple(carriers)))
        else:
            stages.setdefault(rule.stage, []).append(look.at(rule, carriers))
    notes = Notes(file=f"processes/{composed.release.authority}/coverage.yaml")
    return Coverage(
        stages=tuple(StageCoverage(stage=stage, rules=tuple(found)) for stage, found in stages.items()),
        principles=tuple(principles),
        obligations=read_obligations(composed.files, composed.release.authority, notes),
    )


def _carriers(composed: Composed) -> Iterator[Carrier]:
    return carriers_of(
        composed.release,
        forms=composed.forms.values(),
        letters=composed.letters.values(),
        reports=composed.reports.values(),
        authority=composed.authority,
    )


class _Look:
    """Which carriers were made use of, and by which runs."""

    def __init__(self, composed: Composed, runs: Mapping[str, Exercised] | None) -> None:
        self._asked = read_usage(with_suffix(composed.files, ".bpmn")).deadlines
        self._runs = runs

    def at(self, rule: RegisterRule, carriers: Sequence[Carrier]) -> RuleCoverage:
        if self._runs is None:
            return RuleCoverage(rule=rule, carriers=tuple(carriers))
        users = {carrier: self._users(carrier, self._runs) for carrier in carriers}
        used = tuple(carrier for carrier in carriers if users[carrier])
        return RuleCoverage(rule=rule, carriers=used, runs=tuple(sorted({run for c in used for run in users[c]})))

    def _users(self, carrier: Carrier, runs: Mapping[str, Exercised]) -> tuple[str, ...]:
        return tuple(name for name, exercised in runs.items() if _was_used(carrier, exercised, self._asked))


def _was_used(carrier: Carrier, exercised: Exercised, asked: Mapping[str, frozenset[tuple[str, str]]]) -> bool:
    used: Mapping[Kind, Collection[str]] = {
        Kind.PROCESS: exercised.processes,
        Kind.DECISION: exercised.decisions,
        Kind.FORM: exercised.forms,
        Kind.REPORT: exercised.reports,
        Kind.ROLE: exercised.roles,
        Kind.TEAM: exercised.teams,
        Kind.LETTER: exercised.letters,
    }
    match carrier.kind:
        case Kind.ELEMENT:
            return (carrier.within, carrier.id) in exercised.elements
        case Kind.QUESTION:
            return carrier.within in exercised.forms
        case Kind.DEADLINE:
            # a panel's sitting is never started: it is used when a step that asks for it was passed
            passed = any(place in exercised.elements for place in asked.get(carrier.id, ()))
            return carrier.id in exercised.deadlines or passed
        case _:
            return carrier.id in used[carrier.kind]
