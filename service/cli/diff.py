"""diff: what differs between two versions of a library, in words."""

from pathlib import Path

import click

from service.cli.installation import errors_in_words
from service.cli.libraries import composed
from service.library.difference import Change, Difference, Section, Sign, difference

COLOURS = {Sign.ADDED: "green", Sign.REMOVED: "red", Sign.CHANGED: "yellow", Sign.DRAWN: "white"}
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("authority")
@click.option("--from", "before", type=FOLDER, required=True, help="Folder with processes/ and forms/ as they were.")
@click.option("--to", "after", type=FOLDER, default=".", help="Folder with them as they are; default is this one.")
@click.option("--details", is_flag=True, help="List every element, row and question that differs, too.")
def diff(*, authority: str, before: Path, after: Path, details: bool) -> None:
    """Say what differs between two versions of the library of AUTHORITY; what changes the work comes first."""
    with errors_in_words():
        found = difference(composed(before, authority), composed(after, authority))
    for sentence in found.words or ("Nothing differs.",):
        click.echo(sentence)
    if details:
        _details(found)


def _details(found: Difference) -> None:
    for section in found.sections:
        click.echo(f"\n{_marked(section, section.name)} ({section.subject})")
        for change in section.changes:
            click.echo(f"    {_marked(change, change.name or change.id)}")
            for detail in (each for each in change.details if each.differs):
                click.echo(f"        {detail.what}: {detail.before or '-'} -> {detail.after or '-'}")


def _marked(thing: Section | Change, name: str) -> str:
    return f"{click.style(thing.sign, fg=COLOURS[thing.sign])} {name}"
