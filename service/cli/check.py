"""check: what would forbid publication, without publishing."""

from collections.abc import Sequence
from pathlib import Path

import click

from service.cli.installation import errors_in_words
from service.cli.libraries import SHARED, authorities, library_of
from service.findings import Finding, Severity
from service.library import check as check_library
from service.library import read_directory


@click.command()
@click.argument("what", nargs=-1, required=True)
@click.option(
    "--library",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Folder that holds processes/ and forms/; default is this one.",
)
def check(*, what: tuple[str, ...], library: Path) -> None:
    """Check authorities, or files: WHAT is the name of an authority or the path of a file in a library.

    A file is checked together with the library it belongs to; only its own findings are shown.
    """
    findings: list[Finding] = []
    with errors_in_words():
        for each in what:
            findings += _findings(each, library)
    unique = list(dict.fromkeys(findings))
    for finding in unique:
        click.echo(_words(finding))
    errors = sum(finding.severity is Severity.ERROR for finding in unique)
    click.echo(f"{errors} errors, {len(unique) - errors} warnings")
    if errors:
        raise click.exceptions.Exit(1)


def _findings(what: str, library: Path) -> Sequence[Finding]:
    known = authorities(library)
    if what in known:
        return check_library(read_directory(library, what), what)
    path = Path(what)
    if not path.exists():
        raise click.ClickException(f"{what} is neither an authority ({', '.join(known) or 'none here'}) nor a file.")
    root, authority = library_of(path)
    wanted = path.resolve().relative_to(root).as_posix()
    return [
        finding
        for each in (authorities(root) if authority == SHARED else [authority])
        for finding in check_library(read_directory(root, each), each)
        if finding.file == wanted or finding.file.startswith(f"{wanted}/")
    ]


def _words(finding: Finding) -> str:
    colour = "red" if finding.severity is Severity.ERROR else "yellow"
    where = f"{finding.file} {finding.element}" if finding.element else finding.file
    heading = f"{click.style(finding.severity.value, fg=colour)}  {where}  [{finding.code}]"
    return f"{heading}\n    {finding.message}\n    {finding.remedy}"
