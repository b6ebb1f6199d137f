"""Loaded releases are kept, not too many of them."""

from service.engine import ReleaseCache
from tests.unit.engine.diagrams import diagram, release_of, user_task


def test_a_release_is_loaded_once_and_the_least_used_goes_first():
    loads = []
    cache = ReleaseCache(size=2)

    def load(digest):
        loads.append(digest)
        return release_of(diagram(user_task()), digest=digest)

    for digest in ("a", "b", "a", "c", "a", "b"):
        assert cache.get(digest, lambda digest=digest: load(digest)).digest == digest

    assert loads == ["a", "b", "c", "b"]
