"""Cases: one episode of help for a family."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from service.access import Scope
from service.api.common import (
    Answers,
    Body,
    answers_with,
    answers_with_page,
    common,
    resource,
    takes_filter,
    takes_page,
)
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import etag, if_revision, page_request
from service.http.requests import clock
from service.models import PersonKind
from service.pathways.messages import RoutedMessage
from service.pathways.queries.cases import CaseDetail, CaseFilter, CaseSummary, list_cases
from service.pathways.queries.deadlines import DeadlineFilter, DeadlineView, list_deadlines
from service.pathways.queries.instances import InstanceFilter, InstanceSummary, list_instances
from service.pathways.queries.records import RecordFilter, RecordSummary, list_records
from service.pathways.queries.timeline import TimelineEntry
from service.pathways.raise_concern import RaisedConcern, raise_concern
from service.pathways.reading import read_case, read_timeline
from service.pathways.restrict_case import RestrictedCase, restrict_case
from service.pathways.start_case import NewCase, NewFamily, NewPerson, StartedCase, start_case
from service.pathways.start_instance import StartedInstance, start_instance, visible_case
from service.pathways.tell_case import tell_case

cases = resource("cases", "One episode of help for a family.")


class FamilySchema(Body):
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    reference = ma.fields.String(metadata={"description": "Reference of a family that is known already."})


class PersonSchema(Body):
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    kind = ma.fields.Enum(PersonKind, by_value=True, load_default=PersonKind.CHILD)
    date_of_birth = ma.fields.Date()
    nhs_number = ma.fields.String(validate=ma.validate.Regexp(r"^\d{10}$", error="Send ten digits."))
    id = ma.fields.UUID(metadata={"description": "Of a member of the family who is known already."})
    known_as = ma.fields.String(validate=ma.validate.Length(1, 200))
    expected_on = ma.fields.Date(metadata={"description": "Of a child who is not yet born."})
    upn = ma.fields.String(validate=ma.validate.Regexp(r"^[A-Z]\d{11}[0-9A-Z]$", error="Send a letter and 12 digits."))
    address = ma.fields.String(validate=ma.validate.Length(1, 2_000))
    postcode = ma.fields.String(
        validate=ma.validate.Regexp(r"^[A-Z]{1,2}\d[0-9A-Z]?\d[A-Z]{2}$", error="Send it in capitals, without spaces.")
    )
    phone = ma.fields.String(validate=ma.validate.Length(1, 200))
    email = ma.fields.Email()
    language = ma.fields.String(
        validate=ma.validate.Length(1, 200), metadata={"description": "Where an interpreter is needed."}
    )
    communication = ma.fields.String(validate=ma.validate.Length(1, 2_000))
    safe_contact = ma.fields.String(
        validate=ma.validate.Length(1, 2_000), metadata={"description": "How they may be reached, and how not."}
    )


class StartCaseSchema(Body):
    process = ma.fields.String(required=True, metadata={"description": "Id of a process that starts cases."})
    event = ma.fields.String(metadata={"description": "Id of the start event, where the process has several."})
    family = ma.fields.Nested(FamilySchema, required=True)
    people = ma.fields.List(ma.fields.Nested(PersonSchema), load_default=list, validate=ma.validate.Length(max=50))
    team = ma.fields.String()
    record_link = ma.fields.Url(metadata={"description": "Address of the family's record in the record system."})
    restricted = ma.fields.Boolean(load_default=False)
    answers = Answers("Answers of the start form.", load_default=dict)
    authority = ma.fields.String(metadata={"description": "Only for callers that serve several authorities."})


class StartProcessSchema(Body):
    process = ma.fields.String(required=True)
    event = ma.fields.String()
    answers = Answers("Answers of the start form.", load_default=dict)


class ConcernSchema(Body):
    concern = ma.fields.String(
        required=True, validate=ma.validate.Length(1, 10_000), metadata={"description": "What worries you."}
    )


class TellSchema(Body):
    message = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    payload = Answers("What it says.", load_default=dict)


class RestrictionSchema(Body):
    people = ma.fields.List(
        ma.fields.String(),
        required=True,
        allow_none=True,
        metadata={"description": "User names of those who may see the case; null lifts the restriction."},
    )
    reason = ma.fields.String(required=True, validate=ma.validate.Length(1, 2_000))


@cases.route("/cases")
@open_to(Scope.CASES_READ)
@takes_filter(cases, CaseFilter)
@answers_with_page(cases, CaseSummary)
def index(query: dict[str, Any]) -> object:
    """List the cases that you may see."""
    page = page_request(query)
    return list_cases(actor=current_actor(), filters=CaseFilter(**query), page=page)


@cases.route("/cases", methods=["POST"])
@open_to(Scope.CASES_WRITE)
@cases.arguments(StartCaseSchema)
@answers_with(cases, StartedCase, status=201)
def start(body: dict[str, Any]) -> object:
    """Open a case and start its process with the answers of the start form."""
    case = NewCase(
        family=NewFamily(**body["family"]),
        people=tuple(NewPerson(**person) for person in body["people"]),
        team=body.get("team"),
        record_link=body.get("record_link"),
        restricted=body["restricted"],
    )
    optional = {name: body[name] for name in ("event", "authority") if name in body}
    started = start_case(process=body["process"], case=case, answers=body["answers"], **optional, **common())
    return started, 201, {"Location": f"/api/v1/cases/{started.case_id}"}


@cases.route("/cases/<uuid:case_id>")
@open_to(Scope.CASES_READ)
@answers_with(cases, CaseDetail)
def show(case_id: UUID) -> object:
    """Read one case."""
    case = read_case(case_id=case_id, actor=current_actor(), clock=clock())
    return case, 200, etag(case.revision)


@cases.route("/cases/<uuid:case_id>/timeline")
@open_to(Scope.CASES_READ)
@takes_page(cases)
@answers_with_page(cases, TimelineEntry)
def timeline(query: dict[str, Any], case_id: UUID) -> object:
    """Read what happened on a case, newest first."""
    return read_timeline(case_id=case_id, actor=current_actor(), page=page_request(query), clock=clock())


@cases.route("/cases/<uuid:case_id>/deadlines")
@open_to(Scope.CASES_READ)
@takes_page(cases)
@answers_with_page(cases, DeadlineView)
def deadlines(query: dict[str, Any], case_id: UUID) -> object:
    """List the standards that apply to a case: running, met, breached."""
    visible_case(case_id, current_actor())
    return list_deadlines(actor=current_actor(), filters=DeadlineFilter(case_id=case_id), page=page_request(query))


@cases.route("/cases/<uuid:case_id>/records")
@open_to(Scope.CASES_READ)
@takes_page(cases)
@answers_with_page(cases, RecordSummary)
def records(query: dict[str, Any], case_id: UUID) -> object:
    """List the completed forms of a case."""
    visible_case(case_id, current_actor())
    return list_records(actor=current_actor(), filters=RecordFilter(case_id=case_id), page=page_request(query))


@cases.route("/cases/<uuid:case_id>/instances")
@open_to(Scope.INSTANCES_READ)
@takes_page(cases)
@answers_with_page(cases, InstanceSummary)
def instances(query: dict[str, Any], case_id: UUID) -> object:
    """List the processes that run or ran on a case."""
    visible_case(case_id, current_actor())
    return list_instances(actor=current_actor(), filters=InstanceFilter(case_id=case_id), page=page_request(query))


@cases.route("/cases/<uuid:case_id>/instances", methods=["POST"])
@open_to(Scope.CASES_WRITE)
@cases.arguments(StartProcessSchema)
@answers_with(cases, StartedInstance, status=201)
def start_process(body: dict[str, Any], case_id: UUID) -> object:
    """Start a further process on a case, for example the escalation ladder."""
    started = start_instance(case_id=case_id, **body, **common())
    return started, 201, {"Location": f"/api/v1/instances/{started.instance_id}"}


@cases.route("/cases/<uuid:case_id>/concerns", methods=["POST"])
@open_to(Scope.CASES_WRITE)
@cases.arguments(ConcernSchema)
@answers_with(cases, RaisedConcern, status=201)
def concern(body: dict[str, Any], case_id: UUID) -> object:
    """Say that you are worried about a child: always possible, also when the case is paused or closed."""
    return raise_concern(case_id=case_id, concern=body["concern"], **common())


@cases.route("/cases/<uuid:case_id>/messages", methods=["POST"])
@open_to(Scope.CASES_WRITE)
@cases.arguments(TellSchema)
@answers_with(cases, RoutedMessage, status=201)
def tell(body: dict[str, Any], case_id: UUID) -> object:
    """Tell a case what its diagrams offer to your role at any time, for example a contact to record."""
    return tell_case(case_id=case_id, message=body["message"], payload=body["payload"], **common())


@cases.route("/cases/<uuid:case_id>/restriction", methods=["PUT"])
@open_to(Scope.CASES_WRITE)
@cases.arguments(RestrictionSchema)
@answers_with(cases, RestrictedCase)
def restrict(body: dict[str, Any], case_id: UUID) -> object:
    """Let only the named people see a case, or lift that."""
    changed = restrict_case(
        case_id=case_id, people=body["people"], reason=body["reason"], if_revision=if_revision(), **common()
    )
    return changed, 200, etag(changed.revision)
