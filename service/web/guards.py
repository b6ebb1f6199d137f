"""Who may open a page.  Every view says it; a test compares the list.

A guard looks at whether somebody is signed in.  What they may see and do is decided by the use case, on the object
that it loaded.
"""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from service.web.requests import actor

P = ParamSpec("P")
R = TypeVar("R")

GUARD = "web_guard"
SIGNED_IN = "people"
EVERYBODY = "everybody"


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Let people who are signed in open this page; others are asked to sign in first."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        actor()
        return view(*args, **kwargs)

    setattr(guarded, GUARD, SIGNED_IN)
    return guarded


def open_to_everybody(view: Callable[P, R]) -> Callable[P, R]:
    setattr(view, GUARD, EVERYBODY)
    return view


def guard_of(view: object) -> str | None:
    found: str | None = getattr(view, GUARD, None)
    return found
