"""A draft as a folder over HTTP: read, changed with other programs, put back whole."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from tests.integration.api.conftest import Api, AuditingClient, begun

README = "processes/demo/README.md"
LETTER = "processes/demo/letters/second.md"
ZIP = "application/zip"


def read(client: AuditingClient, draft: str) -> tuple[dict[str, bytes], str]:
    """The files by path, and the ETag."""
    with ZipFile(BytesIO(client.get(f"/drafts/{draft}/folder"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}, client.last.headers["ETag"]


def put(client: AuditingClient, draft: str, files: dict[str, bytes], *, status: int = 200, **more: Any) -> Any:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    asked = {"data": packed.getvalue(), "content_type": ZIP, **more}
    return client.send("PUT", f"/drafts/{draft}/folder", status=status, **asked)


def test_a_draft_is_read_changed_and_put_back_as_a_folder(api: Api):
    program = api.program()
    draft = begun(program)
    files, etag = read(program, draft)

    saved = put(program, draft, {**files, README: b"# Changed\n", LETTER: b"new\n"}, headers={"If-Match": etag})

    assert (saved["saved"], saved["removed"]) == (2, 0)
    assert ".camunda/element-templates/services.json" in files
    assert program.get(f"/drafts/{draft}/files/{README}") == b"# Changed\n"


def test_a_folder_takes_files_out_only_where_that_is_asked_for(api: Api):
    owner = api.person("demo.owner")
    draft = begun(owner)
    files, etag = read(owner, draft)
    without = {path: content for path, content in files.items() if path != README}

    kept = put(owner, draft, without, headers={"If-Match": etag})
    removed = put(owner, draft, without, headers={"If-Match": etag}, query_string={"remove": "true"})

    assert (kept["removed"], removed["removed"]) == (0, 1)
    owner.get(f"/drafts/{draft}/files/{README}", status=404)


def test_a_folder_is_put_over_what_was_read_and_nothing_else(api: Api):
    owner = api.person("demo.owner")
    draft = begun(owner)
    files, etag = read(owner, draft)
    put(owner, draft, {**files, README: b"# One\n"}, headers={"If-Match": etag})

    put(owner, draft, {**files, README: b"# Two\n"}, headers={"If-Match": etag}, status=412)
    put(owner, draft, {**files, README: b"# Two\n"}, status=422)

    assert owner.get(f"/drafts/{draft}/files/{README}") == b"# One\n"


def test_what_is_no_folder_is_refused(api: Api):
    owner = api.person("demo.owner")
    draft = begun(owner)
    _, etag = read(owner, draft)
    asked = {"headers": {"If-Match": etag}, "data": b"no zip"}

    owner.send("PUT", f"/drafts/{draft}/folder", status=422, content_type=ZIP, **asked)
    owner.send("PUT", f"/drafts/{draft}/folder", status=415, content_type="application/json", **asked)
