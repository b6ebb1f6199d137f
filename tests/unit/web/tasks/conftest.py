from collections.abc import Iterator

import pytest

from tests.unit.web.tasks.builders import addresses


@pytest.fixture(autouse=True)
def _addresses() -> Iterator[None]:
    with addresses():
        yield
