"""What must not get into the repository, and what must stay single."""

import re
import subprocess
from importlib import metadata
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from packaging.requirements import Requirement

from service.models.migrate import DIRECTORY

ROOT = Path(__file__).parents[2]
# the brackets keep this file from being found by a search for the same names
REGISTRY_LINES = re.compile(
    r"^\s*(--index-url|--extra-index-url|--find-links|--trusted-host|-i |-f )"
    r"|\"resolved\"|python[h]osted|np[m]js|pypi\.org",
    re.MULTILINE,
)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def tracked_files():
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.split("\0") if name]


def test_locks_and_configuration_name_no_registry_host():
    candidates = [
        path
        for path in tracked_files()
        if path.suffix in {".lock", ".txt", ".toml", ".cfg"}
        or path.name in {"package-lock.json", "package.json", ".npmrc", "Dockerfile", "Makefile"}
    ]

    named = [path.name for path in candidates if REGISTRY_LINES.search(path.read_text())]

    assert len(candidates) > 5
    assert named == []


def test_every_locked_requirement_has_a_hash():
    for name in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"^(?=[a-zA-Z0-9])", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]

        without = [block.splitlines()[0] for block in blocks if not HASH.search(block)]

        assert len(blocks) > 20
        assert without == []


def locked_names(name):
    return set(re.findall(r"^([a-z0-9][a-z0-9.-]*)==", (ROOT / name).read_text(), re.MULTILINE))


def canonical(name):
    return name.lower().replace("_", "-")


@pytest.mark.parametrize("python", ["3.11.0", "3.11.2", "3.12.1", "3.13.0"])
@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_the_lock_fits_every_python_and_system_that_is_promised(python, system):
    version = python.rpartition(".")[0]
    there = {"python_full_version": python, "python_version": version, "sys_platform": system, "extra": ""}
    locked = locked_names("requirements.lock")

    wanted = [
        (distribution.name, needed)
        for distribution in metadata.distributions()
        if canonical(distribution.name) in locked
        for needed in map(Requirement, distribution.requires or ())
        if needed.marker is None or needed.marker.evaluate(there)
    ]

    assert len(wanted) > 30
    assert [str(pair) for pair in wanted if canonical(pair[1].name) not in locked] == []


def test_there_is_one_migration_head():
    configuration = Config()
    configuration.set_main_option("script_location", DIRECTORY)

    heads = ScriptDirectory.from_config(configuration).get_heads()

    assert len(heads) == 1


def test_continuous_integration_only_calls_the_targets():
    script = (ROOT / ".ci" / "run").read_text()

    commands = [line for line in script.splitlines() if line and not line.startswith(("#", "set ", "cd "))]

    assert commands == ["make test"]
