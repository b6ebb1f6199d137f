"""The way back to a list as it was, carried along by forms."""

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode

from service.web.cases.asked import Query, text_in


def query_of(query: Query, names: Iterable[str]) -> str:
    """What the address of a list asks for, as text."""
    return urlencode([(name, value) for name in names if (value := text_in(query, name))])


def way_back(text: str) -> Mapping[str, str]:
    """What the text asks for; nothing where it is none of ours."""
    return dict(parse_qsl(text))
