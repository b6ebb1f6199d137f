"""BPMN and DMN: reading, running, state.  The only package that imports SpiffWorkflow.

`load_release` makes a Release of files; `advance` takes a state and a command and returns a Step.
"""

from service.engine.advance import advance
from service.engine.load import load_release
from service.engine.messages import StartsProcess, route_message
from service.engine.release import ProcessInfo, Release, StartEvent
from service.engine.schedules import next_start

__all__ = [
    "ProcessInfo",
    "Release",
    "StartEvent",
    "StartsProcess",
    "advance",
    "load_release",
    "next_start",
    "route_message",
]
