"""A letter as an authority's file describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What a free field asks for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"


@dataclass(frozen=True, kw_only=True)
class LetterField:
    """Something that whoever writes the letter fills in; the text names it as `{{ id }}`."""

    id: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    hint: str | None = None


@dataclass(frozen=True, kw_only=True)
class LetterTemplate:
    """`audience`: who it is for, in words; `editable`: the wording may be changed before the letter is final."""

    id: str
    file: str
    title: str
    audience: str
    purpose: str
    body: str  # Markdown with places
    rules: tuple[str, ...] = ()
    editable: bool = False
    fields: tuple[LetterField, ...] = ()

    @property
    def required(self) -> frozenset[str]:
        return frozenset(field.id for field in self.fields if field.required)

    def field(self, id_: str) -> LetterField | None:
        return next((field for field in self.fields if field.id == id_), None)

    def labels(self) -> Mapping[str, str]:
        return {field.id: field.label for field in self.fields}
