"""Telling a listener, after the commit, what there is to do next.

A hint may get lost: the sweep finds the same work in the database.  So use cases know no queue; whoever wants to be
quick listens.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from service.models import db


class HintKind(StrEnum):
    INSTANCE_DUE = "instance_due"
    CALL = "call"
    MESSAGE = "message"
    SCHEDULE = "schedule"
    NOTIFICATION = "notification"  # somebody has to be told at once


@dataclass(frozen=True, kw_only=True)
class Hint:
    kind: HintKind
    id: str
    topic: str | None = None  # of a call


Hints = Sequence[Hint]
Listener = Callable[[Hints], None]

_listeners: list[Listener] = []
_KEY = "hints"


def listen(listener: Listener) -> None:
    """Call `listener` after each commit that made work.  It must not raise: the commit has happened."""
    _listeners.append(listener)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Listen for a while."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def after_commit(hint: Hint) -> None:
    """Remember the hint until the transaction at hand is committed."""
    db.session.info.setdefault(_KEY, []).append(hint)


def forget() -> None:
    """Drop what was remembered: the transaction is rolled back."""
    db.session.info.pop(_KEY, None)


def tell() -> None:
    """Tell the listeners; the transaction was committed."""
    hints: list[Hint] = db.session.info.pop(_KEY, [])
    if hints:
        for listener in tuple(_listeners):
            listener(tuple(hints))
