"""Cursors are opaque, and useless to those who make their own."""

import base64
import json

import pytest

from tests.integration.api.conftest import Api

SORTS = {
    "/cases": ("-opened_at", "family"),
    "/tasks": ("due_at", "-priority"),
    "/instances": ("-started_at", "next_due"),
    "/records": ("-created_at", "title"),
    "/users": ("name",),
    "/clients": ("name",),
    "/releases": ("-published_at", "-number"),
    "/drafts": ("-changed_at", "title"),
    "/messages": ("-created_at",),
    "/timers": ("due_at",),
    "/incidents": ("-opened_at",),
    "/external-tasks": ("-created_at",),
}


def cursor_of(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


FORGED = (
    ["is", 5],
    ["is", "text"],
    ["is", "nul\0"],
    ["is", "\ud800"],
    ["is", True],
    ["is", [1]],
    ["is", {"a": 1}],
    ["is", 1.5],
    ["at", "2026-12-14T10:00:00"],
    ["at", "never"],
    ["id", "00000000-0000-4000-8000-000000000000"],
    ["is", 10**30],
    "text",
    None,
)


@pytest.mark.parametrize(("path", "sort"), [(path, sort) for path, sorts in SORTS.items() for sort in sorts])
def test_a_forged_cursor_is_refused_or_shows_no_more(api: Api, path: str, sort: str):
    api.start_case()
    api.program().post("/drafts", {"title": "Plainer words"}, status=201)
    client = api.program().client

    for value in FORGED:
        for key in (["id", "00000000-0000-4000-8000-000000000000"], ["is", 1], ["is", "x"], None):
            answer = client.get(
                f"/api/v1{path}",
                query_string={"sort": sort, "cursor": cursor_of(sort, value, key)},
                headers=api.program().headers,
            )
            assert answer.status_code in {200, 422}, (value, key)


@pytest.mark.parametrize("cursor", ["x", "é", "e30", base64.urlsafe_b64encode(b"[" * 3_000).decode(), "9" * 5_000])
def test_what_is_no_cursor_is_refused(api: Api, cursor: str):
    assert "cursor" in api.program().get("/cases", status=422, cursor=cursor)["errors"]


def test_a_list_is_walked_to_its_end_in_every_order(api: Api):
    for name in ("Ash", "Birch\u202e", "Łęg 👪"):
        api.start_case(family={"name": name})
    case_id = api.program().get("/cases")["items"][0]["id"]
    draft = api.program().post("/drafts", {"title": "Plainer words"}, status=201)["draft_id"]
    new = {"If-None-Match": "*"}
    api.program().send(
        "PUT", f"/drafts/{draft}/files/processes/demo/letters/new.md", status=200, data=b"Dear", headers=new
    )
    program = api.program()

    for path, sort in [
        ("/cases", "-opened_at"),
        ("/cases", "family"),
        ("/cases", "-reference"),
        ("/tasks", "priority"),
        ("/tasks", "due_at"),
        ("/instances", "-next_due"),
        (f"/cases/{case_id}/timeline", "-at"),
        (f"/instances/{api.program().get('/instances')['items'][0]['id']}/history", "id"),
        ("/users", "-display_name"),
        (f"/drafts/{draft}/history", "revision"),
    ]:
        whole = program.get(path, sort=sort)["items"]
        found, cursor = [], None
        while True:
            page = program.get(path, sort=sort, limit=1, **({"cursor": cursor} if cursor else {}))
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                break
        assert found == whole, path
        assert len(whole) > 1
