"""Which page can be opened where something was sent to: an address that only takes what is sent shows nothing."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

_MANY = "<path:"  # a part of a rule that stands for any number of parts of an address


def openable() -> str | None:
    """Return the address that was asked, or the nearest above it that can be opened; None: there is only the start."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None or request.url_rule is None:
        return None
    found = (path for path, length in _upwards(request.url_rule.rule, request.path) if _shows(adapter, path, length))
    path = next(found, None)
    return None if path is None else quote(path)


def _upwards(rule: str, path: str) -> Iterator[tuple[str, int]]:
    """The address and those above it, with the length of their rules: what stands for many parts goes as a whole."""
    parts, names = rule.split("/"), path.split("/")
    many = next((at for at, part in enumerate(parts) if part.startswith(_MANY)), len(parts))
    for length in range(len(parts), 1, -1):
        more = len(names) - len(parts) if length > many else 0
        yield "/".join(names[: length + more]), length


def _shows(adapter: MapAdapter, path: str, length: int) -> bool:
    """Whether it answers GET, and not only as a part of what stands for any address below another."""
    try:
        rule, _ = adapter.match(path, method="GET", return_rule=True)
    except HTTPException:
        return False
    return len(rule.rule.split("/")) == length
