"""What was typed on the pages of a tryout, as steps of a scenario."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time

from service.clocks import at_local
from service.errors import InvalidInputError
from service.forms import Form, Kind
from service.pathways.begin_tryout import SampleCase, SampleChild
from service.pathways.queries.tryouts import SAMPLE_FILE
from service.simulator import ScenarioError
from service.simulator.source import read_source
from service.web.days import ADVICE, day_in, is_no_day
from service.web.questions.paths import Data
from service.web.questions.posted import with_file
from service.web.tasks.filling import editable
from service.web.texts import LONDON

CHILDREN = 4
PAYLOAD = "payload"  # the field in which is typed what a message says
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")

Typed = Mapping[str, str]
Step = dict[str, object]


def step_of(typed: Typed) -> Step:
    """Return the step that one of the small forms of the page asks for.

    :raises InvalidInputError: by the id of the field.
    """
    read = _KINDS.get(typed.get("kind", ""))
    if read is None:
        raise InvalidInputError({"step": ["Choose what happens next."]})
    return read(typed)


def told_lines(text: str, field: str) -> Data:
    """Return what was typed as lines of "name: value".  :raises InvalidInputError: it is something else."""
    if not text.strip():
        return {}
    try:
        return dict(read_source(text.encode(), field))
    except ScenarioError as error:
        raise InvalidInputError({field: ["Write each line like “name: value”."]}) from error


def case_of(typed: Typed) -> SampleCase:
    """The sample family.  :raises InvalidInputError: what was typed as a birthday is no day."""
    wrong = {f"born-{n}": [ADVICE] for n in range(1, CHILDREN + 1) if is_no_day(typed, f"born-{n}")}
    if wrong:
        raise InvalidInputError(wrong)
    children = tuple(
        SampleChild(name=typed[f"child-{n}"], date_of_birth=day_in(typed, f"born-{n}"))
        for n in range(1, CHILDREN + 1)
        if typed.get(f"child-{n}", "").strip()
    )
    return SampleCase(family=typed.get("family", ""), children=children)


def moment_of(typed: Typed, name: str) -> datetime | None:
    """The day and time that were typed; None: nothing was.  :raises InvalidInputError: they are none."""
    day, clock_time = day_in(typed, name), typed.get(f"{name}-time", "").strip()
    if is_no_day(typed, name) or (day is None and clock_time):
        raise InvalidInputError({name: [ADVICE]})
    return None if day is None else at_local(day, _time(clock_time, f"{name}-time"), LONDON)


def first_answers(form: Form, prefill: Data) -> Data:
    """What a form holds before anybody typed: what the process fills in, and a sample file where one is needed."""
    answers = editable(form, prefill, defaults=True)
    for question in form.fields:
        if question.kind is Kind.FILES and question.editable and question.required:
            answers = with_file(form, answers, question.key, reference=SAMPLE_FILE)
    return answers


def _time(text: str, field: str) -> time:
    match = _TIME.fullmatch(text or "9:00")
    try:
        return time(int(match[1]), int(match[2])) if match else time.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError({field: ["Enter a time, like 14:30."]}) from error


def _until(typed: Typed) -> Step:
    moment = moment_of(typed, "until")
    if moment is None:
        raise InvalidInputError({"until": ["Enter the day to move to."]})
    return {"wait_until": f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}"}


def _concern(typed: Typed) -> Step:
    if not typed.get("concern", "").strip():
        raise InvalidInputError({"concern": ["Say what somebody is worried about."]})
    return {"concern": {"concern": typed["concern"].strip()}}


def _call(typed: Typed) -> Step:
    number = typed.get("number", "")  # several may wait, each with fields of its own
    topic, how = typed.get("topic", ""), typed.get(f"how-{number}", "")
    field = f"words-{number}"
    words = typed.get(field, "").strip()
    if how == "fail":
        return {"service": {"topic": topic, "fail": words or "It could not be reached"}}
    if how == "error":
        if not words:
            raise InvalidInputError({field: ["Enter the code of the error."]})
        return {"service": {"topic": topic, "error": {"code": words}}}
    return {"service": {"topic": topic, "result": told_lines(words, field)}}


def _sitting(typed: Typed) -> Step:
    moment = moment_of(typed, "sitting")
    if moment is None:
        raise InvalidInputError({"sitting": ["Enter the new day of the sitting."]})
    to = f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}"
    return {"move_sitting": {"panel": typed.get("panel", ""), "to": to}}


def _cancel(typed: Typed) -> Step:
    reason = typed.get("reason", "").strip() or "Tried out"
    return {"cancel": {"process": typed.get("process", ""), "reason": reason}}


def _retry(typed: Typed) -> Step:
    return {"retry": typed.get("element", "")}


def _wait(how_long: str) -> Callable[[Typed], Step]:
    return lambda _: {"wait": how_long}


_KINDS: Mapping[str, Callable[[Typed], Step]] = {
    "next": _wait("next timer"),
    "workday": _wait("1 working day"),
    "week": _wait("1 week"),
    "until": _until,
    "concern": _concern,
    "call": _call,
    "retry": _retry,
    "cancel": _cancel,
    "sitting": _sitting,
}
