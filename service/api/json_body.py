"""Reading a JSON body strictly: what programs read differently, and what cannot be kept, is refused at the door.

Python's parser takes NaN, keys that occur twice, numbers beyond every type and texts that PostgreSQL cannot store;
each of them would fail, or silently mean something else, further in.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence

from service.errors import InvalidInputError

MAX_DEPTH = 32
MAX_DIGITS = 40

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class BodyError(ValueError):
    """The body is no JSON that everybody reads the same way; the text says why, and quotes nothing."""


def read_body(data: bytes) -> object:
    """Return the body's value.

    :raises BodyError: it is no JSON.
    :raises InvalidInputError: it is, and a value in it cannot be kept.
    """
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_number,
            parse_int=_whole,
        )
    except UnicodeDecodeError as error:
        raise BodyError("The body is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise BodyError(f"Line {error.lineno}, column {error.colno} is not JSON.") from error
    except RecursionError as error:
        raise BodyError("The body is nested too deeply.") from error
    require_storable(value)
    return value


def require_storable(value: object) -> None:
    """:raises InvalidInputError: by the path of a text that no database keeps, or of what is nested too deeply."""
    for path, text in _texts(value, ()):
        if _UNSTORABLE.search(text):
            where = _UNSTORABLE.sub("?", ".".join(path)) or "body"
            raise InvalidInputError({where: ["This holds a character that cannot be stored."]})


def _texts(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of the value, keys included, with where it stands."""
    if len(path) > MAX_DEPTH:
        raise InvalidInputError({".".join(path[:3]): ["This is nested too deeply."]})
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield (*path, key), key
            yield from _texts(inner, (*path, key))
    elif isinstance(value, Sequence):
        for position, inner in enumerate(value):
            yield from _texts(inner, (*path, str(position)))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BodyError("A name occurs twice in one object.")
    return found


def _constant(name: str) -> object:
    raise BodyError(f"{name} is not JSON.")


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BodyError("A number is too large.")
    return number


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise BodyError("A number is too large.")
    return int(text)
