"""Looking at a folder that somebody wants to put into a draft: what it would change, before anything is changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import PublicationRefusedError
from service.library import Files, check_sizes, is_shared
from service.models import DraftContent, db
from service.pathways.draft_files import refusals_of
from service.pathways.library_drafts import DraftedFile, files_of, find_draft, require_open
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class StagedFolder:
    """`kept`: SHA-256 by path of the files that are new or differ; `missing`: own files that the folder lacks."""

    draft_id: str
    revision: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    same: int
    kept: Mapping[str, str]


def stage_folder(*, draft_id: UUID, files: Files, actor: Actor, clock: Clock) -> StagedFolder:
    """Keep the contents that differ, for `save_folder` to put into the draft, which stays as it is.

    :raises PublicationRefusedError: with everything that cannot be kept; nothing is.
    :raises WrongStateError: the draft was published or discarded.
    """

    def work() -> StagedFolder:
        draft = find_draft(draft_id, actor, lock=True)
        require_open(draft)
        there = files_of(draft)
        hashes = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
        differing = {
            path: hashed for path, hashed in hashes.items() if path not in there or there[path].sha256 != hashed
        }
        _require_room(there, files, differing)
        findings = [
            finding for path in sorted(differing) for finding in refusals_of(draft, path, files[path], actor=actor)
        ]
        if findings:
            raise PublicationRefusedError(findings)
        for path, hashed in differing.items():
            statement = insert(DraftContent).values(sha256=hashed, content=files[path])
            db.session.execute(statement.on_conflict_do_nothing())
        return StagedFolder(
            draft_id=str(draft.id),
            revision=draft.revision,
            added=tuple(sorted(path for path in differing if path not in there)),
            changed=tuple(sorted(path for path in differing if path in there)),
            missing=tuple(path for path in there if path not in files and not is_shared(path)),
            same=len(hashes) - len(differing),
            kept=differing,
        )

    return transact_once(work, returns=StagedFolder, actor=actor, clock=clock, idempotency=None)


def _require_room(there: Mapping[str, DraftedFile], files: Files, differing: Mapping[str, str]) -> None:
    """:raises PublicationRefusedError: the draft would have too many files, or be too large."""
    sizes = {path: file.size for path, file in there.items()} | {path: len(files[path]) for path in differing}
    for path in differing:
        check_sizes(path, size=sizes[path], total=sum(sizes.values()), count=len(sizes))
