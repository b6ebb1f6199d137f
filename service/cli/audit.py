"""The audit trail, for the operator."""

import click

from service.access import streams, verify_stream
from service.cli.installation import installation


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
def verify() -> None:
    """Compute every chain anew and say where one is broken; fails when one is."""
    with installation():
        found = [verify_stream(stream) for stream in streams()]
    broken = [each for each in found if not each.intact]
    for each in broken:
        click.echo(f"{each.stream}: {each.problem}", err=True)
    click.echo(f"{sum(each.entries for each in found)} entries in {len(found)} chains, {len(broken)} broken")
    if broken:
        raise click.ClickException("Somebody changed the audit trail outside the service.")
