import click

from service.cli.installation import installation, operator
from service.context import current_clock
from service.library import read_directory
from service.pathways.publish_release import publish_release


@click.command()
@click.argument("authority")
@click.option("--note", help="What changed, for the list of releases.")
def publish(authority: str, note: str | None) -> None:
    """Publish processes/AUTHORITY and forms/AUTHORITY of LIBRARY_DIRECTORY, if they changed."""
    with installation() as settings:
        files = read_directory(settings.library_directory, authority)
        published = publish_release(
            authority=authority, files=files, note=note, actor=operator(), clock=current_clock()
        )
    for warning in published.warnings:
        click.echo(f"warning: {warning}", err=True)
    state = "Published" if published.created else "Unchanged:"
    click.echo(f"{state} {authority} release {published.number} ({published.digest[:12]})")
