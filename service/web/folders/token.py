"""What a folder would change, carried from the page that shows it to the one that saves it: written by us alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from service.errors import InvalidInputError
from service.pathways.stage_folder import StagedFolder


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A folder that was looked at: SHA-256 by path of what differs, own files that it lacks."""

    revision: int
    kept: Mapping[str, str]
    missing: tuple[str, ...]


def token_of(staged: StagedFolder, *, by: str) -> str:
    told = {
        "draft": staged.draft_id,
        "by": by,
        "revision": staged.revision,
        "kept": dict(staged.kept),
        "missing": list(staged.missing),
    }
    return str(_signer().dumps(told))


def looked_at(token: str, draft_id: UUID, *, by: str) -> Looked:
    """:raises InvalidInputError: it is not what this person was shown about this draft."""
    try:
        told = _signer().loads(token)
    except BadSignature:
        told = {}
    if (told.get("draft"), told.get("by")) != (str(draft_id), by):
        raise InvalidInputError({"file": ["Upload the folder again: what was shown cannot be saved any more."]})
    return Looked(revision=told["revision"], kept=told["kept"], missing=tuple(told["missing"]))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="folder of a draft")
