"""Process owners of the test authority, and short ways to bring a draft as far as a test needs it."""

from uuid import UUID

from service.clocks.clock import Clock
from service.models import ApprovalDecision
from service.pathways.begin_draft import begin_draft
from service.pathways.decide_approval import DecidedDraft, decide_approval
from service.pathways.publish_draft import PublishedDraft, publish_draft
from service.pathways.queries.drafts import DraftView, get_draft
from service.pathways.save_draft_file import SavedDraftFile, save_draft_file
from service.pathways.send_for_approval import SentDraft, send_for_approval
from tests.integration.builders import add_colleague, person

OWNERS = ("owner.one", "owner.two", "owner.three")
README = "processes/test/README.md"
SUPPORT = "processes/test/support.bpmn"


def add_owners(clock: Clock) -> None:
    for name in OWNERS:
        add_colleague(name, ["administrator"], clock)


def begun(clock: Clock, *, by: str = "owner.one", title: str = "Plainer words") -> UUID:
    return UUID(begin_draft(title=title, actor=person(by), clock=clock).draft_id)


def seen(draft_id: UUID, path: str) -> str | None:
    """What an editor has seen of the file that it is about to save."""
    files = {file.path: file.sha256 for file in shown(draft_id).files}
    return files.get(path)


def shown(draft_id: UUID, *, to: str = "owner.one") -> DraftView:
    return get_draft(draft_id=draft_id, actor=person(to))


def saved(
    draft_id: UUID, clock: Clock, *, content: bytes = b"# Changed\n", path: str = README, by: str = "owner.one"
) -> SavedDraftFile:
    return save_draft_file(
        draft_id=draft_id,
        path=path,
        content=content,
        if_match=seen(draft_id, path),
        actor=person(by),
        clock=clock,
    )


def sent(draft_id: UUID, clock: Clock, *, by: str = "owner.one") -> SentDraft:
    return send_for_approval(
        draft_id=draft_id,
        if_revision=shown(draft_id).revision,
        reason="Workers asked for it",
        change_note="Plainer words in the readme",
        actor=person(by),
        clock=clock,
    )


def decided(
    draft_id: UUID,
    clock: Clock,
    *,
    by: str = "owner.two",
    decision: ApprovalDecision = ApprovalDecision.APPROVED,
    reason: str = "",
) -> DecidedDraft:
    return decide_approval(
        draft_id=draft_id,
        digest=shown(draft_id).digest,
        decision=decision,
        reason=reason,
        actor=person(by),
        clock=clock,
    )


def approved(clock: Clock, *, content: bytes = b"# Changed\n", path: str = README) -> UUID:
    draft_id = begun(clock)
    saved(draft_id, clock, content=content, path=path)
    sent(draft_id, clock)
    decided(draft_id, clock)
    return draft_id


def published(draft_id: UUID, clock: Clock, *, by: str = "owner.one", **when: object) -> PublishedDraft:
    return publish_draft(draft_id=draft_id, digest=shown(draft_id).digest, actor=person(by), clock=clock, **when)
