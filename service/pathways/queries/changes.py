"""What differs between two versions of a library: a draft and the live release, or two releases."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.errors import NotFoundError, PublicationRefusedError
from service.library import Composed
from service.library.difference import Difference, Marks, Subject, difference
from service.models import DraftStatus, Release, db
from service.pathways.library_drafts import composed_of, contents_of, drafted, drafted_with, find_draft
from service.pathways.moves import find_release
from service.pathways.releases import composed, current_release


@dataclass(frozen=True, kw_only=True)
class Version:
    """`number`: of the release; None: the draft."""

    number: int | None
    composed: Composed

    def diagram(self, process: str) -> bytes | None:
        """Return the file that the process is drawn in; None when this version has no such process."""
        release = self.composed.release
        return release.diagram(process) if process in release.processes else None


@dataclass(frozen=True, kw_only=True)
class Changes:
    """`before` None: there was nothing before, it is the first release."""

    before: Version | None
    after: Version
    difference: Difference

    def rule(self, id_: str) -> str:
        """Return what the rule says; "" when neither register has it."""
        versions = [self.after, *([self.before] if self.before else [])]
        texts = (version.composed.rules.rules[id_].text for version in versions if id_ in version.composed.rules.rules)
        return next(texts, "")

    def marks(self, process: str) -> Marks:
        """Return what to mark on the drawings of the process: also what belongs to others that its file draws."""
        found = [self.difference.marks(each) for each in self._drawn_with(process)]
        return Marks(
            before={id_: sign for marks in found for id_, sign in marks.before.items()},
            after={id_: sign for marks in found for id_, sign in marks.after.items()},
        )

    def _drawn_with(self, process: str) -> tuple[str, ...]:
        together = [process]
        for version in (self.before, self.after):
            known = version.composed.release.processes if version else {}
            if process in known:
                together += [each.id for each in known.values() if each.file == known[process].file]
        return tuple(dict.fromkeys(together))


def draft_changes(*, draft_id: UUID, actor: Actor) -> Changes:
    """What would change for new cases if the draft were published now; of a published one what it has changed.

    :raises PublicationRefusedError: something in the draft cannot be read.
    """
    draft = find_draft(draft_id, actor)
    after = Version(number=None, composed=composed_of(drafted(draft)))
    if draft.status is DraftStatus.PUBLISHED:
        return _changes(_version(draft.base_id), after)
    live = current_release(draft.authority)
    return _changes(Version(number=live.number, composed=live.composed), after)


def file_changes(*, draft_id: UUID, path: str, content: bytes, actor: Actor) -> Difference | None:
    """What would change in the draft as it stands if its file had this content; None: one of the two cannot be read.

    Files that there are no words for are left out.
    :raises NotFoundError: the actor's authority has no such draft.
    """
    draft = find_draft(draft_id, actor)
    files = contents_of(draft)
    try:
        stands = composed_of(drafted_with(draft.authority, files))
        found = difference(stands, composed_of(drafted_with(draft.authority, files | {path: content})))
    except PublicationRefusedError:
        return None
    return Difference(sections=tuple(each for each in found.sections if each.subject is not Subject.FILES))


def release_changes(*, release_id: UUID, actor: Actor, against: int | None = None) -> Changes:
    """What the release changed: against the one published before it, or the one with the number `against`.

    :raises NotFoundError: the actor's authority has no such release.
    """
    require(actor, Capability.PUBLISH, action="see what releases change")
    release = find_release(release_id, actor)
    numbered = Release.number == against if against is not None else Release.number < release.number
    statement = select(Release.id).where(Release.authority == release.authority, numbered)
    before_id = db.session.scalar(statement.order_by(Release.number.desc()).limit(1))
    if before_id is None and against is not None:
        raise NotFoundError("release", against)
    return _changes(_version(before_id) if before_id else None, _version(release_id))


def _version(release_id: UUID) -> Version:
    number = db.session.scalar(select(Release.number).where(Release.id == release_id))
    return Version(number=number, composed=composed(release_id))


def _changes(before: Version | None, after: Version) -> Changes:
    found = Difference(sections=()) if before is None else _difference(before.composed, after.composed)
    return Changes(before=before, after=after, difference=found)


_difference = lru_cache(maxsize=8)(difference)  # by identity: what is composed is kept and never changes
