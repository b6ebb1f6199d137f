"""rules coverage: which rules of the register an authority's library carries out."""

from collections.abc import Sequence
from pathlib import Path

import click

from service.cli.installation import errors_in_words
from service.cli.libraries import composed
from service.library import Automatable, Coverage, RuleCoverage, StageCoverage, rules_page
from service.library import coverage as rule_coverage
from service.simulator import run_all


@click.group()
def rules() -> None:
    """The register of rules."""


@rules.command()
@click.argument("authority")
@click.option("--declared", is_flag=True, help="Count rules that are named but taken by no scenario, too.")
@click.option("--carriers", is_flag=True, help="Say what carries out each rule.")
@click.option(
    "--library",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Folder that holds processes/ and forms/; default is this one.",
)
def coverage(*, authority: str, declared: bool, carriers: bool, library: Path) -> None:
    """Run the scenarios of AUTHORITY and print which automatable rules they carry out.

    Fails below what processes/AUTHORITY/coverage.yaml promises, and when a scenario does not hold.
    """
    with errors_in_words():
        found = composed(library, authority)
        suite = None if declared else run_all(found)
        result = rule_coverage(found, suite.runs if suite else None)
    for stage in result.stages:
        _stage(stage, carriers=carriers)
    click.echo(f"{result.covered} of {result.automatable} automatable rules are covered, in whole or in part.")
    _principles(result)
    broken = [str(outcome.failure) for outcome in (suite.failures if suite else ())]
    _fail([*broken, *result.shortfalls()], result)


@rules.command()
@click.argument("authority")
@click.option(
    "--library",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Folder that holds processes/ and forms/; default is this one.",
)
def page(*, authority: str, library: Path) -> None:
    """Run the scenarios of AUTHORITY and print the page docs/rules/AUTHORITY.md."""
    with errors_in_words():
        found = composed(library, authority)
        result = rule_coverage(found, run_all(found).runs)
    click.echo(rules_page(found, result), nl=False)


def _stage(stage: StageCoverage, *, carriers: bool) -> None:
    click.echo(f"{stage.stage}: {len(stage.covered())} of {len(stage.rules)}")
    for kind, words in ((Automatable.YES, "whole"), (Automatable.PARTLY, "in part")):
        if covered := stage.covered(kind):
            click.echo(f"    {words}: {_ids(covered)}")
    if uncovered := stage.uncovered():
        click.echo(f"    {click.style('not covered', fg='yellow')}: {_ids(uncovered)}")
    if carriers:
        for rule in stage.rules:
            for carrier in rule.carriers:
                click.echo(f"        {rule.rule.id}  {carrier}")


def _principles(result: Coverage) -> None:
    click.echo(f"{result.shown} of {len(result.principles)} principles are shown as guidance.")
    if hidden := [each for each in result.principles if not each.covered]:
        click.echo(f"    {click.style('not shown', fg='yellow')}: {_ids(hidden)}")


def _ids(rules_covered: Sequence[RuleCoverage]) -> str:
    return " ".join(each.rule.id for each in rules_covered) or "none"


def _fail(reasons: Sequence[str], result: Coverage) -> None:
    for reason in reasons:
        click.echo(click.style(reason, fg="red"), err=True)
    if reasons:
        raise click.ClickException(
            f"{len(reasons)} promises are not kept ({result.obligations.covered} rules promised)."
        )
