import io
import stat
import zipfile

import pytest

from service.errors import PublicationRefusedError
from service.library import digest, read_directory, read_upload, read_zip
from service.library.files import MAX_FILE_BYTES, MAX_FILES, belongs

BPMN = "processes/little/visit.bpmn"


def packed(entries: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def refusal(data: bytes, authority: str = "little") -> set[str]:
    with pytest.raises(PublicationRefusedError) as caught:
        read_zip(data, authority)
    return {finding.code for finding in caught.value.findings}


def test_a_directory_gives_the_files_of_the_authority_and_the_shared_ones(tmp_path, files):
    for path, content in {
        **files,
        "processes/other/a.bpmn": b"",
        "processes/little/notes.txt": b"",
        "x.bpmn": b"",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)

    assert read_directory(tmp_path, "little") == files


def test_an_authority_without_files_is_refused_with_a_clear_message(tmp_path):
    with pytest.raises(PublicationRefusedError) as caught:
        read_directory(tmp_path, "little")

    assert caught.value.findings[0].message == "There is no library of little."


def test_a_link_out_of_the_directory_is_refused(tmp_path):
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "root" / "processes" / "little"
    folder.mkdir(parents=True)
    (folder / "rules.yaml").symlink_to(tmp_path / "secret")

    with pytest.raises(PublicationRefusedError) as caught:
        read_directory(tmp_path / "root", "little")

    assert caught.value.findings[0].code == "file-outside"


@pytest.mark.parametrize("authority", ["../etc", "", "Little", "shared", "a/b", "a" * 50])
def test_an_authority_id_that_is_no_folder_name_is_refused(tmp_path, authority):
    with pytest.raises(PublicationRefusedError, match="not published"):
        read_directory(tmp_path, authority)


def test_a_zip_gives_the_same_files_as_an_upload(files):
    assert read_zip(packed(files), "little") == read_upload(files, "little") == files


def test_one_folder_around_everything_is_taken_off(files):
    wrapped = {f"early-help-main/{path}": content for path, content in files.items()}

    assert read_zip(packed(wrapped), "little") == files


@pytest.mark.parametrize(
    "path",
    [
        "../evil.bpmn",
        "/etc/passwd",
        "processes/little/../../x.bpmn",
        "processes\\little\\a.bpmn",
        "C:/a.bpmn",
        "a//b.bpmn",
    ],
)
def test_a_path_that_leads_out_is_refused(path):
    assert refusal(packed({path: b"x"})) == {"file-outside"}


@pytest.mark.parametrize(
    "path",
    [
        "processes/little/run.py",
        "processes/other/a.bpmn",
        "forms/little/a.bpmn",
        "setup.py",
        "processes/little/deep/er/a.bpmn",
        "processes/shared/authority.yaml",
        "processes/little/.hidden.bpmn",
    ],
)
def test_a_file_that_does_not_belong_is_refused_by_name(path):
    data = packed({BPMN: b"x", path: b"x"})

    with pytest.raises(PublicationRefusedError) as caught:
        read_zip(data, "little")

    assert [(finding.code, finding.file) for finding in caught.value.findings] == [("file-unknown", path)]


def test_a_zip_bomb_is_refused_without_unpacking_it():
    bomb = packed({BPMN: b"\0" * (200 * 1024 * 1024)})

    assert len(bomb) < 1024 * 1024
    assert refusal(bomb) == {"files-too-large"}


def test_a_zip_that_lies_about_its_sizes_is_refused():
    honest = packed({BPMN: b"\0" * (MAX_FILE_BYTES + 1)})
    size = (MAX_FILE_BYTES + 1).to_bytes(4, "little")

    assert refusal(honest.replace(size, (10).to_bytes(4, "little"))) <= {"files-too-large", "zip-unreadable"}


def test_many_files_that_are_large_only_together_are_refused():
    many = {f"processes/little/a{number}.bpmn": b"\0" * (MAX_FILE_BYTES - 1) for number in range(15)}

    assert refusal(packed(many)) == {"files-too-large"}


def test_more_files_than_the_limit_are_refused():
    many = {f"processes/little/a{number}.bpmn": b"" for number in range(MAX_FILES + 1)}

    assert refusal(packed(many)) == {"files-too-many"}


def test_a_link_in_a_zip_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo(BPMN)
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")

    assert refusal(buffer.getvalue()) == {"file-outside"}


def test_an_encrypted_zip_is_refused():
    data = bytearray(packed({BPMN: b"x"}))
    for marker, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(marker) + offset] |= 1

    assert refusal(bytes(data)) == {"zip-encrypted"}


def test_an_unusual_compression_is_refused():
    assert refusal(packed({BPMN: b"x"}, compression=zipfile.ZIP_LZMA)) == {"zip-unreadable"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_twice_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(BPMN, "one")
        archive.writestr(BPMN, "two")

    assert refusal(buffer.getvalue()) == {"file-twice"}


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", packed({BPMN: b"x"})[:-10]])
def test_what_is_no_zip_is_refused(data):
    assert refusal(data) == {"zip-unreadable"}


def test_an_empty_zip_is_refused():
    assert refusal(packed({})) == {"library-empty"}


def test_a_broken_entry_is_refused():
    data = packed({BPMN: bytes(range(256)) * 20})
    middle = data.index(BPMN.encode()) + len(BPMN) + 4

    assert refusal(data[:middle] + b"\xff\xff\xff\xff" + data[middle + 4 :]) == {"zip-unreadable"}


def test_an_upload_with_one_large_file_is_refused():
    with pytest.raises(PublicationRefusedError) as caught:
        read_upload({BPMN: b"\0" * (MAX_FILE_BYTES + 1)}, "little")

    assert caught.value.findings[0].code == "files-too-large"


def test_the_digest_depends_on_every_path_and_every_byte_and_on_nothing_else(files):
    same = dict(reversed(files.items()))
    moved = {path.replace("visit.form", "visits.form"): content for path, content in files.items()}
    changed = {**files, "processes/little/README.md": b"# Little!"}

    assert digest(files) == digest(same)
    assert len({digest(files), digest(moved), digest(changed)}) == 3


def test_scenarios_belong_one_level_deeper_and_only_as_yaml():
    assert belongs("processes/little/scenarios/a.yaml", "little")
    assert not belongs("processes/little/scenarios/a.py", "little")
    assert not belongs("processes/shared/scenarios/a.yaml", "little")
