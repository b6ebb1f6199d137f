"""Rows of decision tables in sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.engine.decisions.model import Decision, Row, Table
from service.library.difference.deadlines import deadline_sentences
from service.library.difference.model import Sentence, Weight
from service.library.difference.side import Side, Sides
from service.library.difference.speech import capital, joined, spelled

ANYTHING = ("", "-")
FORMULA = "what a formula says"
SIGNS = {"<=": "at most", ">=": "at least", "<": "less than", ">": "more than"}
YES_NO = {"true": "yes", "false": "no"}
COMPARED = re.compile(r"(<=|>=|<|>)\s*(-?[\d.]+)")
CONTAINED = re.compile(r'list contains\(\?, ("[^"]*")\)')
TEXT = re.compile(r'"[^"]*"')
TEXTS = re.compile(r'"[^"]*"(\s*,\s*"[^"]*")*')
NUMBERS = re.compile(r"[\[\](]?-?[\d.]+((\.\.|\s*,\s*)-?[\d.]+)*[\[\])]?")


@dataclass(frozen=True)
class Texts:
    """What is told about the rows of one decision."""

    sides: Sides
    before: Decision
    after: Decision

    def of_deadline(self, old: Row | None, new: Row | None) -> Iterator[Sentence]:
        """A row that now speaks of another deadline is one that has gone and one that has come."""
        keys = [row.tests[0].strip().strip('"') if row is not None else None for row in (old, new)]
        rules = [
            side.composed.release.deadlines.get(key) if key is not None else None
            for side, key in zip(self.sides, keys, strict=True)
        ]
        if None in keys or keys[0] == keys[1]:
            yield from deadline_sentences(rules[0], rules[1], self.sides)
        else:
            yield from deadline_sentences(rules[0], None, self.sides)
            yield from deadline_sentences(None, rules[1], self.sides)
        if old is not None and new is not None:
            yield from self._remark(old, new)

    def of_row(self, old: Row | None, new: Row | None) -> Iterator[Sentence]:
        name, sides = self.sides.after.decision(self.after.id), self.sides
        if old is None and new is not None:
            told = f"{when(self.after, new, sides.after)}, {answer(self.after, new, sides.after)}"
            yield _way(f"New row in {name}: {told}.")
        elif new is None and old is not None:
            told = f"{when(self.before, old, sides.before)}, {answer(self.before, old, sides.before)}"
            yield _way(f"Row no longer in {name}: {told}.")
        elif old is not None and new is not None:
            yield from self._changed(old, new, name)

    def _changed(self, old: Row, new: Row, name: str) -> Iterator[Sentence]:
        asked, was_asked = when(self.after, new, self.sides.after), when(self.before, old, self.sides.before)
        given = answer(self.after, new, self.sides.after)
        if old.outputs != new.outputs:
            answers = joined(self._answers(old, new)) or "other answers are given"
            yield _way(f"In {name}, {asked}: {answers}.")
        if asked != was_asked:
            yield _way(f"In {name}, the row by which {given} now applies {asked} instead of {was_asked}.")
        elif old.tests != new.tests:
            yield _way(f"In {name}, the row that applies {asked} asks so in another way.")
        yield from self._remark(old, new)

    def _answers(self, old: Row, new: Row) -> Iterator[str]:
        columns = self.after.logic.outputs if isinstance(self.after.logic, Table) else ()
        for column, was, is_now in zip(columns, old.outputs, new.outputs, strict=False):
            before, after = _value(was.strip(), self.sides.before), _value(is_now.strip(), self.sides.after)
            if was != is_now and before is None and after is None:
                yield f"{spelled(column.name)} is now worked out by another formula"
            elif was != is_now:
                now, earlier = (FORMULA if words is None else words or "nothing" for words in (after, before))
                yield f"{spelled(column.name)} is now {now} instead of {earlier}"

    def _remark(self, old: Row, new: Row) -> Iterator[Sentence]:
        if old.remark != new.remark:
            text = f"The remark on a row of {self.sides.after.decision(self.after.id)} has changed."
            yield Sentence(text=text, weight=Weight.WORDING)


def when(decision: Decision, row: Row, side: Side) -> str:
    """Return "when Level is 2 and Harm is no"."""
    columns = decision.logic.inputs if isinstance(decision.logic, Table) else ()
    asked = [
        f"{column.label or spelled(column.expression)} {_test(test.strip(), side)}"
        for column, test in zip(columns, row.tests, strict=False)
        if test.strip() not in ANYTHING
    ]
    return f"when {joined(asked)}" if asked else "in any case"


def answer(decision: Decision, row: Row, side: Side) -> str:
    """Return 'route is "mash"', with all outputs that the row gives."""
    columns = decision.logic.outputs if isinstance(decision.logic, Table) else ()
    given = [
        f"{spelled(column.name)} is {_value(value.strip(), side) or FORMULA}"
        for column, value in zip(columns, row.outputs, strict=False)
        if value.strip() not in ANYTHING
    ]
    return joined(given) or "nothing is given"


def _test(text: str, side: Side) -> str:
    contained = CONTAINED.fullmatch(text)
    if contained is not None:
        return f"contains {side.value(contained[1])}"
    compared = COMPARED.fullmatch(text)
    words = f"{SIGNS[compared[1]]} {compared[2]}" if compared is not None else _value(text, side)
    return f"is {words}" if words else "fits a formula"


def _value(text: str, side: Side) -> str | None:
    """Return a literal in words, "" for none; None for a formula."""
    if text in ANYTHING:
        return ""
    if TEXTS.fullmatch(text):
        return joined((side.value(part) for part in TEXT.findall(text)), "or")
    return YES_NO.get(text) or (text if NUMBERS.fullmatch(text) else None)


def _way(text: str) -> Sentence:
    return Sentence(text=capital(text), weight=Weight.WAY)
