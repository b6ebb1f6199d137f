"""Put values into a text: `Dear {{recipient}}`.  Values are data: nothing inside them is looked up again."""

import re
from collections.abc import Mapping

from service.integrations.calls import CallRefusedError
from service.integrations.plain import as_words

_PLACE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


def merge(text: str, values: Mapping[str, object]) -> str:
    """Replace each `{{name}}` or `{{name.part}}` by the value in words.

    :raises CallRefusedError: the text names a value that is not there.
    """

    def fill(place: re.Match[str]) -> str:
        return as_words(_look_up(place.group(1), values))

    return _PLACE.sub(fill, text)


def _look_up(name: str, values: Mapping[str, object]) -> object:
    value: object = values
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            raise CallRefusedError(f"The text uses {name!r}, which is not among the parameters.")
        value = value[part]
    return value
