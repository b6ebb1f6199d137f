"""The simulator: scenarios that people can read, run in memory under a virtual clock."""

from service.simulator.coverage import Part, PartKind, PathCoverage, cover
from service.simulator.errors import ScenarioError, ScenarioFailedError
from service.simulator.limits import Limits
from service.simulator.reader import read_scenario
from service.simulator.run import Outcome, Played, play, run_scenario
from service.simulator.scenario import Scenario
from service.simulator.suite import Suite, run_all
from service.simulator.trace import Trace
from service.simulator.world import World

__all__ = [
    "Limits",
    "Outcome",
    "Part",
    "PartKind",
    "PathCoverage",
    "Played",
    "Scenario",
    "ScenarioError",
    "ScenarioFailedError",
    "Suite",
    "Trace",
    "World",
    "cover",
    "play",
    "read_scenario",
    "run_all",
    "run_scenario",
]
