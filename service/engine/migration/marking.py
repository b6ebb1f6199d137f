"""Whether the tokens of a scope, where they would stand, are ones that the new release could have brought about.

A token for each branch of a parallel block that was entered, and none where there would be none: else a step would be
done twice, or a gateway would wait for ever.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

from SpiffWorkflow.util.task import TaskState

from service.engine.migration.plan import Place, Reason, Refusal
from service.engine.migration.survey import ScopePair
from service.engine.net import Net, entrance_of, net_of
from service.engine.specs.gateways import EventBasedGateway
from service.engine.specs.joins import ParallelGateway, entrance
from service.engine.specs.multi_instance import MultiInstance
from service.engine.specs.sub_process import EventSubProcess
from service.engine.workflow import is_armed


class _Standing(NamedTuple):
    token: Any
    before: str
    after: str


def refused_markings(pair: ScopePair) -> Iterator[Refusal]:
    """Yield what of the scope's tokens cannot stand together in the new release."""
    old, new = net_of(pair.old), net_of(pair.new)
    standing = [_stand(pair, token) for token in pair.scope.live() if _moves_by_itself(pair, token)]
    for one, other in combinations(standing, 2):
        if not _may_stand_together(one, other, old=old, new=new):
            yield _never_together(one.token, other.token)
    joins = [join for join in new.joins.values() if isinstance(join, ParallelGateway)]
    for join in joins:
        yield from _would_go_on(join, standing, new)
    yield from _would_wait_for_ever(pair, joins, standing)


def _moves_by_itself(pair: ScopePair, token: Any) -> bool:
    spec = token.task_spec
    is_item = token.parent is None or isinstance(token.parent.task_spec, MultiInstance)
    return token.id in pair.targets and not (is_item or isinstance(spec, EventSubProcess) or is_armed(token))


def _stand(pair: ScopePair, token: Any) -> _Standing:
    target = pair.targets[token.id]
    if token.id in pair.flows:
        return _Standing(token, entrance_of(entrance(token)), entrance_of(pair.flows[token.id]))
    return _Standing(token, token.task_spec.name, target.name)


def _may_stand_together(one: _Standing, other: _Standing, *, old: Net, new: Net) -> bool:
    gateway = one.token.parent
    if gateway is other.token.parent and isinstance(gateway.task_spec, EventBasedGateway):
        return _wait_together(one.after, other.after, new)
    # what the old release has brought about although it is told that it cannot is no worse in the new one
    return new.together(one.after, other.after) or not old.together(one.before, other.before)


def _wait_together(one: str, other: str, new: Net) -> bool:
    gateways = new.gateway_of(one), new.gateway_of(other)
    return gateways[0] is not None and gateways[0] == gateways[1]


def _never_together(one: Any, other: Any) -> Refusal:
    names = f'"{one.task_spec.element.name}" and "{other.task_spec.element.name}"'
    return _refusal(one, Reason.NEVER_TOGETHER, f"{names} are never open together in the new release.")


def _would_go_on(join: Any, standing: list[_Standing], new: Net) -> Iterator[Refusal]:
    entrances = set(new.entrances(join))
    arrived = [each for each in standing if each.token.state == TaskState.WAITING and each.after in entrances]
    if len(entrances) > 1 and {each.after for each in arrived} == entrances:
        message = f'"{join.element.name}" waits, and would wait no longer in the new release.'
        yield _refusal(arrived[0].token, Reason.GOES_ON, message)


def _would_wait_for_ever(pair: ScopePair, joins: list[Any], standing: list[_Standing]) -> Iterator[Refusal]:
    new = net_of(pair.new)
    positions = [each.after for each in standing]
    found = [(join, new.source(each)) for join in joins for each in sorted(new.lacking(join, positions))]
    known = _lacking_before(pair, standing)
    short = [(join, source) for join, source in found if (join.name, source.name) not in known]
    names = {join.name for join, _ in short}
    # what only waits for another of these joins is told there
    for join, source in [each for each in short if each[1].name not in names] or short:
        ends = f'"{join.element.name}" would wait for ever'
        message = f'{ends}: nothing that is open can come to it from "{source.element.name}".'
        token = next(each.token for each in standing if new.reach(each.after, join))
        yield _refusal(token, Reason.WAITS_FOR_EVER, message)


def _lacking_before(pair: ScopePair, standing: list[_Standing]) -> set[tuple[str, str]]:
    """Return joins and sources of which the old release is told the same, under their new names."""
    old, positions = net_of(pair.old), [each.before for each in standing]
    joins = [join for join in old.joins.values() if isinstance(join, ParallelGateway)]
    found = [(join, old.source(each)) for join in joins for each in old.lacking(join, positions)]
    ends = [(pair.counterpart(join), pair.counterpart(source)) for join, source in found]
    return {(join.name, source.name) for join, source in ends if join is not None and source is not None}


def _refusal(token: Any, reason: Reason, message: str) -> Refusal:
    element = token.task_spec.element
    place = Place(element.process, element.id)
    return Refusal(reason=reason, place=place, name=element.name, message=message, id=str(token.id))
