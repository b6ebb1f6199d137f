"""What a draft asks of its readers next."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask

from service.pathways.queries.drafts import ApprovalView, DraftFileView, DraftView
from service.web import drafts, procedure
from service.web.drafts.overview import next_step

NOON = datetime(2026, 12, 14, 12, 0, tzinfo=UTC)
CHANGED = DraftFileView(path="processes/test/README.md", state="changed", sha256="1", size=1, revision=1)
DRAFT = DraftView(
    id=uuid4(),
    authority="test",
    title="Plainer words",
    owner="ada",
    status="editing",
    revision=1,
    digest="1",
    base=1,
    created_at=NOON,
    changed_at=NOON,
    changed_by="ada",
    files=(CHANGED,),
    approvals=(),
    authors=("ada",),
    sent_at=None,
    sent_by=None,
    reason=None,
    change_note=None,
    release_id=None,
    is_behind=False,
    conflicts=(),
    may_be_changed=True,
    may_decide=False,
    may_be_published=False,
)


@pytest.fixture(autouse=True)
def addresses() -> Iterator[None]:
    app = Flask("addresses")
    for area in (drafts.area, procedure.area):
        app.register_blueprint(area)
    app.url_build_error_handlers.append(lambda _error, endpoint, _values: f"/{endpoint}")
    with app.test_request_context():
        yield


def title(draft: DraftView, *, errors: int = 0, approvers: tuple[str, ...] = ("Ben",)) -> str:
    return next_step(draft, errors=errors, approvers=approvers).title


def test_what_changes_nothing_asks_for_changes():
    assert title(replace(DRAFT, files=(replace(CHANGED, state="same"),))) == "Make your changes"


def test_errors_are_mended_before_anything_is_sent():
    assert title(DRAFT, errors=1) == "Mend what the checks find"
    assert title(DRAFT) == "Send it for approval"


def test_a_draft_that_is_behind_is_brought_up_to_date_first():
    assert title(replace(DRAFT, is_behind=True), errors=1) == "Bring it up to date"


def test_whoever_may_decide_is_asked_to():
    sent = replace(DRAFT, status="sent")

    assert title(replace(sent, may_decide=True)) == "It waits for your approval"
    assert "Ben" in next_step(sent, errors=0, approvers=("Ben",)).text


def test_nobody_waits_in_vain_for_a_second_person():
    assert "Nobody can approve it" in next_step(replace(DRAFT, status="sent"), errors=0, approvers=()).text


def test_an_approved_draft_is_published():
    approved = replace(DRAFT, status="approved")

    assert title(replace(approved, may_be_published=True)) == "Publish it"


def test_whoever_may_not_publish_is_told_who_may():
    approval = ApprovalView(
        approver="ben", decision="approved", reason=None, revision=1, digest="1", at=NOON, stands=True
    )
    approved = replace(DRAFT, status="approved", approvals=(approval,))

    waiting = next_step(approved, errors=0, approvers=("Ben",), publishers=("Cem",))
    nobody = next_step(approved, errors=0, approvers=("Ben",), publishers=())

    assert (waiting.title, waiting.action) == ("It waits to be published", None)
    assert "Cem can publish it" in waiting.text
    assert "Nobody else can" in nobody.text


def test_an_approval_that_does_not_stand_leaves_the_draft_waiting_for_one():
    assert title(replace(DRAFT, status="approved")) == "It waits for approval"


def test_closed_drafts_ask_for_nothing():
    assert title(replace(DRAFT, status="discarded")) == "Discarded"
    assert title(replace(DRAFT, status="published", release_id=uuid4())) == "Published"
