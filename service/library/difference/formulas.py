"""FEEL in words, as far as plain sentences reach: `took_place = "yes"` is: "Did it take place?" is "Yes"."""

from collections.abc import Mapping

from service import feel
from service.clocks import ClockError, parse_span
from service.engine.reading.elements import Expression
from service.feel import nodes
from service.forms import Question
from service.library.difference.side import Side
from service.library.difference.speech import counted, joined, quoted

SIGNS = {"=": "is", "!=": "is not", "<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least"}
NAMED = {"now": "this moment", "today": "this day"}  # calls without arguments


def formula_words(expression: Expression | None, side: Side, process: str) -> str | None:
    """Return the expression in words; "" for none, None when it is more than plain words can say."""
    if expression is None:
        return ""
    if not expression.feel:
        return _span(expression.text) or quoted(expression.text)
    try:
        tree = feel.parse(expression.text).tree
    except feel.FeelSyntaxError:
        return None
    return _Words(side, side.answers(process)).of(tree)


class _Words:
    def __init__(self, side: Side, answers: Mapping[str, Question]) -> None:
        self._side = side
        self._answers = answers

    def of(self, tree: nodes.Node) -> str | None:
        words = None
        match tree:
            case nodes.Name(name=name) if name in self._answers:
                words = quoted(self._answers[name].label)
            case nodes.Comparison(sign=sign, left=left, right=right):
                words = self._compared(sign, left, right)
            case nodes.Logic(word=word, operands=operands):
                words = self._all(word, operands)
            case nodes.Arithmetic(sign=sign, left=left, right=nodes.Call() as span):
                words = self._shifted("before" if sign == "-" else "after", self.of(left), span)
            case nodes.Call(function=nodes.Name(name=name), arguments=()):
                words = NAMED.get(name)
            case nodes.Call(function=nodes.Name(name=name), arguments=(nodes.Literal(value=str(text)),)):
                words = self._called(name, text)
        return words

    def _all(self, word: str, operands: tuple[nodes.Node, ...]) -> str | None:
        parts = [self.of(operand) for operand in operands]
        return None if None in parts else f" {word} ".join(part or "" for part in parts)

    def _compared(self, sign: str, left: nodes.Node, right: nodes.Node) -> str | None:
        name = self.of(left)
        if name is None or sign not in SIGNS or not isinstance(right, nodes.Literal):
            return None
        question = self._answers.get(left.name) if isinstance(left, nodes.Name) else None
        return f"{name} {SIGNS[sign]} {_value(right.value, question)}"

    def _called(self, function: str, text: str) -> str | None:
        if function == "duration":
            return _span(text)
        deadline = self._side.deadline(text)
        return {"due": f"the deadline {deadline}", "next_sitting": f"the next sitting of {deadline}"}.get(function)

    def _shifted(self, word: str, moment: str | None, span: nodes.Call) -> str | None:
        length = self.of(span)
        return None if moment is None or length is None else f"{length} {word} {moment}"


def _value(value: object, question: Question | None) -> str:
    if value is None:
        return "not answered"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return str(value)
    labels = {option.value: option.label for option in question.options} if question is not None else {}
    return quoted(labels.get(value, value.replace("_", " ")))


def _span(text: str) -> str | None:
    """Return an ISO duration in words, such as "2 weeks"."""
    try:
        span = parse_span(text)
    except ClockError:
        return None
    hours, seconds = divmod(int(span.exact.total_seconds()), 3600)
    minutes, seconds = divmod(seconds, 60)
    weeks, days = divmod(span.days, 7) if span.days % 7 == 0 else (0, span.days)
    units = ("month", span.months), ("week", weeks), ("day", days), ("hour", hours), ("minute", minutes)
    return joined(counted(number, unit) for unit, number in (*units, ("second", seconds)) if number)
