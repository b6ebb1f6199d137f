"""Finding the library that a path or the name of an authority speaks of."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from service.library import Composed, compose, read_directory

PROCESSES, FORMS = "processes", "forms"
SHARED = "shared"


def library_of(path: Path) -> tuple[Path, str]:
    """Return root and authority of the library that holds the file or folder.

    :raises click.ClickException: when it does not lie in processes/<authority> or forms/<authority>.
    """
    parts = path.resolve().parts
    for index in range(len(parts) - 2, 0, -1):
        if parts[index] in (PROCESSES, FORMS):
            return Path(*parts[:index]), parts[index + 1]
    raise click.ClickException(f"{path} lies in no library: expected processes/<authority>/… or forms/<authority>/….")


def authorities(root: Path) -> Sequence[str]:
    """Return the authorities whose library lies under `root`."""
    return sorted(path.parent.name for path in (root / PROCESSES).glob("*/authority.yaml"))


def composed(root: Path, authority: str) -> Composed:
    """:raises PublicationRefusedError: when the library cannot be read."""
    if authority not in authorities(root):
        known = ", ".join(authorities(root)) or "none here"
        raise click.ClickException(f"There is no library of {authority}; known: {known}.")
    return compose(authority, read_directory(root, authority))


def scenarios_by_library(paths: Iterable[Path]) -> Mapping[tuple[Path, str], Sequence[str]]:
    """Return the scenario files that the paths name, folders with everything below, by library."""
    found: dict[tuple[Path, str], list[str]] = {}
    for path in paths:
        files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        wanted = [file for file in files if file.parent.name == "scenarios"]
        if not wanted:
            raise click.ClickException(f"{path} holds no scenario; they lie in processes/<authority>/scenarios.")
        for file in wanted:
            root, authority = library_of(file)
            found.setdefault((root, authority), []).append(file.resolve().relative_to(root).as_posix())
    return found
