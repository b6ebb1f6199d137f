"""Trying a draft out: its scenario files, tryouts in memory, real processes played again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import marshmallow as ma

from service.access import Scope
from service.api.common import (
    PREFIX,
    Answers,
    Body,
    answers_with,
    answers_with_page,
    common,
    resource,
    takes_page,
)
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import PageSchema, etag, if_revision, page_request
from service.errors import NotFoundError
from service.pathways.begin_replays import MOST, begin_replays
from service.pathways.begin_tryout import LONGEST_TITLE, Beginning, SampleCase, SampleChild, begin_tryout
from service.pathways.bulk_actions import BegunBulk
from service.pathways.extend_tryout import extend_tryout
from service.pathways.feel_json import from_json
from service.pathways.queries.draft_scenarios import DraftScenarios, ScenarioRun, draft_scenario, draft_scenarios
from service.pathways.queries.replays import Replayable, list_replayable
from service.pathways.queries.tryouts import TryoutSummary, TryoutView, get_tryout, list_tryouts, tryout_of
from service.pathways.remove_tryout import remove_tryout
from service.pathways.replay_process import ProcessReplay, replay_process
from service.pathways.run_draft_scenarios import RanScenarios, run_draft_scenarios
from service.pathways.save_tryout import SavedScenario, save_tryout
from service.pathways.tryouts import ChangedTryout
from service.pathways.undo_tryout import undo_tryout

tryouts = resource("tryouts", "Trying a draft out before anybody is affected; nothing of it is real.")

_STEP = (
    'One step as in a scenario file: {"do": "Visit the family", "as": "worker", "answers": {…}}, '
    '{"wait": "next timer"}, {"wait_until": "2027-01-11 09:00"}, {"message": {"name": …, "payload": {…}}}, '
    '{"concern": {…}}, '
    '{"service": {"topic": …, "result": {…}}}, {"start": {"process": …}}, {"retry": …}, {"cancel": {…}} or '
    '{"move_sitting": {…}}.'
)


class RunSchema(Body):
    again = ma.fields.Boolean(load_default=False, metadata={"description": "Also those that have been run."})


class ChildSchema(Body):
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    date_of_birth = ma.fields.Date()


class SampleSchema(Body):
    family = ma.fields.String(load_default="Test Family Ash", validate=ma.validate.Length(1, 200))
    children = ma.fields.List(ma.fields.Nested(ChildSchema), load_default=list)
    team = ma.fields.String()
    lead = ma.fields.String()


class TryoutSchema(Body):
    title = ma.fields.String(required=True, validate=ma.validate.Length(1, LONGEST_TITLE))
    process = ma.fields.String(required=True)
    event = ma.fields.String(metadata={"description": "The start event; the only plain one without it."})
    answers = Answers("Of the start form.", load_default=dict)
    at = ma.fields.AwareDateTime(metadata={"description": "When it begins, by its own clock; now without it."})
    case = ma.fields.Nested(SampleSchema, metadata={"description": "A sample family; without it: outside any case."})
    manual_services = ma.fields.Boolean(
        load_default=False, metadata={"description": "Calls wait for a step that answers them."}
    )
    schedules = ma.fields.List(
        ma.fields.String(), load_default=list, metadata={"description": "Processes that begin by themselves meanwhile."}
    )


class StepSchema(Body):
    step = ma.fields.Dict(keys=ma.fields.String(), required=True, metadata={"description": _STEP})


class UndoSchema(Body):
    keep_steps = ma.fields.Integer(
        validate=ma.validate.Range(min=0), metadata={"description": "How many steps stay; all but the last without it."}
    )


class ScenarioSchema(Body):
    name = ma.fields.String(required=True, metadata={"description": "Of the file, without its ending."})
    title = ma.fields.String(required=True, validate=ma.validate.Length(1, 500))
    about = ma.fields.String(load_default="", validate=ma.validate.Length(max=2_000))


class ReplaysQuerySchema(PageSchema):
    process = ma.fields.String(required=True)
    running = ma.fields.Boolean(load_default=False, metadata={"description": "Those that still run, up to now."})


class ReplayManySchema(Body):
    process = ma.fields.String(required=True)
    limit = ma.fields.Integer(
        load_default=MOST, validate=ma.validate.Range(1, MOST), metadata={"description": "The last begun come first."}
    )


@tryouts.route("/drafts/<uuid:draft_id>/scenarios")
@open_to(Scope.RELEASES_PUBLISH)
@answers_with(tryouts, DraftScenarios)
def scenarios(draft_id: UUID) -> object:
    """List what came of a draft's scenario files: changed against the live release, failed, passed."""
    return draft_scenarios(draft_id=draft_id, actor=current_actor())


@tryouts.route("/drafts/<uuid:draft_id>/scenarios", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@tryouts.arguments(RunSchema)
@answers_with(tryouts, RanScenarios)
def run_scenarios(body: dict[str, Any], draft_id: UUID) -> object:
    """Run scenario files for a few seconds; ask again while some are `left`."""
    given = common()
    return run_draft_scenarios(draft_id=draft_id, again=body["again"], actor=given["actor"], clock=given["clock"])


@tryouts.route("/drafts/<uuid:draft_id>/scenarios/<path:path>")
@open_to(Scope.RELEASES_PUBLISH)
@answers_with(tryouts, ScenarioRun)
def scenario(draft_id: UUID, path: str) -> object:
    """Read what happened in one scenario, beside what happens in it on the live release."""
    return draft_scenario(draft_id=draft_id, path=path, actor=current_actor())


@tryouts.route("/drafts/<uuid:draft_id>/tryouts")
@open_to(Scope.RELEASES_PUBLISH)
@takes_page(tryouts)
@answers_with_page(tryouts, TryoutSummary)
def index(query: dict[str, Any], draft_id: UUID) -> object:
    """List your own tryouts of a draft, changed last first."""
    return list_tryouts(draft_id=draft_id, actor=current_actor(), page=page_request(query))


@tryouts.route("/drafts/<uuid:draft_id>/tryouts", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@tryouts.arguments(TryoutSchema)
@answers_with(tryouts, ChangedTryout, status=201)
def begin(body: dict[str, Any], draft_id: UUID) -> object:
    """Begin a process of the draft in memory, with a sample family, under a clock of its own."""
    title, case = body.pop("title"), body.pop("case", None)
    answers = from_json(body.pop("answers"), "answers")
    beginning = Beginning(case=None if case is None else _sample(case), answers=answers, **body)
    begun = begin_tryout(draft_id=draft_id, title=title, beginning=beginning, **common())
    return begun, 201, {"Location": f"{PREFIX}/drafts/{draft_id}/tryouts/{begun.tryout_id}", **etag(begun.revision)}


@tryouts.route("/drafts/<uuid:draft_id>/tryouts/<uuid:tryout_id>")
@open_to(Scope.RELEASES_PUBLISH)
@answers_with(tryouts, TryoutView)
def show(draft_id: UUID, tryout_id: UUID) -> object:
    """Read how a tryout stands, played against the draft as it is now."""
    _require_of(draft_id, tryout_id)
    found = get_tryout(tryout_id=tryout_id, actor=current_actor())
    return found, 200, etag(found.revision)


@tryouts.route("/drafts/<uuid:draft_id>/tryouts/<uuid:tryout_id>/steps", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@tryouts.arguments(StepSchema)
@answers_with(tryouts, ChangedTryout)
def extend(body: dict[str, Any], draft_id: UUID, tryout_id: UUID) -> object:
    """Do one step more in a tryout; what does not work is refused and not kept."""
    _require_of(draft_id, tryout_id)
    step = from_json(body["step"], "step")
    changed = extend_tryout(tryout_id=tryout_id, step=step, if_revision=if_revision(), **common())
    return changed, 200, etag(changed.revision)


@tryouts.route("/drafts/<uuid:draft_id>/tryouts/<uuid:tryout_id>/undo", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@tryouts.arguments(UndoSchema)
@answers_with(tryouts, ChangedTryout)
def undo(body: dict[str, Any], draft_id: UUID, tryout_id: UUID) -> object:
    """Take the last step of a tryout back, or all after the first few."""
    _require_of(draft_id, tryout_id)
    changed = undo_tryout(tryout_id=tryout_id, if_revision=if_revision(), **body, **common())
    return changed, 200, etag(changed.revision)


@tryouts.route("/drafts/<uuid:draft_id>/tryouts/<uuid:tryout_id>/remove", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@answers_with(tryouts, ChangedTryout)
def remove(draft_id: UUID, tryout_id: UUID) -> object:
    """Throw a tryout away."""
    _require_of(draft_id, tryout_id)
    return remove_tryout(tryout_id=tryout_id, **common())


@tryouts.route("/drafts/<uuid:draft_id>/tryouts/<uuid:tryout_id>/scenario", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@tryouts.arguments(ScenarioSchema)
@answers_with(tryouts, SavedScenario, status=201)
def save(body: dict[str, Any], draft_id: UUID, tryout_id: UUID) -> object:
    """Save a tryout as a scenario file of the draft; how it stands is what the file expects at its end."""
    _require_of(draft_id, tryout_id)
    saved = save_tryout(tryout_id=tryout_id, **body, **common())
    return saved, 201, {"Location": f"{PREFIX}/drafts/{draft_id}/files/{saved.path}"}


@tryouts.route("/drafts/<uuid:draft_id>/replays")
@open_to(Scope.RELEASES_PUBLISH)
@tryouts.arguments(ReplaysQuerySchema, location="query")
@answers_with_page(tryouts, Replayable)
def replays(query: dict[str, Any], draft_id: UUID) -> object:
    """List real processes that you may see and may play again, nothing of a restricted case among them."""
    process, running = query.pop("process"), query.pop("running")
    page = page_request(query)
    return list_replayable(draft_id=draft_id, process=process, running=running, actor=current_actor(), page=page)


@tryouts.route("/drafts/<uuid:draft_id>/replays", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@tryouts.arguments(ReplayManySchema)
@answers_with(tryouts, BegunBulk, status=202)
def replay_many(body: dict[str, Any], draft_id: UUID) -> object:
    """Begin to play real processes that have ended again; where each would have gone is in the items of the action."""
    begun = begin_replays(draft_id=draft_id, **body, **common())
    return begun, 202, {"Location": f"{PREFIX}/bulk-actions/{begun.bulk_id}"}


@tryouts.route("/drafts/<uuid:draft_id>/replays/<uuid:instance_id>")
@open_to(Scope.RELEASES_PUBLISH)
@answers_with(tryouts, ProcessReplay)
def replay(draft_id: UUID, instance_id: UUID) -> object:
    """Play a real process again with the draft, and tell where they part; that you looked is written down."""
    given = common()
    return replay_process(draft_id=draft_id, instance_id=instance_id, actor=given["actor"], clock=given["clock"])


def _sample(case: Mapping[str, Any]) -> SampleCase:
    children = tuple(SampleChild(**child) for child in case["children"])
    return SampleCase(**{**case, "children": children})


def _require_of(draft_id: UUID, tryout_id: UUID) -> None:
    """:raises NotFoundError: the actor has no such tryout of the draft."""
    if tryout_of(tryout_id=tryout_id, actor=current_actor()).draft_id != draft_id:
        raise NotFoundError("tryout", tryout_id)
