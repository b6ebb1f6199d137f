"""library: an authority's files as a folder, out of the service and into a draft."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import click

from service.access import Actor
from service.cli.installation import installation, operator
from service.context import current_clock
from service.library import read_directory, read_folder_zip
from service.library.files import MAX_TOTAL_BYTES
from service.pathways.queries.drafts import get_draft
from service.pathways.queries.folders import Folder, draft_folder, release_folder
from service.pathways.releases import current_release
from service.pathways.save_folder import save_folder
from service.pathways.stage_folder import StagedFolder, stage_folder


@click.group()
def library() -> None:
    """Libraries as folders, for Camunda Modeler and back."""


@library.command()
@click.argument("authority")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--draft", type=click.UUID, help="The files of this draft, instead of those of the live release.")
def download(*, authority: str, target: Path, draft: UUID | None) -> None:
    """Write the library of AUTHORITY into the folder TARGET, or into a zip when TARGET ends with .zip."""
    with installation():
        folder = _folder(authority, draft, operator())
        if target.suffix == ".zip":
            target.write_bytes(folder.zipped())
        else:
            _write(target, {**folder.files, **folder.beside})
    click.echo(f"{len(folder.files)} files of {folder.name} in {target}")


@library.command()
@click.argument("draft_id", metavar="DRAFT", type=click.UUID)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--remove", is_flag=True, help="Take out of the draft what the folder does not hold.")
@click.option("--yes", is_flag=True, help="Do not ask before saving.")
def upload(*, draft_id: UUID, source: Path, remove: bool, yes: bool) -> None:
    """Put the folder or zip SOURCE into DRAFT: what differs is shown first, and saved all at once."""
    with installation():
        actor, clock = operator(), current_clock()
        authority = get_draft(draft_id=draft_id, actor=actor).authority
        staged = stage_folder(draft_id=draft_id, files=_read(source, authority), actor=actor, clock=clock)
        gone = staged.missing if remove else ()
        _show(staged, remove=remove)
        if not staged.kept and not gone:
            return
        if not yes:
            click.confirm("Save this in the draft?", abort=True)
        done = save_folder(
            draft_id=draft_id,
            kept=staged.kept,
            remove=gone,
            if_revision=staged.revision,
            actor=actor,
            clock=clock,
        )
    click.echo(f"{done.saved} files saved, {done.removed} removed.")


def _folder(authority: str, draft: UUID | None, actor: Actor) -> Folder:
    if draft is not None:
        return draft_folder(draft_id=draft, actor=actor)
    return release_folder(release_id=current_release(authority).id, actor=actor)


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _read(source: Path, authority: str) -> Mapping[str, bytes]:
    if source.is_dir():
        return read_directory(source, authority)
    with source.open("rb") as stream:
        return read_folder_zip(stream.read(MAX_TOTAL_BYTES + 1), authority)


def _show(staged: StagedFolder, *, remove: bool) -> None:
    for sign, paths in (("new", staged.added), ("changed", staged.changed)):
        for path in paths:
            click.echo(f"{sign}  {path}")
    for path in staged.missing:
        click.echo(f"{'removed' if remove else 'not in the folder, stays'}  {path}")
    click.echo(f"{staged.same} files stand in the draft like this already.")
