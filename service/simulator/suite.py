"""All scenarios of an authority in one run, and what they took together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.library import Composed
from service.simulator.coverage import PathCoverage, cover
from service.simulator.reader import read_scenario
from service.simulator.run import Outcome, run_scenario
from service.simulator.trace import Trace
from service.simulator.world import World


@dataclass(frozen=True, kw_only=True)
class Suite:
    outcomes: Sequence[Outcome]
    trace: Trace
    paths: PathCoverage

    @property
    def runs(self) -> Mapping[str, Trace]:
        """What each scenario made use of, by its path."""
        return {outcome.scenario.file: outcome.trace for outcome in self.outcomes}

    @property
    def failures(self) -> Sequence[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.failure is not None]


def run_all(composed: Composed) -> Suite:
    """Run every scenario of the library.  :raises ScenarioError: when a file cannot be read."""
    world = World.of(composed)
    outcomes = list(_run_each(composed, world))
    trace = Trace()
    for outcome in outcomes:
        trace.merge(outcome.trace)
    return Suite(outcomes=outcomes, trace=trace, paths=cover(world, trace))


def _run_each(composed: Composed, world: World) -> Iterator[Outcome]:
    for path in composed.scenarios:
        yield run_scenario(world, read_scenario(composed.files[path], path))
