"""What is compared about a question, and how it is told."""

from dataclasses import replace

from service.forms import Question
from service.forms.model import MAX_LONG_TEXT, MAX_TEXT, Kind
from service.library.difference.matching import pairs
from service.library.difference.model import Detail, Sentence, Weight
from service.library.difference.side import Sides
from service.library.difference.speech import capital, joined, quoted
from service.library.difference.traits import Comparable, Trait

LONGEST = {Kind.TEXT: MAX_TEXT, Kind.LONG_TEXT: MAX_LONG_TEXT}
KINDS = {
    Kind.TEXT: "a line of text",
    Kind.LONG_TEXT: "a longer text",
    Kind.NUMBER: "a number",
    Kind.DATE: "a date",
    Kind.TIME: "a time",
    Kind.DATE_TIME: "a date and a time",
    Kind.RADIO: "one of several choices",
    Kind.SELECT: "one choice from a list",
    Kind.CHECKLIST: "any number of choices",
    Kind.TAGLIST: "any number of choices from a list",
    Kind.CHECKBOX: "a tick",
    Kind.FILES: "files",
    Kind.LIST: "a list of entries",
}


def _limits(question: Question) -> object:
    """What bounds its answers; the longest text is left out where it is that of the kind of question."""
    limits = question.limits
    of_kind = limits.max_length == LONGEST.get(question.kind)
    return replace(limits, max_length=0) if of_kind else limits, question.check, question.accept


class Choices:
    """The options of a question, by the value that is kept."""

    def compare(self, before: Question, after: Question, *, sides: Sides, it: str) -> Detail | None:  # noqa: ARG002 - as every trait
        old, new = ({option.value: option.label for option in question.options} for question in (before, after))
        if list(old.items()) == list(new.items()):
            return None
        texts = [_choice(was, is_now, it) for _, was, is_now in pairs(old, new) if was != is_now]
        return Detail(
            what="choices",
            before=joined(old.values()),
            after=joined(new.values()),
            sentences=tuple(
                Sentence(text=capital(text), weight=Weight.CONTENT)
                for text in texts or [f"The choices of {it} stand in another order."]
            ),
        )


def _choice(before: str | None, after: str | None, it: str) -> str:
    if before is None:
        return f"{quoted(after or '')} can now be chosen for {it}."
    if after is None:
        return f"{quoted(before)} can no longer be chosen for {it}."
    return f"The choice {quoted(before)} for {it} is now called {quoted(after)}."


QUESTION_TRAITS: tuple[Comparable[Question], ...] = (
    Trait(
        what="must be answered",
        weight=Weight.CONTENT,
        read=lambda question: question.required,
        say=lambda question, _: "yes" if question.required else "",
        gained="{it} must now be answered.",
        lost="{it} may now be left without an answer.",
        otherwise="Whether {it} must be answered has changed.",
    ),
    Trait(
        what="kind of answer",
        weight=Weight.CONTENT,
        read=lambda question: question.kind,
        say=lambda question, _: KINDS[question.kind],
        changed="The answer to {it} is now {after} instead of {before}.",
        otherwise="{it} now asks for another kind of answer.",
    ),
    Choices(),
    Trait(
        what="where choices come from",
        weight=Weight.CONTENT,
        read=lambda question: question.options_from,
        otherwise="Where the choices of {it} come from has changed.",
    ),
    Trait(
        what="when it is asked",
        weight=Weight.CONTENT,
        read=lambda question: question.hide_when,
        otherwise="When {it} is asked has changed.",
    ),
    Trait(
        what="which answers are accepted",
        weight=Weight.CONTENT,
        read=_limits,
        otherwise="Which answers to {it} are accepted has changed.",
    ),
    Trait(
        what="what is filled in",
        weight=Weight.CONTENT,
        read=lambda question: (question.default, question.editable, question.repetitions),
        otherwise="What {it} begins with, or whether it can be changed, has changed.",
    ),
    Trait(
        what="other properties",
        weight=Weight.CONTENT,
        read=lambda question: question.properties,
        otherwise="A property of {it} has changed.",
    ),
    Trait(
        what="question",
        weight=Weight.WORDING,
        read=lambda question: question.label,
        say=lambda question, _: quoted(question.label),
        changed="The question {before} is now asked as {it}.",
        otherwise="The question {it} reads differently.",
    ),
    Trait(
        what="explanation",
        weight=Weight.WORDING,
        read=lambda question: question.hint,
        say=lambda question, _: quoted(question.hint or ""),
        changed="The explanation of {it} now reads {after}.",
        gained="{it} now has the explanation {after}.",
        lost="{it} has no explanation any more.",
        otherwise="The explanation of {it} has changed.",
    ),
    Trait(
        what="messages and units",
        weight=Weight.WORDING,
        read=lambda question: (
            question.required_message,
            question.check_message,
            question.prefix,
            question.suffix,
        ),
        otherwise="What is said beside {it} has changed.",
    ),
    Trait(what="rules", weight=Weight.PROOF, read=lambda question: frozenset(question.rules), otherwise=""),
)
