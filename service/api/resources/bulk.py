"""Actions on many instances, and moves from one release to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

from service.access import Scope
from service.api.common import (
    PREFIX,
    Body,
    answers_with,
    answers_with_page,
    common,
    resource,
    takes_filter,
)
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import etag, if_revision, page_request
from service.api.schemas import AnyField, answer_schema
from service.clocks import ClockError, as_utc
from service.engine.migration import Place
from service.errors import InvalidInputError
from service.http.requests import clock
from service.models import BulkKind, ItemResult, RunningCases
from service.pathways.begin_bulk_action import MOST, OPERATIONS, begin_bulk_action
from service.pathways.begin_move import begin_move
from service.pathways.begin_preview import begin_preview
from service.pathways.bulk_actions import BegunBulk
from service.pathways.make_current_again import CurrentAgain, make_current_again
from service.pathways.move_instance import MovedInstance, move_instance
from service.pathways.queries.applied_rules import AppliedRules
from service.pathways.queries.bulk import BulkItemView, BulkView, bulk_items, get_bulk_action, list_bulk_actions
from service.pathways.queries.impact import ImpactSummary, impact_summary
from service.pathways.reading import read_applied_rules
from service.pathways.stop_bulk_action import StoppedBulk, stop_bulk_action

bulk = resource("bulk-actions", "Actions on many instances, and moves from one release to another.")

LONGEST = 2_000
ON_TIMELINES = "Timelines of cases that move tell it, so name nobody in it."
MOVES = (RunningCases.MOVE, RunningCases.NEXT_STAGE)


@dataclass(frozen=True, kw_only=True)
class BulkFilter:
    kind: BulkKind | None = None
    draft_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class BulkItemFilter:
    result: ItemResult | None = None


def _reason(**options: Any) -> AnyField:
    return ma.fields.String(required=True, validate=ma.validate.Length(1, LONGEST), **options)


def _instances(**options: Any) -> AnyField:
    return ma.fields.List(ma.fields.UUID(), validate=ma.validate.Length(1, MOST), **options)


def _when(moves: Sequence[RunningCases], **options: Any) -> AnyField:
    return ma.fields.Enum(RunningCases, by_value=True, validate=ma.validate.OneOf(moves), **options)


class PlaceSchema(Body):
    process = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    element = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))


class MappedSchema(Body):
    old = ma.fields.Nested(PlaceSchema, required=True)
    new = ma.fields.Nested(PlaceSchema, required=True)


class MappingSchema(Body):
    mapping = ma.fields.List(
        ma.fields.Nested(MappedSchema),
        load_default=list,
        validate=ma.validate.Length(0, 500),
        metadata={"description": "Elements that have another id in the new release, or stand in another process."},
    )


class MoveOneSchema(MappingSchema):
    release_id = ma.fields.UUID(required=True)
    reason = _reason(metadata={"description": ON_TIMELINES})


class MoveManySchema(MappingSchema):
    when = _when(MOVES, required=True)
    reason = _reason(metadata={"description": ON_TIMELINES})
    instance_ids = _instances(metadata={"description": "All that follow another release without it."})


class PreviewMoveSchema(MappingSchema):
    draft_id = ma.fields.UUID(metadata={"description": "Either this or a release."})
    release_id = ma.fields.UUID()
    instance_ids = _instances(metadata={"description": "All that follow another release without it."})


class MakeCurrentSchema(Body):
    live_id = ma.fields.UUID(
        required=True,
        metadata={"description": "The release that is live as far as you know; if another is, nothing happens (409)."},
    )
    reason = _reason(metadata={"description": ON_TIMELINES})
    running_cases = _when(tuple(RunningCases), load_default=RunningCases.STAY)


class BeginBulkSchema(Body):
    kind = ma.fields.Enum(BulkKind, by_value=True, required=True, validate=ma.validate.OneOf(sorted(OPERATIONS)))
    instance_ids = _instances(required=True)
    reason = _reason()


class StopBulkSchema(Body):
    reason = ma.fields.String(load_default="", validate=ma.validate.Length(max=LONGEST))


class RulesOnSchema(Body):
    on = ma.fields.String(
        required=True, metadata={"description": "A day (2026-12-14) or a moment (2026-12-14T10:00:00Z)."}
    )


class BulkActionSchema(answer_schema(BulkView)):  # type: ignore[misc] # made of the dataclass
    counts = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Integer(),
        metadata={"description": f"By result: {', '.join(ItemResult)}."},
    )
    ended = ma.fields.Integer(metadata={"description": "How many of `total` are over."})


class BulkActionPageSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(BulkActionSchema), required=True)
    next = ma.fields.String(attribute="next_cursor", allow_none=True)


@bulk.route("/bulk-actions")
@open_to(Scope.INSTANCES_READ)
@takes_filter(bulk, BulkFilter)
@bulk.response(200, BulkActionPageSchema)
def index(query: dict[str, Any]) -> object:
    """List actions on many instances, the last begun first: previews, moves and replays, and what operators do."""
    page = page_request(query)
    return list_bulk_actions(actor=current_actor(), page=page, **query)


@bulk.route("/bulk-actions", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@bulk.arguments(BeginBulkSchema)
@answers_with(bulk, BegunBulk, status=202)
def begin(body: dict[str, Any]) -> object:
    """Begin to suspend, resume, retry or cancel many instances, each by itself."""
    return _begun(begin_bulk_action(**body, **common()))


@bulk.route("/bulk-actions/<uuid:bulk_id>")
@open_to(Scope.INSTANCES_READ)
@bulk.response(200, BulkActionSchema)
def show(bulk_id: UUID) -> object:
    """Read how far an action has come."""
    return get_bulk_action(bulk_id=bulk_id, actor=current_actor())


@bulk.route("/bulk-actions/<uuid:bulk_id>/items")
@open_to(Scope.INSTANCES_READ)
@takes_filter(bulk, BulkItemFilter)
@answers_with_page(bulk, BulkItemView)
def items(query: dict[str, Any], bulk_id: UUID) -> object:
    """Read what came of each instance; those of cases that you may not open are counted and not named."""
    page = page_request(query)
    return bulk_items(bulk_id=bulk_id, actor=current_actor(), page=page, **query)


@bulk.route("/bulk-actions/<uuid:bulk_id>/impact")
@open_to(Scope.INSTANCES_READ)
@answers_with(bulk, ImpactSummary)
def impact(bulk_id: UUID) -> object:
    """Read what a preview or move means in all: who stands where, who cannot move and why, which due dates change."""
    return impact_summary(bulk_id=bulk_id, actor=current_actor())


@bulk.route("/bulk-actions/<uuid:bulk_id>/stop", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@bulk.arguments(StopBulkSchema)
@answers_with(bulk, StoppedBulk)
def stop(body: dict[str, Any], bulk_id: UUID) -> object:
    """End an action; what it has not come to stays as it is.

    Moves, previews and replays are actions of process owners: to stop them a token needs `releases:publish` as well.
    """
    return stop_bulk_action(bulk_id=bulk_id, reason=body["reason"], **common())


@bulk.route("/previews", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@bulk.arguments(PreviewMoveSchema)
@answers_with(bulk, BegunBulk, status=202)
def preview(body: dict[str, Any]) -> object:
    """Begin to look what a move to a draft or release would mean; nothing is changed."""
    return _begun(begin_preview(**_mapped(body), **common()))


@bulk.route("/releases/<uuid:release_id>/moves", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@bulk.arguments(MoveManySchema)
@answers_with(bulk, BegunBulk, status=202)
def move(body: dict[str, Any], release_id: UUID) -> object:
    """Begin to move running instances to a release, now or each at the next stage of its case."""
    return _begun(begin_move(release_id=release_id, **_mapped(body), **common()))


@bulk.route("/releases/<uuid:release_id>/make-current", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@bulk.arguments(MakeCurrentSchema)
@answers_with(bulk, CurrentAgain)
def make_current(body: dict[str, Any], release_id: UUID) -> object:
    """Roll back: make a release current that was current before, and move running instances back if you like."""
    return make_current_again(release_id=release_id, **body, **common())


@bulk.route("/instances/<uuid:instance_id>/move", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@bulk.arguments(MoveOneSchema)
@answers_with(bulk, MovedInstance)
def move_one(body: dict[str, Any], instance_id: UUID) -> object:
    """Move one instance to a release."""
    moved = move_instance(instance_id=instance_id, if_revision=if_revision(), **_mapped(body), **common())
    return moved, 200, etag(moved.revision)


@bulk.route("/cases/<uuid:case_id>/rules")
@open_to(Scope.CASES_READ)
@bulk.arguments(RulesOnSchema, location="query")
@answers_with(bulk, AppliedRules)
def rules(query: dict[str, Any], case_id: UUID) -> object:
    """Read which rules applied to a case on a day, or at a moment: releases, steps and standards of then."""
    return read_applied_rules(case_id=case_id, on=_on(query["on"]), actor=current_actor(), clock=clock())


def _begun(found: BegunBulk) -> object:
    return found, 202, {"Location": f"{PREFIX}/bulk-actions/{found.bulk_id}"}


def _mapped(body: Mapping[str, Any]) -> dict[str, Any]:
    pairs = [(Place(**each["old"]), Place(**each["new"])) for each in body["mapping"]]
    return {**body, "mapping": dict(pairs)}


def _on(text: str) -> date | datetime:
    """:raises InvalidInputError: it is neither a day nor a moment with its zone."""
    try:
        if len(text) == len("2026-12-14"):
            return date.fromisoformat(text)
        return as_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError, ClockError) as error:
        wanted = "Write a day (2026-12-14), or a moment with its zone (2026-12-14T10:00:00Z)."
        raise InvalidInputError({"on": [wanted]}) from error
