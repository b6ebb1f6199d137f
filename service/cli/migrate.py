import click
from flask import current_app

from service.cli.installation import installation
from service.models.migrate import migrate as migrations
from service.models.migrate import upgrade_database


@click.command()
def migrate() -> None:
    """Bring the database up to date.  Doing it twice is harmless."""
    with installation():
        migrations.init_app(current_app)
        upgrade_database()
    click.echo("The database is up to date.")
