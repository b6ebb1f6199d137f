"""What a release or a draft consists of, and what its editors offer to choose from."""

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from service.access import Actor, Scope, require_scope
from service.errors import NotFoundError
from service.integrations.element_templates import element_templates
from service.library.contents import Entry, contents
from service.library.parts import read_parts
from service.library.pick_lists import pick_lists
from service.pathways.library_drafts import Drafted, contents_of, find_draft
from service.pathways.queries.releases import get_release
from service.pathways.releases import composed

Catalogue = Mapping[str, object]


def release_contents(*, release_id: UUID, actor: Actor) -> tuple[Entry, ...]:
    """:raises NotFoundError: the actor's authority has no such release."""
    require_scope(actor, Scope.RELEASES_READ, action="read releases")
    release = get_release(release_id=release_id, actor=actor)
    files = composed(release_id).files
    return _listed(Drafted(authority=release.authority, digest=release.digest, files=files))


def draft_contents(*, draft_id: UUID, actor: Actor) -> tuple[Entry, ...]:
    """:raises NotFoundError: the actor's authority has no such draft."""
    return _listed(_whole(draft_id, actor))


def draft_catalogue(*, draft_id: UUID, actor: Actor) -> Catalogue:
    """Everything that a diagram of the draft may name: its pick-lists, and the services as element templates."""
    return _offered(_whole(draft_id, actor))


def _whole(draft_id: UUID, actor: Actor) -> Drafted:
    """Every file of the draft, used or not."""
    draft = find_draft(draft_id, actor)
    return Drafted(authority=draft.authority, digest=draft.digest, files=contents_of(draft))


@lru_cache(maxsize=16)
def _listed(library: Drafted) -> tuple[Entry, ...]:
    return contents(library.files)


@lru_cache(maxsize=4)
def _offered(library: Drafted) -> Catalogue:
    lists = pick_lists(read_parts(library.files, library.authority))
    return {**lists.as_json(), "templates": element_templates()}


def live_file(*, draft_id: UUID, path: str, actor: Actor) -> bytes:
    """The file as it stands in the release that the draft is based on.

    :raises NotFoundError: the draft or the file is not there.
    """
    content = composed(find_draft(draft_id, actor).base_id).files.get(path)
    if content is None:
        raise NotFoundError("file", path)
    return content
