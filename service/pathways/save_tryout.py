"""Saving a tryout as a scenario file of its draft: from then on it is run with the others."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import InvalidInputError, StaleVersionError, WrongStateError
from service.forms import Form
from service.library import Composed
from service.pathways.idempotency import Idempotency
from service.pathways.save_draft_file import save_draft_file
from service.pathways.transaction import transact
from service.pathways.tryouts import LIMITS, STEP, Trying, played, refused, trying
from service.simulator import ScenarioError, World, read_scenario, run_scenario
from service.simulator.ending import expected_now
from service.simulator.standing import MemoryStanding
from service.simulator.writing import write_scenario

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TOP = ("title", "about", "case", "services", "schedules", "diary", "start", "steps")
_VERBS = ("do", "wait_until", "wait", "message", "concern", "service", "start", "retry", "cancel", "move_sitting")
_PARTS = (*_VERBS, "process", "event", "as", "by", "item", "at", "after", "name", "topic", "answers", "payload", "note")


@dataclass(frozen=True, kw_only=True)
class SavedScenario:
    """`path`: of the file in the draft; `revision`: of the draft."""

    draft_id: str
    path: str
    revision: int


def save_tryout(
    *,
    tryout_id: UUID,
    name: str,
    title: str,
    about: str,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> SavedScenario:
    """Write processes/<authority>/scenarios/<name>.yaml into the draft, with what holds at the end as expectations.

    :raises InvalidInputError: the name or title is missing or taken.
    :raises WrongStateError: the tryout stops at one of its steps, or the draft can be changed no more.
    :raises NotFoundError: the actor has no such tryout.
    """
    if not _NAME.fullmatch(name):
        raise InvalidInputError({"name": ["Use small letters, digits and underscores, and begin with a letter."]})
    if not title.strip():
        raise InvalidInputError({"title": ["Say what happens in the scenario."]})
    found = transact(lambda: trying(tryout_id, actor))
    path = f"processes/{found.draft.authority}/scenarios/{name}.yaml"
    content = scenario_file(found, path, title=title.strip(), about=about.strip())
    try:
        saved = save_draft_file(
            draft_id=found.draft.id,
            path=path,
            content=content,
            if_match=None,
            actor=actor,
            clock=clock,
            idempotency=idempotency,
        )
    except StaleVersionError as error:
        raise InvalidInputError({"name": ["The draft has a scenario of this name. Choose another one."]}) from error
    return SavedScenario(draft_id=saved.draft_id, path=path, revision=saved.revision)


def scenario_file(found: Trying, path: str, *, title: str, about: str) -> bytes:
    """Return the file; it was run once and holds."""
    outcome = played(found.library, found.told)
    if outcome.stopped is not None:
        raise WrongStateError("This tryout", f"stopped at step {outcome.steps}", f"{outcome.stopped} Undo that first.")
    standing = MemoryStanding(host=outcome.host)
    end = expected_now(standing, found.library.release.calendar)
    told = {**found.told, "title": title, "steps": [*found.steps, end]}
    if about:
        told["about"] = about
    try:
        data = write_scenario(_in_order(told, found.library), path)
        again = run_scenario(World.of(found.library), read_scenario(data, path), limits=LIMITS)
    except ScenarioError as error:
        raise refused(error) from error
    if again.failure is not None:
        raise InvalidInputError({STEP: [again.failure.reason]})
    return data


def _in_order(told: Mapping[str, object], library: Composed) -> dict[str, object]:
    """As somebody would write it: the store does not keep the order of names."""
    steps = told["steps"]
    found = {**told, "steps": [_step(each, library) for each in steps] if isinstance(steps, list) else []}
    found["start"] = _step(told["start"], library)
    case = told.get("case")
    if isinstance(case, Mapping):
        found["case"] = _sorted(case, ("family", "children", "team", "lead"))
    return {name: value for name, value in _sorted(found, _TOP).items() if value != {}}


def _step(told: object, library: Composed) -> object:
    if not isinstance(told, Mapping) or "expect" in told:
        return told
    inner = {key: _step(value, library) if key in _VERBS else value for key, value in told.items()}
    answers = inner.get("answers")
    if isinstance(answers, Mapping):
        inner["answers"] = _sorted(answers, _asked(answers, library.forms))
    return {key: value for key, value in _sorted(inner, _PARTS).items() if key != "answers" or value}


def _asked(answers: Mapping[str, object], forms: Mapping[str, Form]) -> tuple[str, ...]:
    """The order in which a form asks for these answers: of those that ask for all of them, the shortest."""
    fitting = [keys for keys in _keys(forms) if set(answers) <= set(keys)]
    return min(fitting, key=len, default=())


def _keys(forms: Mapping[str, Form]) -> Iterator[tuple[str, ...]]:
    return (tuple(dict.fromkeys(key.split(".")[0] for key in form.keys)) for form in forms.values())


def _sorted(told: Mapping[str, object], order: tuple[str, ...]) -> dict[str, object]:
    known = [key for key in order if key in told]
    return {key: told[key] for key in [*known, *(key for key in told if key not in order)]}
