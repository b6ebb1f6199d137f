"""What differs between two libraries of one authority: to be marked on drawings and tables, and in words."""

from service.library.difference.compare import difference
from service.library.difference.model import (
    CARRIED,
    Change,
    Detail,
    Difference,
    Marks,
    Section,
    Sentence,
    Sign,
    Subject,
    Weight,
)

__all__ = [
    "CARRIED",
    "Change",
    "Detail",
    "Difference",
    "Marks",
    "Section",
    "Sentence",
    "Sign",
    "Subject",
    "Weight",
    "difference",
]
