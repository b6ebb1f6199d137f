import click

from service.cli.installation import installation
from service.models.migrate import upgrade_database


@click.command()
def migrate() -> None:
    """Bring the database up to date.  Doing it twice is harmless."""
    with installation():
        upgrade_database()
    click.echo("The database is up to date.")
