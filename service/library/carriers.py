"""What carries out a rule: elements, processes, decisions, deadlines, questions, roles and teams."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from service.engine import ProcessInfo, Release
from service.engine.decisions.model import Decision
from service.forms import Form, Question
from service.letters import LetterTemplate
from service.library.authority import AuthorityInfo
from service.reporting.definitions import Report

PREFIX = "rules:"


class Kind(StrEnum):
    ELEMENT = "element"
    PROCESS = "process"
    DECISION = "decision"
    DEADLINE = "deadline"
    FORM = "form"
    QUESTION = "question"
    ROLE = "role"
    TEAM = "team"
    LETTER = "letter"
    REPORT = "report"


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """Something that names a rule as its own."""

    rule: str
    kind: Kind
    id: str  # of the element, process, decision, deadline, form, question, role, team, letter or report
    within: str = ""  # process of an element, form of a question

    def __str__(self) -> str:
        return f"{self.kind} {self.within}{'/' if self.within else ''}{self.id}"


def carriers_of(
    release: Release,
    *,
    forms: Iterable[Form],
    letters: Iterable[LetterTemplate],
    reports: Iterable[Report],
    authority: AuthorityInfo,
) -> Iterator[Carrier]:
    """Yield every carrier of a composed library, once for each rule."""
    for process in release.processes.values():
        yield from _of_process(process)
    for decision in release.decisions.model.decisions.values():
        yield from _each(rules_of_decision(decision), Kind.DECISION, decision.id)
    for key, deadline in release.deadlines.items():
        yield from _each((deadline.rule or "").split(), Kind.DEADLINE, key)
    for form in forms:
        yield from _of_form(form)
    for kind, named in (
        (Kind.LETTER, letters),
        (Kind.REPORT, reports),
        (Kind.ROLE, authority.roles.values()),
        (Kind.TEAM, authority.teams.values()),
    ):
        for each in named:
            yield from _each(each.rules, kind, each.id)


def rules_of_decision(decision: Decision) -> tuple[str, ...]:
    """Rule ids of the lines "rules: …" in the decision's description."""
    lines = (line.strip() for line in decision.description.splitlines())
    return tuple(rule for line in lines if line.startswith(PREFIX) for rule in line.removeprefix(PREFIX).split())


def rules_of_form(form: Form) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the rules of the form and of its questions, with the id of the one or the key of the other."""
    yield form.rules, form.id
    for key, question in questions_of(form.fields):
        yield question.rules, key


def questions_of(questions: tuple[Question, ...], path: str = "") -> Iterator[tuple[str, Question]]:
    """Yield every question with its whole key, those of repeated groups too."""
    for question in questions:
        yield path + question.key, question
        yield from questions_of(question.questions, f"{path}{question.key}.")


def _of_process(process: ProcessInfo) -> Iterator[Carrier]:
    yield from _each(process.properties.get("rules", "").split(), Kind.PROCESS, process.id)
    for element in process.elements.values():
        yield from _each(element.words("rules"), Kind.ELEMENT, element.id, within=process.id)


def _of_form(form: Form) -> Iterator[Carrier]:
    yield from _each(form.rules, Kind.FORM, form.id)
    for key, question in questions_of(form.fields):
        yield from _each(question.rules, Kind.QUESTION, key, within=form.id)


def _each(rules: tuple[str, ...] | list[str], kind: Kind, id_: str, *, within: str = "") -> Iterator[Carrier]:
    for rule in rules:
        yield Carrier(rule=rule, kind=kind, id=id_, within=within)
