"""What an adapter is given, and how it says that it could not do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from service.errors import PathwaysError


@dataclass(frozen=True, kw_only=True)
class CallFile:
    """A file that goes with a call."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Call:
    """One row of the outbox.  The same call may come twice; `id` tells an adapter that it has done it before."""

    id: UUID
    topic: str
    authority: str
    case: str | None  # the case's reference
    parameters: Mapping[str, object]  # FEEL values
    made_at: datetime  # aware; when the process asked for it
    files: tuple[CallFile, ...] = ()  # what the parameter `document` names

    def text(self, name: str) -> str:
        """Return a text parameter that must be there.

        :raises CallRefusedError: it is missing, empty or no text.
        """
        value = self.parameters.get(name)
        if not isinstance(value, str) or not value.strip():
            raise CallRefusedError(f"The parameter {name!r} of {self.topic} must be a text.")
        return value.strip()


class Adapter(Protocol):
    def __call__(self, call: Call) -> Mapping[str, object]:
        """Make the call and return its result, which is visible in the diagram's output parameters.

        :raises CallFailedError: it may succeed later.
        :raises CallRefusedError: it will never succeed as it stands.
        """
        ...


class CallFailedError(PathwaysError):
    """The other side cannot be reached or is busy: try again."""


class CallRefusedError(PathwaysError):
    """The call itself is wrong: trying again changes nothing, somebody has to look at it."""
