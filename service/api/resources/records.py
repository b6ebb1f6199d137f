"""Records: completed forms and their corrections."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from service.access import Scope
from service.api.common import Answers, Body, answers_with, answers_with_page, common, resource, takes_filter
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import etag, page_request
from service.http.requests import clock
from service.pathways.correct_record import CorrectedRecord, correct_record
from service.pathways.queries.records import RecordDetail, RecordFilter, RecordSummary, list_records
from service.pathways.reading import read_record

records = resource("records", "Completed forms; a correction makes a new version, the original stays.")


class CorrectionSchema(Body):
    answers = Answers("All answers, corrected.", required=True)
    reason = ma.fields.String(required=True, validate=ma.validate.Length(1, 2_000))
    version = ma.fields.Integer(required=True, metadata={"description": "The version that is corrected."})


@records.route("/records")
@open_to(Scope.CASES_READ)
@takes_filter(records, RecordFilter)
@answers_with_page(records, RecordSummary)
def index(query: dict[str, Any]) -> object:
    """List the records of the cases that you may see."""
    page = page_request(query)
    return list_records(actor=current_actor(), filters=RecordFilter(**query), page=page)


@records.route("/records/<uuid:record_id>")
@open_to(Scope.CASES_READ)
@answers_with(records, RecordDetail)
def show(record_id: UUID) -> object:
    """Read a record with all its versions."""
    return read_record(record_id=record_id, actor=current_actor(), clock=clock())


@records.route("/records/<uuid:record_id>/corrections", methods=["POST"])
@open_to(Scope.TASKS_WRITE)
@records.arguments(CorrectionSchema)
@answers_with(records, CorrectedRecord, status=201)
def correct(body: dict[str, Any], record_id: UUID) -> object:
    """Correct a record, with the reason."""
    corrected = correct_record(record_id=record_id, **body, **common())
    return corrected, 201, etag(corrected.version)
