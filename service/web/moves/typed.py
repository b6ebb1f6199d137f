"""What was typed about a move, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from flask import request

from service.errors import InvalidInputError
from service.models import RunningCases

LONGEST_REASON = 2_000


class Kind(StrEnum):
    MOVE = "move"  # running processes, to this release
    AGAIN = "again"  # this release is made current again


@dataclass(frozen=True, kw_only=True)
class Typed:
    """`chosen`: only these processes; empty: all that follow another release.  `live`: what was live on the page."""

    kind: Kind
    when: RunningCases
    reason: str
    chosen: tuple[UUID, ...] = ()
    live: UUID | None = None


def typed() -> Typed:
    """:raises InvalidInputError: something is missing; by the field that it stands beside."""
    kind = Kind.AGAIN if request.form.get("kind") == Kind.AGAIN else Kind.MOVE
    one_by_one = "one_by_one" in request.form
    ids = _ids(request.form.getlist("instance"))
    when = RunningCases.MOVE if one_by_one else _when(kind)
    reason = _field("reason", kind).strip()
    errors: dict[str, Sequence[str]] = {}
    if one_by_one and not ids:
        errors["instances"] = ["Choose at least one process."]
    if when is None:
        errors[f"when-{kind}"] = ["Choose what happens to running cases."]
    if not reason:
        errors[f"reason-{kind}"] = ["Give the reason."]
    if len(reason) > LONGEST_REASON:
        errors[f"reason-{kind}"] = [f"Give the reason in {LONGEST_REASON} characters or fewer."]
    if errors or when is None:
        raise InvalidInputError(errors)
    return Typed(kind=kind, when=when, reason=reason, chosen=ids if one_by_one else (), live=_live())


def _live() -> UUID | None:
    """None: nothing that a page would send."""
    try:
        return UUID(request.form.get("live", ""))
    except ValueError:
        return None


def _when(kind: Kind) -> RunningCases | None:
    known = set(RunningCases) - ({RunningCases.STAY} if kind is Kind.MOVE else set())
    asked = _field("when", kind)
    return next((each for each in known if each == asked), None)


def _field(name: str, kind: Kind) -> str:
    """Both forms of a page have the field, each under a name of its own."""
    return request.form.get(name, request.form.get(f"{name}-{kind}", ""))


def _ids(texts: Sequence[str]) -> tuple[UUID, ...]:
    """:raises InvalidInputError: one is no id."""
    try:
        return tuple(map(UUID, texts))
    except ValueError as error:
        raise InvalidInputError({"instances": ["Choose the processes again."]}) from error
