"""simulate: scenarios as dated timelines."""

from collections.abc import Sequence
from pathlib import Path

import click

from service.cli.installation import errors_in_words
from service.cli.libraries import composed, scenarios_by_library
from service.simulator import Outcome, Trace, World, cover, read_scenario, run_scenario


@click.command()
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--quiet", is_flag=True, help="Only say which scenarios hold.")
@click.option("--coverage", "coverage", is_flag=True, help="Say which flows and decision rows were taken.")
def simulate(*, scenarios: tuple[Path, ...], quiet: bool, coverage: bool) -> None:
    """Run SCENARIOS (files or folders) in memory and print what happens on which day."""
    failed = 0
    with errors_in_words():
        for (root, authority), files in scenarios_by_library(scenarios).items():
            library = composed(root, authority)
            world, trace = World.of(library), Trace()
            for file in files:
                outcome = run_scenario(world, read_scenario((root / file).read_bytes(), file))
                trace.merge(outcome.trace)
                _show(outcome, quiet=quiet)
                failed += outcome.failure is not None
            if coverage:
                click.echo(f"\nTaken by {len(files)} scenarios of {authority}:")
                _lines(list(cover(world, trace).lines()))
    if failed:
        raise click.ClickException(f"{failed} scenario{' does' if failed == 1 else 's do'} not hold.")


def _show(outcome: Outcome, *, quiet: bool) -> None:
    if not quiet:
        _lines(["", outcome.scenario.title, "=" * len(outcome.scenario.title), outcome.scenario.about])
        _lines(list(outcome.timeline.lines()))
        click.echo()
    held = click.style("holds", fg="green") if outcome.failure is None else click.style("FAILS", fg="red")
    click.echo(f"{held}  {outcome.scenario.file}")
    if outcome.failure is not None:
        click.echo(f"       {outcome.failure}")


def _lines(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line)
