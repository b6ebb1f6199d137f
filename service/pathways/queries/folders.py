"""A draft or a release as a folder for a modeler on one's own computer."""

from dataclasses import dataclass
from uuid import UUID

from service.access import Actor, Scope, require_scope
from service.integrations.element_templates import element_templates_file
from service.library import Files
from service.library.folder import TEMPLATES, pack
from service.pathways.library_drafts import contents_of, find_draft
from service.pathways.queries.releases import get_release
from service.pathways.releases import composed


@dataclass(frozen=True, kw_only=True)
class Folder:
    """`files`: those of the library; `beside`: what a modeler needs."""

    name: str
    files: Files
    beside: Files

    def zipped(self) -> bytes:
        return pack(self.files, self.beside)


def draft_folder(*, draft_id: UUID, actor: Actor) -> Folder:
    """:raises NotFoundError: the actor's authority has no such draft."""
    draft = find_draft(draft_id, actor)
    return _folder(f"{draft.authority}-draft-{draft.revision}", contents_of(draft))


def release_folder(*, release_id: UUID, actor: Actor) -> Folder:
    """:raises NotFoundError: the actor's authority has no such release."""
    require_scope(actor, Scope.RELEASES_READ, action="read releases")
    release = get_release(release_id=release_id, actor=actor)
    return _folder(f"{release.authority}-release-{release.number}", composed(release_id).files)


def _folder(name: str, files: Files) -> Folder:
    return Folder(name=name, files=files, beside={TEMPLATES: element_templates_file().encode()})
