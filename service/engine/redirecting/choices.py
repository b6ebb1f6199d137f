"""Everything that stands somewhere in a running process, and where each may be moved to."""

from dataclasses import dataclass
from typing import Any

from service.clocks import Clock, as_utc
from service.engine.facts import Facts
from service.engine.host_functions import HostFunctions
from service.engine.observe.items import holder, item_label
from service.engine.redirecting import sources, targets
from service.engine.release import Release
from service.engine.state import restore
from service.engine.turn import Turn


@dataclass(frozen=True, kw_only=True)
class Target:
    element: str
    name: str
    kind: str  # BPMN name of the element
    lane: str | None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A token; `within`: the name of the element that holds its scope; `refusal`: why it cannot move at all."""

    id: str
    process: str
    element: str
    name: str
    kind: str
    item: str | None
    within: str | None
    targets: tuple[Target, ...] = ()
    refusal: str | None = None


def choices(release: Release, state: bytes, *, facts: Facts, clock: Clock) -> tuple[Choice, ...]:
    """Return the tokens, outermost first.  Whether an element can be begun with the data there are is not asked.

    :raises StateUnreadableError: the state is not one of the release.
    """
    turn = Turn(release=release, now=as_utc(clock.now()), facts=facts)
    turn.functions = HostFunctions(turn).table()
    instance = restore(release, state, turn)
    return tuple(_choice(token) for token in sources.standing(instance))


def _choice(token: Any) -> Choice:
    element, around = token.task_spec.element, holder(token)
    refusal = sources.refusal(token)
    return Choice(
        id=str(token.id),
        process=element.process,
        element=element.id,
        name=element.name,
        kind=element.kind,
        item=item_label(token),
        within=None if around is None else around.task_spec.element.name,
        targets=() if refusal is not None else _targets(token),
        refusal=refusal,
    )


def _targets(token: Any) -> tuple[Target, ...]:
    found = (spec.element for spec in targets.candidates(token) if targets.refusal(token, spec) is None)
    return tuple(Target(element=each.id, name=each.name, kind=each.kind, lane=each.lane) for each in found)
