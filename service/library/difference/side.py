"""One of the two libraries, and the names by which it calls what it holds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from service.engine import ProcessInfo
from service.engine.reading.elements import Element, Expression
from service.forms import Question
from service.library.carriers import Carrier, Kind, questions_of
from service.library.compose import Composed
from service.library.difference.speech import joined, quoted, spelled

NO_CASE = "sitting"  # kind of the processes that are about no one family


class Side:
    """Every method returns words; what nothing has a name for is spelled out."""

    def __init__(self, composed: Composed) -> None:
        self.composed = composed

    def role(self, id_: str) -> str:
        role = self.composed.authority.roles.get(id_)
        return role.name if role is not None else spelled(id_)

    def roles(self, ids: Iterable[str]) -> str:
        return joined((self.role(id_) for id_ in ids), "or")

    def form(self, id_: str) -> str:
        form = self.composed.forms.get(id_)
        return quoted(form.title if form is not None else spelled(id_))

    def process(self, id_: str) -> str:
        """Its name without quotes."""
        process = self.composed.release.processes.get(id_)
        return process.name if process is not None and process.name != id_ else spelled(id_)

    def decision(self, id_: str) -> str:
        decision = self.composed.release.decisions.model.decisions.get(id_)
        return quoted(decision.title if decision is not None and decision.title != id_ else spelled(id_))

    def deadline(self, key: str) -> str:
        rule = self.composed.release.deadlines.get(key)
        return quoted(rule.label if rule is not None and rule.label else spelled(key))

    def event(self, id_: str) -> str:
        """What happened, in the register's words."""
        return quoted(self.composed.rules.events.get(id_) or spelled(id_))

    def beginning(self, event: str) -> str:
        """What a deadline counts from: the event, or the step that records it where the register does not name it."""
        return (
            self.event(event) if event in self.composed.rules.events else self._recorded.get(event, self.event(event))
        )

    def subject_of(self, process: ProcessInfo) -> str:
        """Who goes through the process."""
        return "the work" if process.kind == NO_CASE else f"the {self.composed.authority.words.get('case', 'case')}"

    def element(self, element: Element) -> str:
        """Its name, with that of its process where others have one of that name; "" when it has none."""
        if element.name == element.id:
            return ""
        several = self._names[element.name] > 1
        return quoted(element.name) + (f" in {self.process(element.process)}" if several else "")

    def value(self, text: str) -> str:
        """What a decision answers: the name of the team, role, form or process that it means, or the word itself."""
        code = text.strip().strip('"')
        authority, release = self.composed.authority, self.composed.release
        for named in (authority.teams, authority.roles, release.processes):
            if code in named:
                return quoted(named[code].name)
        return quoted(spelled(text)) if text.strip().startswith('"') else text.strip()

    def carrier(self, carrier: Carrier) -> str:
        """What carries out a rule, such as the question "Who came?"."""
        match carrier.kind:
            case Kind.ELEMENT:
                element = self.composed.release.processes[carrier.within].elements[carrier.id]
                return self.element(element) or f"a step in {self.process(carrier.within)}"
            case Kind.QUESTION:
                return f"the question {quoted(self._questions[carrier.within, carrier.id].label)}"
            case _:
                return f"the {carrier.kind} {self._named(carrier)}"

    def given(self, process: str, variable: str) -> tuple[str, ...]:
        """Return the texts that the callers of a process give to one of its variables."""
        found = (
            mapping.value.text.strip('"')
            for element in self._elements
            if element.called == process
            for mapping in element.passed_in
            if mapping.target == variable and mapping.value is not None and mapping.value.text.startswith('"')
        )
        return tuple(dict.fromkeys(found))

    def answers(self, process: str) -> Mapping[str, Question]:
        """Return, by the variable that holds the answer, the questions that only one wording is asked in."""
        found: dict[str, Question] = {}
        doubtful = set()
        for variable, question in self._kept(process):
            if variable in found and found[variable].label != question.label:
                doubtful.add(variable)
            found[variable] = question
        return {variable: question for variable, question in found.items() if variable not in doubtful}

    def _kept(self, process: str) -> Iterator[tuple[str, Question]]:
        for element in self.composed.release.processes[process].elements.values():
            for output in element.outputs if element.form is not None else ():
                question = self._questions.get((element.form or "", output.value.text))
                if question is not None:
                    yield output.name, question

    def _named(self, carrier: Carrier) -> str:
        composed, id_ = self.composed, carrier.id
        match carrier.kind:
            case Kind.LETTER:
                name = quoted(composed.letters[id_].title)
            case Kind.REPORT:
                name = quoted(composed.reports[id_].title)
            case Kind.ROLE:
                name = quoted(composed.authority.roles[id_].name)
            case Kind.TEAM:
                name = quoted(composed.authority.teams[id_].name)
            case _:
                spoken = {Kind.DECISION: self.decision, Kind.DEADLINE: self.deadline, Kind.FORM: self.form}
                name = spoken[carrier.kind](id_) if carrier.kind in spoken else quoted(self.process(id_))
        return name

    @cached_property
    def _elements(self) -> tuple[Element, ...]:
        return tuple(e for process in self.composed.release.processes.values() for e in process.elements.values())

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(name for name, _ in {(each.name, self.process(each.process)) for each in self._elements})

    @cached_property
    def _recorded(self) -> Mapping[str, str]:
        recorders = ((event, self.element(element)) for element in self._elements for event in element.words("event"))
        return {event: name for event, name in recorders if name}

    @cached_property
    def _questions(self) -> Mapping[tuple[str, str], Question]:
        forms = self.composed.forms.values()
        return {(form.id, key): question for form in forms for key, question in questions_of(form.fields)}


class Sides(NamedTuple):
    before: Side
    after: Side


def literal(expression: Expression | None) -> tuple[str, ...]:
    """Return the words of a text with commas; none for a formula."""
    if expression is None or expression.feel:
        return ()
    return tuple(word.strip() for word in expression.text.split(",") if word.strip())
