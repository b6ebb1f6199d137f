"""The files of a library: read from a directory, a zip or an upload, within limits, and identified by their content."""

import hashlib
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from service.errors import PublicationRefusedError
from service.findings import Finding
from service.library.shared import reached

Files = Mapping[str, bytes]

MAX_FILES = 1_000
MAX_FILE_BYTES = 3 * 1024 * 1024
MAX_TOTAL_BYTES = 40 * 1024 * 1024
SHARED = "shared"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_AUTHORITY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_YAML = ("authority.yaml", "calendar.yaml", "rules.yaml", "reports.yaml", "coverage.yaml")
_FOLDERS = {"scenarios": ".yaml", "letters": ".md"}  # of an authority; ending of the files
_ACCEPTED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_BESIDE = frozenset({".camunda", "__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_IN_A_FOLDER = 3  # processes/<authority>/<file>
_LAYOUT = (
    "A library holds processes/<authority>/*.bpmn, *.dmn, authority.yaml, calendar.yaml, rules.yaml, reports.yaml, "
    "coverage.yaml, README.md, scenarios/*.yaml and letters/*.md, processes/shared/*.bpmn and *.dmn, "
    "forms/<authority>/*.form, forms/shared/*.form."
)


def read_directory(root: Path, authority: str) -> Files:
    """Return the files of the authority and the shared ones that it uses below `root`, by relative POSIX path.

    Other files of the folders (pictures, hidden files) do not belong to the library and are left out.
    :raises PublicationRefusedError: nothing there, too many or too large files, links that lead out of the folder.
    """
    _check_authority(authority)
    found: dict[str, bytes] = {}
    total = 0
    for path in _candidates(root, authority):
        name = path.relative_to(root).as_posix()
        if not belongs(name, authority) or not path.is_file():
            continue
        if not path.resolve().is_relative_to(root.resolve()):
            raise _refused(
                name,
                "file-outside",
                "The file is a link out of the library's folder.",
                remedy="Put the file itself there.",
            )
        total += path.stat().st_size
        check_sizes(name, size=path.stat().st_size, total=total, count=len(found) + 1)
        found[name] = path.read_bytes()
    if not found:
        folder = f"processes/{authority}"
        raise _refused(
            folder, "library-empty", f"There is no library of {authority}.", remedy=f"Put its files into {folder}."
        )
    return reached(found)


def read_zip(data: bytes, authority: str) -> Files:
    """Return the files of a zipped library; one folder around everything is taken off.

    Nothing is written to disk.  :raises PublicationRefusedError: no zip, encrypted, paths that lead out, files that do
    not belong, sizes beyond the limits (counted while unpacking, whatever the zip says).
    """
    _check_authority(authority)
    return reached(_placed(_opened(data), authority))


def read_folder_zip(data: bytes, authority: str) -> Files:
    """Return every file of a zipped folder, used or not; what desktops and modelers put beside them is left out.

    :raises PublicationRefusedError: as `read_zip`.
    """
    _check_authority(authority)
    return _placed({path: content for path, content in _opened(data).items() if not _is_beside(path)}, authority)


def read_upload(files: Mapping[str, bytes], authority: str) -> Files:
    """Return the files of an upload, given by path.  :raises PublicationRefusedError: as `read_zip`."""
    _check_authority(authority)
    check_sizes("the upload", size=0, total=sum(map(len, files.values())), count=len(files))
    return reached(_placed(dict(files), authority))


def digest(files: Files) -> str:
    """Return the hex digest that identifies the content: SHA-256 over the sorted paths and their SHA-256."""
    return digest_of({path: hashlib.sha256(content).hexdigest() for path, content in files.items()})


def digest_of(hashes: Mapping[str, str]) -> str:
    """Return the same, for those who know the SHA-256 of each file already."""
    lines = (f"{path}\0{hashed}\n" for path, hashed in sorted(hashes.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def check_place(path: str, authority: str) -> Finding | None:
    """Return why a file at this path cannot be part of the authority's library; None: it can."""
    stray = _stray(path)
    if stray is None and not belongs(path, authority):
        message = "The file does not belong to the library of this authority."
        return file_finding(path, "file-unknown", message, remedy=_LAYOUT)
    return stray


def check_sizes(path: str, *, size: int, total: int, count: int) -> None:
    """:raises PublicationRefusedError: the file, or with it the library, is too large (sizes in bytes)."""
    if size > MAX_FILE_BYTES or total > MAX_TOTAL_BYTES:
        raise _too_large(path)
    if count > MAX_FILES:
        raise _refused(
            path, "files-too-many", f"There are more than {MAX_FILES} files.", remedy="Leave out what is not used."
        )


def belongs(path: str, authority: str) -> bool:
    """Whether a file at this path is part of the authority's library."""
    parts = PurePosixPath(path).parts
    if len(parts) == _IN_A_FOLDER + 1:
        suffix = _FOLDERS.get(parts[2]) if parts[:2] == ("processes", authority) else None
        return suffix is not None and parts[-1].endswith(suffix) and bool(_NAME.fullmatch(parts[-1]))
    if len(parts) != _IN_A_FOLDER or not _NAME.fullmatch(parts[-1]) or parts[1] not in (authority, SHARED):
        return False
    suffix = PurePosixPath(path).suffix
    if parts[0] == "forms":
        return suffix == ".form"
    own = parts[1] == authority and parts[-1] in (*_YAML, "README.md")
    return parts[0] == "processes" and (own or suffix in (".bpmn", ".dmn"))


def _candidates(root: Path, authority: str) -> Iterable[Path]:
    for top in ("processes", "forms"):
        for folder in (authority, SHARED):
            yield from sorted((root / top / folder).glob("*"))
    for name in _FOLDERS:
        yield from sorted((root / "processes" / authority / name).glob("*"))


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for info in archive.infolist():
        if info.is_dir():
            continue
        _check_entry(info, taken=info.filename in found)
        check_sizes(info.filename, size=info.file_size, total=total + info.file_size, count=len(found) + 1)
        with archive.open(info) as stream:
            # the size in the zip's directory may lie
            content = stream.read(MAX_FILE_BYTES + 1)
        total += len(content)
        check_sizes(info.filename, size=len(content), total=total, count=len(found) + 1)
        found[info.filename] = content
    return found


def _check_entry(info: zipfile.ZipInfo, *, taken: bool) -> None:
    if info.flag_bits & 1:
        raise _refused(info.filename, "zip-encrypted", "The zip is encrypted.", remedy="Pack it without a password.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _refused(info.filename, "file-outside", "The zip holds a link.", remedy="Put the file itself there.")
    if info.compress_type not in _ACCEPTED:
        raise _refused(
            info.filename, "zip-unreadable", "The zip is packed in an unusual way.", remedy="Pack it as a plain zip."
        )
    if taken:
        raise _refused(info.filename, "file-twice", "The zip holds this file twice.", remedy="Pack the folder again.")


def _opened(data: bytes) -> dict[str, bytes]:
    """Unpack a zip, in memory."""
    if len(data) > MAX_TOTAL_BYTES:
        raise _too_large("the zip")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise _refused(
            "", "zip-unreadable", f"The zip cannot be read: {error}.", remedy="Pack the folder again."
        ) from error


def _is_beside(path: str) -> bool:
    """Whether a desktop or a modeler has put the file there for itself."""
    return any(part in _BESIDE or part.startswith("._") for part in path.split("/"))


def _placed(files: dict[str, bytes], authority: str) -> dict[str, bytes]:
    """Refuse paths that lead elsewhere and files that do not belong."""
    findings = [finding for path in files if (finding := _stray(path)) is not None]
    if findings:
        raise PublicationRefusedError(findings)
    files = _without_outer_folder(files)
    strays = [path for path in files if not belongs(path, authority)]
    if strays:
        message = "The file does not belong to the library of this authority."
        raise PublicationRefusedError(
            [file_finding(path, "file-unknown", message, remedy=_LAYOUT) for path in sorted(strays)]
        )
    if not files:
        raise _refused("", "library-empty", "There is no file in it.", remedy=_LAYOUT)
    for path, content in files.items():
        check_sizes(path, size=len(content), total=0, count=0)
    return files


def _stray(path: str) -> Finding | None:
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in path or ".." in parts or "" in parts or not path.isprintable():
        return file_finding(
            path, "file-outside", "The path of the file leads out of the library.", remedy="Pack the folder again."
        )
    return None


def _without_outer_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    outer = {path.split("/", 1)[0] for path in files}
    if len(outer) != 1 or outer & {"processes", "forms"} or any("/" not in path for path in files):
        return files
    return {path.split("/", 1)[1]: content for path, content in files.items()}


def _check_authority(authority: str) -> None:
    if not _AUTHORITY.fullmatch(authority) or authority == SHARED:
        message = f'"{authority}" cannot be the id of an authority.'
        raise _refused("", "authority-id", message, remedy="Use small letters, digits and _, such as north_town.")


def _too_large(path: str) -> PublicationRefusedError:
    limits = f"{MAX_FILE_BYTES // 1024 // 1024} MB a file and {MAX_TOTAL_BYTES // 1024 // 1024} MB together are allowed"
    return _refused(
        path, "files-too-large", f"The library is too large: {limits}.", remedy="Split it, or leave out files."
    )


def _refused(path: str, code: str, message: str, *, remedy: str) -> PublicationRefusedError:
    return PublicationRefusedError([file_finding(path, code, message, remedy=remedy)])


def file_finding(path: str, code: str, message: str, *, remedy: str) -> Finding:
    return Finding(file=path, element=None, code=code, message=message, remedy=remedy)
