"""The scenario files of a library; what they say is read by the simulator."""

from pathlib import PurePosixPath

from service.library.files import Files


def scenario_files(files: Files) -> tuple[str, ...]:
    """Return the paths of the scenario files, sorted."""
    return tuple(sorted(path for path in files if PurePosixPath(path).parent.name == "scenarios"))
