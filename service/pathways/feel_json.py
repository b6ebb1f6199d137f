"""FEEL values in JSONB columns, and in what callers send."""

from collections.abc import Mapping

from service import feel
from service.errors import InvalidInputError


def to_json(values: Mapping[str, object]) -> dict[str, object]:
    """A context of FEEL values as a JSON object."""
    stored = feel.to_json(values, size=None)  # what the engine gives was let in by it
    if not isinstance(stored, dict):
        raise TypeError("A context becomes a JSON object.")
    return stored


def from_json(stored: Mapping[str, object], field: str = "payload") -> dict[str, object]:
    """A JSON object, with dates and durations marked, as a context of FEEL values.

    :raises InvalidInputError: it is none, under the name `field`.
    """
    try:
        values = feel.from_json(stored)
    except ValueError as error:
        raise InvalidInputError({field: [str(error)]}) from error
    if not isinstance(values, dict):
        raise InvalidInputError({field: ["This must be an object."]})
    return values
