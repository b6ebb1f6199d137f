"""A document and a letter as the queries give them, and an app that knows the addresses of pages."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Flask

from service.models import DocumentKind, LetterStatus
from service.pathways.queries.documents import DocumentView
from service.pathways.queries.letters import LetterDetail, Letterhead, LetterSummary, Receiver
from service.web import cases, documents, letters

ID = UUID("11111111-1111-4111-8111-111111111111")
AT = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)
VIEW = DocumentView(
    id=ID,
    case_id=ID,
    kind=DocumentKind.UPLOAD,
    title="The plan",
    file_name="plan.pdf",
    media_type="application/pdf",
    size=120_000,
    sha256="ab" * 32,
    created_at=AT,
    created_by="worker.west",
    creator="Worker West",
    removed_at=None,
    removed_by=None,
    removed_reason=None,
)
SUMMARY = {
    "id": ID,
    "template": "visit",
    "title": "Your visit",
    "recipient": "Child One\n1 Test Road",
    "status": LetterStatus.DRAFT,
    "channel": None,
    "delivery": None,
    "by_process": False,
    "document_id": None,
    "created_at": AT,
    "created_by": "Worker West",
    "sent_at": None,
    "sent_by": None,
    "cancelled_at": None,
    "cancelled_by": None,
    "cancelled_reason": None,
}


def letter(**changes):
    return LetterSummary(**{**SUMMARY, **changes})


def receiver(**changes):
    known = {"address": "Child One\n1 Test Road", "has_address": True, "email": None, "left_on": None}
    quiet = {"safe_contact": None, "language": None, "communication": None}
    return Receiver(**{"id": ID, "name": "Child One", "kind": "child", **known, **quiet, **changes})


def detail(**changes):
    head = Letterhead(council="Test Council", service="Test Early Help", lines=("1 Town Hall",), colour="#00544d")
    about = {"case_id": ID, "case_reference": "TST-2026-00001", "family": "Test Family Ash", "body": "Dear **all**\n"}
    rest = {"fields": {}, "revision": 2, "wording": None, "reworded": False, "receiver": None, "dated_at": None}
    rest |= {"warnings": (), "contact_mark": None}
    return LetterDetail(**{**SUMMARY, **about, **rest, "head": head, **changes})


def pages():
    app = Flask("service")
    for area in (cases.area, documents.area, letters.area):
        app.register_blueprint(area)
    return app.test_request_context()
