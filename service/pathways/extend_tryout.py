"""Going on with a tryout: one step more, of any kind that a scenario file knows."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import InvalidInputError, PathwaysError, WrongStateError
from service.pathways.idempotency import Idempotency
from service.pathways.transaction import transact_once
from service.pathways.tryouts import (
    FILE,
    MOST_STEPS,
    STEP,
    ChangedTryout,
    Told,
    Trying,
    keep,
    played,
    refused,
    require_revision,
    trying,
)
from service.simulator import ScenarioError, ScenarioFailedError
from service.simulator.reader import read_step
from service.simulator.run import Run, cause_of
from service.simulator.scenario import Action, Do, Expect, Refuse, StartProcess, Wait, When
from service.simulator.writing import told_answers


def extend_tryout(
    *,
    tryout_id: UUID,
    step: Mapping[str, object],
    if_revision: int | None,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> ChangedTryout:
    """Do one step more, told as in a scenario file: {"do": "Visit the family", "as": "worker", "answers": {...}}.

    What does not work is refused and not kept.  Answers are kept as the form takes them.
    :raises InvalidInputError: answers break the form's rules (by their paths), or the step does not work ("step").
    :raises WrongStateError: an earlier step no longer works against the draft as it is now.
    :raises StaleVersionError: the tryout was changed in another window.
    :raises NotFoundError: the actor has no such tryout.
    """

    def work() -> ChangedTryout:
        found = trying(tryout_id, actor, lock=True)
        require_revision(found.tryout, if_revision)
        if len(found.steps) >= MOST_STEPS:
            raise InvalidInputError({STEP: [f"A tryout has {MOST_STEPS} steps at most. Begin another one."]})
        return keep(found, [*found.steps, _done(found, step)], clock=clock)

    return transact_once(work, returns=ChangedTryout, actor=actor, clock=clock, idempotency=idempotency)


def _done(found: Trying, told: Mapping[str, object]) -> Told:
    """Play all that was done so far, and this step; return it with its answers as they are kept."""
    before = played(found.library, found.told)
    if before.stopped is not None:
        remedy = f"{before.stopped} Undo the steps from there on."
        raise WrongStateError("This tryout", f"stopped at step {before.steps}", remedy)
    try:
        step = read_step(told, len(found.steps) + 1, FILE)
    except ScenarioError as error:
        raise refused(error) from error
    if isinstance(step.action, Expect | Refuse):
        raise InvalidInputError({STEP: ["A tryout does things. What must hold is added when it is saved."]})
    try:
        if not isinstance(step.action, Do | StartProcess):
            before.run.step(step)
            return dict(told)
        before.run.step(replace(step, action=Wait(when=step.action.when)))
        at_once = replace(step, action=replace(step.action, when=When()))
        kept = _with_answers(before.run, at_once.action, dict(told))
        before.run.step(at_once)
    except ScenarioFailedError as error:
        raise refused(cause_of(error)) from error
    return kept


def _with_answers(run: Run, action: Action, told: Told) -> Told:
    """The step with its answers as the form takes them now."""
    try:
        if isinstance(action, Do):
            answers = told_answers(run.people.answers_of(action).values)
            return {**told, "answers": answers} if answers else {k: v for k, v in told.items() if k != "answers"}
        if isinstance(action, StartProcess):
            answers = told_answers(run.people.start_answers_of(action, run.place_of(action)).values)
            inner = told["start"]
            return {**told, "start": {**inner, "answers": answers}} if isinstance(inner, Mapping) else told
    except PathwaysError as error:
        raise refused(error) from error
    return told
