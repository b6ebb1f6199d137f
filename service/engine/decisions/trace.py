"""What an evaluation looked at and which rows fired: the answer to "why?"."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Trace:
    decision: str
    rows: list[str] = field(default_factory=list)
    inputs: dict[str, object] = field(default_factory=dict)
    hits: list[Mapping[str, object]] = field(default_factory=list)
