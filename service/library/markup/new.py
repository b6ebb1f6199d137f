"""An element that is to be written."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class New:
    """Names are "{namespace}name", or "name" without namespace.  With children it has no text of its own."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: "tuple[New, ...]" = ()
    text: str | None = None
