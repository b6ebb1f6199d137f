"""Each test module has a folder of diagrams beside it, each diagram named after its test."""

import inspect
from pathlib import Path

import pytest

from tests.conformance.play import CaseFacts, Play, release_of


@pytest.fixture
def play(request):
    """Return a function that loads diagrams by name from the folder beside the test, and makes a Play of them."""
    folder = Path(inspect.getfile(request.module)).with_suffix("")
    folder = folder.parent / folder.name.removeprefix("test_")

    def make(*names: str, facts: CaseFacts | None = None) -> Play:
        return Play(release_of(*(folder / name for name in names)), facts)

    return make
