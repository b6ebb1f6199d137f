"""A draft as a folder: downloaded, changed on one's own computer, looked at, uploaded; and hostile ones refused."""

import io
import json
import zipfile
from collections.abc import Mapping
from uuid import UUID

import pytest

from service.library import read_folder_zip
from service.library.folder import TEMPLATES, pack
from service.pathways.queries.drafts import get_draft
from tests.integration.builders import person
from tests.integration.drafting import README, SUPPORT, begun
from tests.integration.web.conftest import Browser, Page, Visit

Files = Mapping[str, bytes]
EXTRA = "processes/test/extra.dmn"
TOO_LARGE = 50 * 1024 * 1024


@pytest.fixture
def draft(owners: Visit) -> UUID:
    with owners.app.app_context():
        return begun(owners.clock)


def downloaded(owner: Browser, draft_id: UUID) -> bytes:
    return owner.get(f"/drafts/{draft_id}/folder/download").answer.get_data()


def uploaded(owner: Browser, draft_id: UUID, data: bytes, *, status: int = 200) -> Page:
    sent = {"file": (io.BytesIO(data), "library.zip")}
    return owner.post(f"/drafts/{draft_id}/folder", sent, status=status)


def files_in(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def revision(visit: Visit, draft_id: UUID) -> int:
    with visit.app.app_context():
        return get_draft(draft_id=draft_id, actor=person("owner.one")).revision


def test_the_folder_holds_every_file_and_the_service_catalogue(owner: Browser, draft: UUID):
    found = files_in(downloaded(owner, draft))

    assert SUPPORT in found
    assert json.loads(found[TEMPLATES])[0]["appliesTo"]


def test_the_way_there_and_back_changes_nothing(owner: Browser, owners: Visit, draft: UUID):
    data = downloaded(owner, draft)

    page = uploaded(owner, draft, data)

    assert "Nothing: every file" in page.text
    assert revision(owners, draft) == 1
    assert downloaded(owner, draft) == data


def test_what_a_folder_changes_is_shown_before_it_is_saved(owner: Browser, owners: Visit, draft: UUID):
    before = files_in(downloaded(owner, draft))
    after = {**before, README: b"# Ours\n", EXTRA: before["processes/test/deadlines.dmn"]}
    gone = "forms/test/closing.form"
    del after[gone]

    page = uploaded(owner, draft, pack(after, {}))

    assert EXTRA in page.text
    assert README in page.text
    assert page.find(f"//input[@name='remove'][@value='{gone}']")
    assert revision(owners, draft) == 1

    owner.submit({})
    now = files_in(downloaded(owner, draft))
    assert now == {**after, gone: before[gone]}


def test_files_are_removed_only_when_that_is_asked_for(owner: Browser, draft: UUID):
    before = files_in(downloaded(owner, draft))
    gone = "forms/test/closing.form"
    uploaded(owner, draft, pack({path: data for path, data in before.items() if path != gone}, {}))

    owner.submit({"remove": gone})

    assert gone not in files_in(downloaded(owner, draft))


def test_nothing_is_saved_on_top_of_what_somebody_changed_meanwhile(owner: Browser, owners: Visit, draft: UUID):
    before = files_in(downloaded(owner, draft))
    uploaded(owner, draft, pack({**before, README: b"# Ours\n"}, {}))
    form = owner.page.form()
    uploaded(owner, draft, pack({**before, README: b"# Theirs\n"}, {}))
    owner.submit({})

    owner.post(f"/drafts/{draft}/folder/saving", form, status=412)

    assert files_in(downloaded(owner, draft))[README] == b"# Theirs\n"


def test_what_was_looked_at_cannot_be_made_up(owner: Browser, draft: UUID):
    answer = owner.post(f"/drafts/{draft}/folder/saving", {"token": "eyJkcmFmdCI6MX0.nonsense"}, status=422)

    assert "Upload the folder again" in answer.text


def test_what_a_desktop_puts_beside_the_files_is_left_out():
    beside = {"__MACOSX/._x": b"\0", "lib/.DS_Store": b"\0", "lib/.camunda/element-templates/services.json": b"[]"}
    data = pack({"lib/processes/test/README.md": b"# A\n"}, beside)

    assert dict(read_folder_zip(data, "test")) == {README: b"# A\n"}


def _zip(entries: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        entry = zipfile.ZipInfo("processes/test/README.md")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return packed.getvalue()


def _lying() -> bytes:
    """A zip that says its file is small."""
    data = bytearray(_zip({"processes/test/README.md": b"a" * (4 * 1024 * 1024)}))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(data)


FORM = "forms/test/visit.form"
HOSTILE = {
    "bomb": (_zip({"processes/test/README.md": b"\0" * TOO_LARGE}), "too large"),
    "bomb of many": (_zip({f"processes/test/a{n}.dmn": b"a" * 3_000_000 for n in range(20)}), "too large"),
    "lying bomb": (_lying(), ""),
    "too many": (_zip({f"processes/test/a{n}.dmn": b"<a/>" for n in range(1_100)}), "more than 1000 files"),
    "up and out": (_zip({"../../etc/cron.d/x": b"a"}), "leads out of the library"),
    "from the root": (_zip({"/etc/passwd": b"a"}), "leads out of the library"),
    "backslashes": (_zip({"processes\\test\\..\\..\\x": b"a"}), ""),
    "drive": (_zip({"C:/x": b"a"}), "leads out of the library"),
    "link": (_link(), "holds a link"),
    "no zip": (b"this is no zip", "cannot be read"),
    "cut": (_zip({README: b"abc" * 1_000})[:-30], "cannot be read"),
    "empty": (_zip({}), "no file in it"),
    "others": (_zip({"processes/other/x.bpmn": b"<a/>"}), "does not belong"),
    "program": (_zip({"processes/test/x.exe": b"MZ"}), "does not belong"),
    "page": (_zip({"forms/test/x.html": b"<script>"}), "does not belong"),
    "script in a name": (_zip({"processes/test/<script>.bpmn": b"<a/>"}), "does not belong"),
    "entities": (
        _zip({SUPPORT: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'}),
        "document type",
    ),
    "outer entity": (
        _zip({SUPPORT: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}),
        "document type",
    ),
    "deep": (_zip({SUPPORT: b"<a>" * 5_000 + b"</a>" * 5_000}), ""),
    "deep JSON": (_zip({FORM: b"[" * 100_000 + b"]" * 100_000}), "JSON"),
    "broken text": (_zip({README: b"\xff\xfe\xfa"}), "not text in UTF-8"),
    "broken JSON": (_zip({FORM: b"\xff{}"}), "JSON"),
    "UTF-16": (_zip({SUPPORT: '<?xml version="1.0" encoding="UTF-16"?><x/>'.encode("utf-16")}), "UTF-8"),
    "shared": (_zip({"processes/shared/urgent_concern.bpmn": b"<a/>"}), "Several authorities use this file"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_folder_is_refused_and_nothing_is_lost(owner: Browser, owners: Visit, draft: UUID, name: str):
    data, words = HOSTILE[name]

    answer = uploaded(owner, draft, data, status=422)

    assert answer.errors.keys() == {"file"}
    assert words in answer.text
    assert revision(owners, draft) == 1


def test_a_folder_of_fifty_megabytes_is_refused_before_it_is_read(owner: Browser, draft: UUID):
    answer = owner.client.post(
        f"/drafts/{draft}/folder",
        input_stream=io.BytesIO(b"--x"),
        environ_overrides={"CONTENT_LENGTH": str(TOO_LARGE)},
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 413
    assert "too large" in answer.get_data(as_text=True)
