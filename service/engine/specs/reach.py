"""Which entrances of a gateway a token elsewhere can still come to."""

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent


def entrances_in_reach(spec: Any, gateway: Any) -> frozenset[str]:
    """Return the ids of the gateway's incoming flows that can be reached from `spec` without passing the gateway.

    Only sequence flows count: a boundary event may never happen.
    """
    specs = spec._wf_spec.task_specs
    seen, todo, found = {spec.name}, [spec], set()
    while todo:
        for flow in todo.pop().outgoing:
            target = specs[flow.target]
            if target is gateway:
                found.add(str(flow.id))
            elif target.name not in seen and not isinstance(target, BoundaryEvent):
                seen.add(target.name)
                todo.append(target)
    return frozenset(found)
