"""Which questions of a page are shown inside an answer of another one (GOV.UK's conditional reveal)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from service.forms import Element, Group, Kind, Question
from service.forms.model import questions_of

TICKED = "true"

_VALUE = r'(?:"(?P<text>[^"]*)"|(?P<tick>true))'
_KEY = r"(?:this\.)?(?P<key>[\w.]+?)"
# what hides an element, read as what shows it: `x != "v"`, `not(x = "v")`, `not(list contains(x, "v"))`
_HIDDEN_UNLESS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\(?\s*{_KEY}\s*!=\s*{_VALUE}\s*\)?",
        rf"not\(\s*{_KEY}\s*=\s*{_VALUE}\s*\)",
        rf"not\(\s*list contains\(\s*{_KEY}\s*,\s*{_VALUE}\s*\)\s*\)",
    )
)
_HIDDEN_IF = re.compile(rf"{_KEY}\s*=\s*{_VALUE}")
_MAY_REVEAL = frozenset({Kind.RADIO, Kind.SELECT, Kind.CHECKLIST, Kind.TAGLIST, Kind.CHECKBOX})
_PAIR = 2

Spot = tuple[str, str]  # key of the question, value of the answer


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`inside`: what stands inside an answer, in the order of the form; everything else stands where it stood."""

    inside: Mapping[Spot, tuple[Element, ...]] = field(default_factory=dict)

    def moved(self, element: Element) -> bool:
        return any(element is each for elements in self.inside.values() for each in elements)

    def reveals(self, question: Question) -> bool:
        return any(key == question.key for key, _ in self.inside)

    def beside(self, question: Question, value: str) -> tuple[Element, ...]:
        return self.inside.get((question.key, value), ())


def plan_of(elements: Sequence[Element], outer: Sequence[str]) -> Plan:
    """Return the plan of one page, or of one item of a repeated group; `outer`: conditions of the page itself."""
    inside: dict[Spot, tuple[Element, ...]] = {}
    for element, own, here in _conditional(elements, len(outer), _editable(elements)):
        spot = _spot(own[0], here) if len(own) == 1 else None
        if spot is not None and not (isinstance(element, Question) and element.key == spot[0]):
            inside[spot] = (*inside.get(spot, ()), element)
    return Plan(inside=inside)


Questions = Mapping[str, Question]


def _editable(elements: Sequence[Element]) -> Questions:
    return {question.key: question for question in questions_of(tuple(elements)) if question.editable}


def _conditional(
    elements: Sequence[Element], outer: int, here: Questions
) -> Iterator[tuple[Element, tuple[str, ...], Questions]]:
    """Yield what has conditions of its own, with them and with the questions that are shown whenever it may be."""
    for element in elements:
        own = element.hide_when[outer:]
        if own:
            yield element, own, here
        if isinstance(element, Group):
            inner = _editable(element.elements) if own else here
            yield from _conditional(element.elements, len(element.hide_when), inner)


def _spot(text: str, here: Questions) -> Spot | None:
    for pattern in _HIDDEN_UNLESS:
        match = pattern.fullmatch(text.strip())
        if match:
            return _offered(here.get(match["key"]), match["text"] if match["tick"] is None else None)
    match = _HIDDEN_IF.fullmatch(text.strip())
    return _other(here.get(match["key"]), match["text"]) if match else None


def _offered(question: Question | None, value: str | None) -> Spot | None:
    if question is None or question.kind not in _MAY_REVEAL:
        return None
    if question.kind is Kind.CHECKBOX:
        return (question.key, TICKED) if value is None else None
    return (question.key, value) if value in {option.value for option in question.options} else None


def _other(question: Question | None, value: str | None) -> Spot | None:
    """Hidden for one of two answers, of which one must be given: shown inside the other."""
    if question is None or question.kind not in {Kind.RADIO, Kind.SELECT} or not question.required:
        return None
    values = [option.value for option in question.options]
    if len(values) != _PAIR or value not in values:
        return None
    return question.key, next(each for each in values if each != value)
