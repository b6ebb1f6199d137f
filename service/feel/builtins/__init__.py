"""The built-in functions of DMN 1.5, 10.3.4; each module declares its own."""

from service.feel.builtins import (  # importing a module declares its functions
    boolean,
    contexts,
    conversion,
    lists,
    numeric,
    ranges,
    sorting,
    strings,
    temporal,
)
from service.feel.builtins.registry import BUILT_INS

__all__ = [
    "BUILT_INS",
    "boolean",
    "contexts",
    "conversion",
    "lists",
    "numeric",
    "ranges",
    "sorting",
    "strings",
    "temporal",
]
