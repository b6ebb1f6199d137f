"""What is installed in production: the package, built from its sources without a network."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
STATIC = "service/web/static"


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The files in the wheel.  It is built from a copy: setuptools leaves its work beside the sources."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "service", source / "service", ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    words = ["wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--no-cache-dir", "--wheel-dir"]
    command = [sys.executable, "-m", "pip", *words, target, source]
    built = subprocess.run(command, check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (wheel,) = target.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


@pytest.mark.slow
def test_the_wheel_holds_the_built_scripts_with_their_licences(names: frozenset[str]):
    built = {path.relative_to(ROOT).as_posix() for path in (ROOT / STATIC).iterdir()}

    assert {f"{STATIC}/manifest.json", f"{STATIC}/licences.txt"} <= names
    for editor in ("modeler", "dmn", "form-editor"):
        assert any(PurePosixPath(name).match(f"{STATIC}/{editor}-*.js") for name in names), editor
    assert {name for name in names if name.startswith(STATIC)} == built


@pytest.mark.slow
def test_the_wheel_holds_the_service_catalogue_and_the_pages(names: frozenset[str]):
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "service/web/templates").rglob("*.html")}

    assert "service/integrations/templates/services.json" in names
    assert templates <= names


@pytest.mark.slow
def test_the_wheel_holds_no_sources_of_the_scripts(names: frozenset[str]):
    assert [name for name in names if "frontend" in name or "node_modules" in name] == []
