"""Texts that people write into an outline: formulas, moments, durations."""

from service import feel
from service.clocks import ClockError, parse_cycle
from service.engine.checks.timers import is_aware_moment, is_duration
from service.library.outline.changes import refuse

LONGEST_FORMULA = 2_000
LONGEST_NAME = 120
LONGEST_TEXT = 2_000


def formula_text(text: str, *, field: str, what: str) -> str:
    """Return the formula as files have it, with `=`.  :raises InvalidInputError: it is none."""
    formula = text.strip().removeprefix("=").strip()
    if not formula:
        raise refuse(field, f"Enter {what}.")
    if len(formula) > LONGEST_FORMULA:
        raise refuse(field, f"{_capital(what)} must have {LONGEST_FORMULA:,} characters or fewer.")
    try:
        feel.parse(formula)
    except feel.FeelSyntaxError as error:
        sentence = f'{_capital(what)} cannot be read: {error}. Write it in FEEL, such as accepted = "yes".'
        raise refuse(field, sentence) from error
    return f"={formula}"


def moment_text(text: str, *, field: str, what: str) -> str:
    """Return a formula, or a moment with its zone, as it is written; "" for none."""
    text = text.strip()
    if not text:
        return ""
    if text.startswith("="):
        return formula_text(text, field=field, what=what)
    if not is_aware_moment(text):
        example = 'a formula such as =due("first_visit"), or a moment with its zone such as 2027-01-04T09:00:00Z'
        raise refuse(field, f"{_capital(what)} must be {example}.")
    return text


def timer_text(kind: str, text: str) -> str:
    """Return the time of a timer as it is written.  :raises InvalidInputError: it is none of that kind."""
    text = text.strip()
    if text.startswith("="):
        return formula_text(text, field="text", what="the time")
    readers = {"timeDate": is_aware_moment, "timeDuration": is_duration, "timeCycle": _is_cycle}
    if kind not in readers:
        raise refuse("kind", "Choose what the time means: a moment, how long, or how often.")
    if not readers[kind](text):
        raise refuse("text", _EXAMPLES[kind])
    return text


def name_text(text: str, *, field: str = "name", needed: bool = True) -> str:
    """Return the name with single spaces.  :raises InvalidInputError: none where one is needed, or too long."""
    name = " ".join(text.split())
    if needed and not name:
        raise refuse(field, "Enter a name: people read the name.")
    if len(name) > LONGEST_NAME:
        raise refuse(field, f"The name must have {LONGEST_NAME} characters or fewer. Put the rest into the help line.")
    return name


_EXAMPLES = {
    "timeDate": 'The moment must be a formula such as =due("first_visit"), or have its zone: 2027-01-04T09:00:00Z.',
    "timeDuration": "How long it lasts must be a formula, or written such as PT30M, PT5H, P2D or P1W.",
    "timeCycle": "How often it comes must be a formula, or written such as R3/PT1H or 0 9 * * MON.",
}


def _is_cycle(text: str) -> bool:
    try:
        parse_cycle(text)
    except ClockError:
        return False
    return True


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
