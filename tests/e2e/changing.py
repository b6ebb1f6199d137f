"""Drafts of the procedure in every state, a tryout, previews, and what operators look after."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.access import actor_named, system_actor
from service.models import (
    ApprovalDecision,
    BulkKind,
    Case,
    Instance,
    InstanceState,
    Outbox,
    OutboxStatus,
    db,
)
from service.pathways.begin_bulk_action import begin_bulk_action
from service.pathways.begin_draft import begin_draft
from service.pathways.begin_preview import begin_preview
from service.pathways.begin_replays import begin_replays
from service.pathways.begin_tryout import Beginning, SampleCase, SampleChild, begin_tryout
from service.pathways.calls import claim_call
from service.pathways.decide_approval import decide_approval
from service.pathways.discard_draft import discard_draft
from service.pathways.finish_call import fail_call
from service.pathways.publish_draft import publish_draft
from service.pathways.queries.drafts import draft_file, get_draft
from service.pathways.releases import current_release
from service.pathways.run_draft_scenarios import run_draft_scenarios
from service.pathways.save_draft_file import save_draft_file
from service.pathways.send_for_approval import send_for_approval
from tests.e2e.council import AUTHORITY, Council

OWNER, SECOND, OPERATOR = "owner.one", "owner.two", "administrator"
DEADLINES, REVIEWS = "processes/haringey/deadlines.dmn", "processes/haringey/review_cycle.bpmn"
NOTES = "processes/haringey/README.md"
INTERVAL = b'r16o2"><text>8</text>'  # of taf_review, in weeks
REASON = "Families asked for it."


class Owners:
    """What process owners do, as of the council's time; inside an application context."""

    def __init__(self, council: Council) -> None:
        self.council = council

    def by(self, name: str) -> dict[str, Any]:
        actor = actor_named(name)
        assert actor is not None
        return {"actor": actor, "clock": self.council.clock}

    def begun(self, title: str, *, by: str = OWNER) -> UUID:
        return UUID(begin_draft(title=title, **self.by(by)).draft_id)

    def saved(self, draft: UUID, path: str, old: bytes, new: bytes, *, by: str = OWNER) -> None:
        there = draft_file(draft_id=draft, path=path, actor=self.by(by)["actor"])
        assert old in there
        seen = {file.path: file.sha256 for file in self.shown(draft).files}
        content = there.replace(old, new, 1)
        save_draft_file(draft_id=draft, path=path, content=content, if_match=seen[path], **self.by(by))

    def sent(self, draft: UUID, *, by: str = OWNER) -> None:
        revision = self.shown(draft).revision
        send_for_approval(draft_id=draft, if_revision=revision, reason=REASON, change_note="Reviews.", **self.by(by))

    def decided(self, draft: UUID, decision: ApprovalDecision, *, by: str = SECOND) -> None:
        decide_approval(
            draft_id=draft, digest=self.shown(draft).digest, decision=decision, reason=REASON, **self.by(by)
        )

    def published(self, draft: UUID, **when: Any) -> UUID:
        digest = self.shown(draft).digest
        return UUID(publish_draft(draft_id=draft, digest=digest, **when, **self.by(OWNER)).release_id)

    def shown(self, draft: UUID) -> Any:
        return get_draft(draft_id=draft, actor=self.by(OWNER)["actor"])


def add_changes(council: Council) -> dict[str, str]:
    """Add them; return the ids of what can be named in an address."""
    owners = Owners(council)
    with council.app.app_context():
        drafts = _drafts(owners)
        tryout = _tryout(owners, drafts["draft_id"])
        run_draft_scenarios(draft_id=drafts["draft_id"], seconds=1, **owners.by(OWNER))
        _looks(owners, drafts["draft_id"])
        db.session.remove()
    return {**{name: str(id_) for name, id_ in drafts.items()}, "tryout_id": tryout}


def _drafts(owners: Owners) -> dict[str, UUID]:
    """Behind, live, being changed, sent, returned, approved, discarded, planned."""
    behind = owners.begun("Begun before the last release")
    owners.saved(behind, DEADLINES, INTERVAL, b'r16o2"><text>7</text>')
    live = _finished(owners, "Reviews every 6 weeks", b"6")
    editing = owners.begun("Being changed")
    owners.saved(editing, REVIEWS, b'name="Revisit the Star"', b'name="Revisit the Family Star"')
    broken = owners.begun("With something to mend")
    owners.saved(broken, REVIEWS, b' camunda:formRef="checking_in_review"', b"")
    sent = owners.begun("Waits for approval", by=SECOND)
    owners.saved(sent, NOTES, b"# ", b"# Notes: ", by=SECOND)
    owners.sent(sent, by=SECOND)
    returned = owners.begun("Given back")
    owners.saved(returned, NOTES, b"# ", b"# Other notes: ")
    owners.sent(returned)
    owners.decided(returned, ApprovalDecision.RETURNED)
    approved = owners.begun("Approved")
    owners.saved(approved, DEADLINES, b'r16o2"><text>6</text>', b'r16o2"><text>5</text>')
    owners.sent(approved)
    owners.decided(approved, ApprovalDecision.APPROVED)
    discarded = owners.begun("Discarded")
    discard_draft(draft_id=discarded, **owners.by(OWNER))
    planned = owners.begun("Planned")
    owners.saved(planned, NOTES, b"# ", b"# From next week on: ")
    owners.sent(planned)
    owners.decided(planned, ApprovalDecision.APPROVED)
    day = owners.council.clock.now().date() + timedelta(days=7)
    planned_id = owners.published(planned, effective_on=day)
    return {
        "draft_id": editing,
        "broken_id": broken,
        "sent_id": sent,
        "behind_id": behind,
        "approved_id": approved,
        "release_id": live,
        "planned_id": planned_id,
    }


def _finished(owners: Owners, title: str, weeks: bytes) -> UUID:
    draft = owners.begun(title)
    owners.saved(draft, DEADLINES, INTERVAL, b'r16o2"><text>' + weeks + b"</text>")
    owners.saved(draft, REVIEWS, b'name="Visits done"', b'name="All visits done"')
    owners.sent(draft)
    owners.decided(draft, ApprovalDecision.APPROVED)
    return owners.published(draft)


def _tryout(owners: Owners, draft: UUID) -> str:
    """A sample family that has asked for help, in a draft without errors."""
    sample = SampleCase(family="Test Family Ash", children=(SampleChild(name="Child One"),))
    beginning = Beginning(process="review_cycle", event="Event_SupportRuns", case=sample)
    return begin_tryout(draft_id=draft, title="A review", beginning=beginning, **owners.by(OWNER)).tryout_id


def _looks(owners: Owners, draft: UUID) -> None:
    """What the draft, and the live release, would mean for running cases, and the draft for those that ended."""
    begin_preview(draft_id=draft, **owners.by(OWNER))
    begin_replays(draft_id=draft, process="referral_to_closure", **owners.by(OWNER))
    begin_preview(release_id=current_release(AUTHORITY).id, **owners.by(OWNER))


def add_operations(council: Council) -> None:
    """Let a call that waits not be delivered, and the process that nobody is going to work on be paused."""
    owners = Owners(council)
    with council.app.app_context():
        _fail_a_call(owners)
        begin_bulk_action(kind=BulkKind.SUSPEND, instance_ids=_running(), reason="A check", **owners.by(OPERATOR))
        db.session.remove()


def _fail_a_call(owners: Owners) -> None:
    call = db.session.scalars(select(Outbox.id).where(Outbox.status == OutboxStatus.PENDING).limit(1)).one()
    clock = owners.council.clock
    claim_call(call_id=call, worker="w", lock_for=timedelta(minutes=1), clock=clock)
    fail_call(call_id=call, worker="w", message="Nobody answers", final=True, actor=system_actor(), clock=clock)


def _running() -> Sequence[UUID]:
    of_cases = select(Instance.id).join(Case, Case.id == Instance.case_id)
    running = of_cases.where(Instance.status == InstanceState.RUNNING).order_by(Case.reference)
    return db.session.scalars(running.limit(1)).all()
