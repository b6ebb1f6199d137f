"""Letters: what a template is, how values are put into its text, and how the text becomes HTML."""

from service.letters.markup import as_html, as_text, leftovers
from service.letters.places import KNOWN, fill, merged, places_in, plain
from service.letters.template import FieldKind, LetterField, LetterTemplate

__all__ = [
    "KNOWN",
    "FieldKind",
    "LetterField",
    "LetterTemplate",
    "as_html",
    "as_text",
    "fill",
    "leftovers",
    "merged",
    "places_in",
    "plain",
]
