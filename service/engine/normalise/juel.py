"""Translate simple JUEL (`${approved == true}`) to FEEL; refuse what cannot be translated faithfully."""

import re

_WHOLE = re.compile(r"^[$#]\{(?P<body>[^{}]*)\}$", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
      | (?P<sign>==|!=|<=|>=|&&|\|\||[-+*/<>()\[\],!?:%])""",
    re.VERBOSE,
)
_SIGNS = {"==": "=", "&&": "and", "||": "or"}
_WORDS = {"eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "and": "and", "or": "or"}
_REFUSED = {"?": "a choice with ? and :", ":": "a choice with ? and :", "%": "the remainder %"}
_REFUSED_WORDS = {"div", "mod", "instanceof"}


class JuelError(ValueError):
    """The expression cannot be translated; the message says why."""


def is_juel(text: str) -> bool:
    return "${" in text or "#{" in text


def to_feel(text: str) -> str:
    """Return the FEEL for `${…}`.  :raises JuelError: templates, method calls, ternaries, `!( … )`, div, mod."""
    match = _WHOLE.match(text.strip())
    if match is None:
        raise JuelError("text with an expression inside it cannot be translated")
    return _translate(_tokens(match["body"]))


def _tokens(body: str) -> list[tuple[str, str]]:
    tokens, place = [], 0
    while place < len(body):
        match = _TOKEN.match(body, place)
        if match is None:
            raise JuelError(f"{body[place]!r} is not understood")
        place = match.end()
        if match.lastgroup != "space":
            tokens.append((str(match.lastgroup), match[0]))
    if not tokens:
        raise JuelError("the expression is empty")
    return tokens


def _translate(tokens: list[tuple[str, str]]) -> str:
    words: list[str] = []
    place = 0
    while place < len(tokens):
        kind, text = tokens[place]
        operand = tokens[place + 1] if place + 1 < len(tokens) else ("", "")
        if text == "!" or text in ("not", "empty"):
            words.append(_prefixed(text, operand))
            place += 2
            continue
        words.append(_word(kind, text, operand[1]))
        place += 1
    return " ".join(words)


def _prefixed(prefix: str, operand: tuple[str, str]) -> str:
    kind, name = operand
    if kind != "name":
        raise JuelError(f"{prefix} can only stand before a name")
    if prefix == "empty":
        return f'({name} = null or {name} = "" or count({name}) = 0)'
    return f"not({name})"


def _word(kind: str, text: str, following: str) -> str:
    if text in _REFUSED or text in _REFUSED_WORDS:
        raise JuelError(f"{_REFUSED.get(text, text)} has no counterpart")
    if kind == "string":
        return '"' + text[1:-1].replace("\\'", "'").replace('"', '\\"' if text[0] == "'" else '"') + '"'
    if kind == "name" and following == "(":
        raise JuelError(f"the method {text}() cannot be called")
    return _WORDS.get(text, text) if kind == "name" else _SIGNS.get(text, text)
