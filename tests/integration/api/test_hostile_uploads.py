"""Hostile files over the API: as one file of a draft, and as a whole library."""

import pytest

from tests.integration.api.conftest import Api, begun
from tests.integration.api.test_drafts import put
from tests.integration.api.test_releases import publish
from tests.integration.hostile import FILES

SOME = ("entities", "a file of the server", "very deep XML", "groups in groups", "deeper YAML", "broken text", "a page")
TOO_LARGE = 50 * 1024 * 1024


@pytest.mark.parametrize("name", SOME)
def test_a_hostile_file_is_not_kept(api: Api, name: str):
    path, content, code = FILES[name]
    one = api.person("demo.owner")
    draft = begun(one)

    problem = put(one, draft, content, path=path.format("demo"), status=422, If_None_Match="*")

    assert code in {finding["code"] for finding in problem["findings"]}
    assert problem["detail"]


@pytest.mark.parametrize("name", SOME)
def test_a_library_with_a_hostile_file_is_not_published(api: Api, name: str):
    path, content, _ = FILES[name]

    problem = publish(api, {path.format("demo"): content}, status=422)

    assert problem["findings"]


def test_fifty_megabytes_are_refused_before_they_are_read(api: Api):
    one = api.person("demo.owner")
    draft = begun(one)

    put(one, draft, b"a" * TOO_LARGE, status=413, If_None_Match="*")
