"""A form: what it shows, what it asks, and how its answers are checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service.findings import Finding
from service.forms import answers, export, stored
from service.forms.conditions import visible
from service.forms.model import NO_LISTS, OptionList, OptionLists, Page, Question
from service.forms.shape import pick

Data = Mapping[str, object]


@dataclass(frozen=True, kw_only=True, eq=False)
class Form:
    id: str
    title: str
    file: str
    pages: tuple[Page, ...]
    fields: tuple[Question, ...]  # every question, in order; those of repeated groups are inside their group
    rules: tuple[str, ...] = ()  # rule ids that the form as a whole carries out
    warnings: tuple[Finding, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(question.key for question in self.fields)

    @property
    def lists(self) -> frozenset[OptionList]:
        """The lists of the service that its questions offer; who shows and checks the form gives them."""
        inside = (inner for question in self.fields for inner in (question, *question.questions))
        return frozenset(question.options_from for question in inside if question.options_from is not None)

    def validate(
        self, raw: Data, *, now: datetime, context: Data | None = None, options: OptionLists = NO_LISTS
    ) -> answers.Answers:
        """Check what was sent and return what applies of it.

        `raw`: nested mappings or dotted keys.  `now`: aware, for dates that may not lie ahead.  `context`: further
        names that conditions may read, such as `case`.  `options`: what each of `lists` offers.
        :raises InvalidInputError: for answers that are missing, wrong or not asked for, by their paths.
        """
        given = answers.Circumstances(now=now, lists=options)
        return answers.validate(self.fields, raw, context=context or {}, given=given)

    def values(self, stored_answers: Data) -> dict[str, object]:
        """Return the FEEL values of kept answers, nested; null for every question without an answer."""
        return stored.values(self.fields, stored_answers)

    def draft(self, raw: Data) -> dict[str, object]:
        """Return unfinished answers as JSON to keep.  :raises InvalidInputError: for what is not asked for."""
        return stored.draft(self.fields, raw)

    def visible(self, values: Data, *, now: datetime, context: Data | None = None) -> frozenset[Question]:
        """Return the questions that apply, given FEEL values as `values` gives them."""
        read = {question.key: pick(values, question.key) for question in self.fields}
        return visible(self.fields, read, context or {}, now=now)

    def json_schema(self) -> dict[str, object]:
        """Return a JSON Schema (2020-12) of what `validate` takes."""
        return export.json_schema(self.title, self.fields)
