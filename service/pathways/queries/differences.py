"""What a draft or a release changes, as programs read it."""

from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.library.difference import CARRIED, Change, Detail, Section, Sign
from service.pathways.queries.changes import Changes, draft_changes, release_changes


@dataclass(frozen=True, kw_only=True)
class DetailView:
    """A property or cell of what differs: in words where there are words for it, else the text of the file."""

    what: str
    before: str
    after: str
    differs: bool


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """An element, row, question, role …  `earlier_id`: its id before, where an editor has made it anew."""

    sign: str
    id: str
    earlier_id: str | None
    title: str
    words: tuple[str, ...]
    details: tuple[DetailView, ...]


@dataclass(frozen=True, kw_only=True)
class SectionView:
    """One diagram, table, form …; `id`: of the process, decision, form, letter, otherwise the subject."""

    subject: str
    sign: str
    id: str
    name: str
    words: tuple[str, ...]
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, kw_only=True)
class RuleChangeView:
    """A rule that gains or loses something that carries it out; `lost`: nothing carries it out any more."""

    id: str
    text: str
    before: str
    after: str
    lost: bool


@dataclass(frozen=True, kw_only=True)
class DifferenceView:
    """`words`: everything in sentences, what changes the work first.

    `before`: number of the release that is compared with; None: there was none.  `after`: None is the draft.
    """

    before: int | None
    after: int | None
    digest: str
    words: tuple[str, ...]
    rules: tuple[RuleChangeView, ...]
    sections: tuple[SectionView, ...]


def difference_of_draft(*, draft_id: UUID, actor: Actor) -> DifferenceView:
    """What would change for new cases if the draft were published now.

    :raises NotFoundError: the actor's authority has no such draft.
    :raises PublicationRefusedError: something in the draft cannot be read.
    """
    return _view(draft_changes(draft_id=draft_id, actor=actor))


def difference_of_release(*, release_id: UUID, actor: Actor, against: int | None = None) -> DifferenceView:
    """What the release changed, against the one before it or the one with that number.

    :raises NotFoundError: the actor's authority has no such release.
    """
    return _view(release_changes(release_id=release_id, actor=actor, against=against))


def _view(changes: Changes) -> DifferenceView:
    found = changes.difference
    return DifferenceView(
        before=changes.before.number if changes.before else None,
        after=changes.after.number,
        digest=changes.after.composed.digest,
        words=found.words,
        rules=tuple(_rule(change, changes) for change in found.carried),
        sections=tuple(map(_section, found.sections)),
    )


def _rule(change: Change, changes: Changes) -> RuleChangeView:
    carriers = next(detail for detail in change.details if detail.what == CARRIED)
    return RuleChangeView(
        id=change.id,
        text=changes.rule(change.id),
        before=carriers.before,
        after=carriers.after,
        lost=change.sign is Sign.REMOVED,
    )


def _section(section: Section) -> SectionView:
    return SectionView(
        subject=section.subject.value,
        sign=section.sign.value,
        id=section.id,
        name=section.name,
        words=tuple(sentence.text for sentence in section.own),
        changes=tuple(map(_change, section.changes)),
    )


def _change(change: Change) -> ChangeView:
    return ChangeView(
        sign=change.sign.value,
        id=change.id,
        earlier_id=change.earlier_id,
        title=change.title,
        words=tuple(sentence.text for sentence in change.sentences),
        details=tuple(map(_detail, change.details)),
    )


def _detail(detail: Detail) -> DetailView:
    return DetailView(what=detail.what, before=detail.before, after=detail.after, differs=detail.differs)
