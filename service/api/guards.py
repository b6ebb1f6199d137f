"""Who may call a route.  Every route says it; `tests/architecture` compares the list.

A guard decides by the kind of caller alone.  Which objects the caller may see or change is decided by the use case,
on the object that it loaded.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from service.access import ActorKind, Scope, require_scope
from service.api.identity import current_actor
from service.errors import NotAllowedError

P = ParamSpec("P")
R = TypeVar("R")

GUARD = "guard"  # where the guard stands among what flask-smorest knows of a view


@dataclass(frozen=True, kw_only=True)
class Guard:
    """`scope` None with `people` False means everybody, signed in or not."""

    people: bool
    scope: Scope | None

    def __str__(self) -> str:
        who = (["people"] if self.people else []) + ([self.scope.value] if self.scope else [])
        return " or ".join(who) or "everybody"


def open_to(scope: Scope | None, *, people: bool = True) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let people who are signed in (unless `people` is False) and programs with the scope call this route."""

    def guard_route(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            _check(scope, people=people)
            return view(*args, **kwargs)

        return _marked(guarded, Guard(people=people, scope=scope))

    return guard_route


def open_to_everybody(view: Callable[P, R]) -> Callable[P, R]:
    return _marked(view, Guard(people=False, scope=None))


def guard_of(view: object) -> Guard | None:
    found: Guard | None = getattr(view, "_apidoc", {}).get(GUARD)
    return found


def _marked(view: Callable[P, R], guard: Guard) -> Callable[P, R]:
    # flask-smorest hands this dictionary to whoever describes the view
    vars(view)["_apidoc"] = {**getattr(view, "_apidoc", {}), GUARD: guard}
    return view


def _check(scope: Scope | None, *, people: bool) -> None:
    actor = current_actor()
    if actor.kind is ActorKind.CLIENT:
        if scope is None:
            raise NotAllowedError("do this with an API token", "it is for people who are signed in")
        require_scope(actor, scope, action="do this")
    elif not people:
        raise NotAllowedError("do this", "it is for programs with an API token")
