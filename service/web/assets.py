"""Style sheets, scripts and pictures, built into static/ under names with their digest; browsers keep them for ever."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, send_from_directory, url_for

from service.errors import PathwaysError
from service.web.guards import open_to_everybody

STATIC = Path(__file__).parent / "static"
MANIFEST = STATIC / "manifest.json"
LICENCES = "licences.txt"
FOR_EVER = "public, max-age=31536000, immutable"

area = Blueprint("assets", __name__)


class AssetsMissingError(PathwaysError):
    """Style sheets and scripts are not built; the text says how to build them."""


@area.route("/assets/<name>")
@open_to_everybody
def file(name: str) -> Response:
    """One built file; its name changes when its content does, but for that of the licences."""
    response = send_from_directory(STATIC, name)
    if name != LICENCES:
        response.headers["Cache-Control"] = FOR_EVER
    return response


def asset(name: str) -> str:
    """Return the address of a built file by the name of its source: "app.css", "autosave.js".

    :raises AssetsMissingError: the files are not built, or the source has no such file.
    """
    return url_for("assets.file", name=built_name(name))


def built_name(name: str) -> str:
    """The name of the built file in `STATIC`.  :raises AssetsMissingError: as for `asset`."""
    try:
        built = _manifest(MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError as error:
        message = "The style sheets and scripts are not built: `make run` and `make setup` build them."
        raise AssetsMissingError(message) from error
    if name not in built:
        raise AssetsMissingError(f"service/web/frontend makes no {name}; if that is new, `make setup` builds it.")
    return built[name]


@lru_cache(maxsize=1)
def _manifest(changed: int) -> Mapping[str, str]:  # noqa: ARG001 - when it was written: a new build is read again
    content: Mapping[str, str] = json.loads(MANIFEST.read_text())
    return content
