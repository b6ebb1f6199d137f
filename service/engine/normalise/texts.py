"""Bring every text of a diagram that may hold an expression into one form: plain text, or `=` and FEEL."""

from service.engine.normalise.juel import is_juel, to_feel


def value_text(text: str) -> str:
    """Return text as it is, `=feel` stripped, `${juel}` as `=feel`.  :raises JuelError: see `to_feel`."""
    text = text.strip()
    if is_juel(text):
        return "=" + to_feel(text)
    return "=" + text[1:].strip() if text.startswith("=") else text


def expression_text(text: str) -> str:
    """Return `=feel` where only an expression makes sense, whether or not it began with `=`."""
    text = value_text(text)
    return text if text.startswith("=") else "=" + text
