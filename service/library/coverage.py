"""Which rules of the register a library carries out: computed from its files and from scenario runs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from service.engine.checks import read_usage
from service.library.carriers import Carrier, Kind, carriers_of
from service.library.compose import Composed
from service.library.notes import Notes
from service.library.obligations import Obligations, read_obligations
from service.library.parts import with_suffix
from service.library.rules import Automatable, RegisterRule


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
    def roles(self) -> Collection[str]: ...
    @property
    def teams(self) -> Collection[str]: ...


@dataclass(frozen=True, kw_only=True)
class RuleCoverage:
    rule: RegisterRule
    carriers: tuple[Carrier, ...]  # those that count: exercised ones, when runs were given

    @property
    def covered(self) -> bool:
        return bool(self.carriers)


@dataclass(frozen=True, kw_only=True)
class StageCoverage:
    """The rules of one stage that are automatable "yes" and "partly"; the others are not counted."""

    stage: str
    rules: tuple[RuleCoverage, ...]

    def covered(self, automatable: Automatable = Automatable.YES) -> tuple[RuleCoverage, ...]:
        return tuple(r for r in self.rules if r.covered and r.rule.automatable is automatable)

    def uncovered(self, automatable: Automatable = Automatable.YES) -> tuple[RuleCoverage, ...]:
        return tuple(r for r in self.rules if not r.covered and r.rule.automatable is automatable)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    stages: tuple[StageCoverage, ...]  # in the register's order
    obligations: Obligations

    @property
    def covered(self) -> int:
        """Number of covered rules that are automatable "yes"."""
        return sum(len(stage.covered()) for stage in self.stages)

    @property
    def automatable(self) -> int:
        return self.covered + sum(len(stage.uncovered()) for stage in self.stages)

    def shortfalls(self) -> tuple[str, ...]:
        """Return what was promised and is not kept, as sentences; empty when every promise is kept."""
        short = []
        if self.covered < self.obligations.covered:
            short.append(f"{self.covered} rules are covered; {self.obligations.covered} were promised.")
        stages = {stage.stage: stage for stage in self.stages}
        for name in self.obligations.complete:
            if name not in stages:
                short.append(f"The register has no automatable rule of the stage {name}, which was promised.")
            elif missing := stages[name].uncovered():
                ids = ", ".join(each.rule.id for each in missing)
                short.append(f"The stage {name} was promised whole and lacks {ids}.")
        return tuple(short)


def coverage(composed: Composed, exercised: Exercised | None = None) -> Coverage:
    """Return what is covered: by a carrier in the library and, with `exercised`, by one that a run made use of."""
    carriers = carriers_of(
        composed.release,
        forms=composed.forms.values(),
        letters=composed.letters.values(),
        authority=composed.authority,
    )
    asked = read_usage(with_suffix(composed.files, ".bpmn")).deadlines
    by_rule: dict[str, list[Carrier]] = {}
    for carrier in carriers:
        if exercised is None or _was_used(carrier, exercised, asked):
            by_rule.setdefault(carrier.rule, []).append(carrier)
    authority = composed.release.authority
    notes = Notes(file=f"processes/{authority}/coverage.yaml")
    return Coverage(
        stages=_stages(composed.rules.rules, by_rule),
        obligations=read_obligations(composed.files, authority, notes),
    )


def _stages(rules: Mapping[str, RegisterRule], by_rule: Mapping[str, list[Carrier]]) -> tuple[StageCoverage, ...]:
    stages: dict[str, list[RuleCoverage]] = {}
    for rule in rules.values():
        if rule.automatable is not Automatable.NO:
            carriers = tuple(by_rule.get(rule.id, ()))
            stages.setdefault(rule.stage, []).append(RuleCoverage(rule=rule, carriers=carriers))
    return tuple(StageCoverage(stage=stage, rules=tuple(found)) for stage, found in stages.items())


def _was_used(carrier: Carrier, exercised: Exercised, asked: Mapping[str, frozenset[tuple[str, str]]]) -> bool:
    used: Mapping[Kind, Collection[str]] = {
        Kind.PROCESS: exercised.processes,
        Kind.DECISION: exercised.decisions,
        Kind.FORM: exercised.forms,
        Kind.ROLE: exercised.roles,
        Kind.TEAM: exercised.teams,
        Kind.LETTER: (),  # a run sends letters, but does not write them
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
