"""Reading scenario files strictly: a misspelt key is refused with its line, not ignored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from service.simulator.entries import Entries
from service.simulator.errors import ScenarioError
from service.simulator.scenario import (
    Action,
    Cancel,
    CaseOf,
    Child,
    Concern,
    Do,
    Expect,
    Message,
    MoveSitting,
    Refuse,
    Retry,
    Scenario,
    Service,
    StartProcess,
    Step,
    Wait,
    When,
)
from service.simulator.source import Section, read_source, section_of

_EXPECTED = {
    "tasks": {"name", "role", "due", "item", "assignee", "form", "stage"},
    "deadlines": {"due", "status", "base"},
}
_STATUSES = {"running", "met", "met late", "breached", "cancelled"}


def read_scenario(data: bytes, file: str) -> Scenario:
    """Return the scenario.  :raises ScenarioError: with file, line and what is wrong."""
    return read_section(read_source(data, file), file)


def read_told(told: Mapping[str, object], file: str) -> Scenario:
    """Return the scenario that a mapping as in a file tells.  :raises ScenarioError: what is wrong with it."""
    return read_section(section_of(told), file)


def read_step(told: Mapping[str, object], number: int, file: str) -> Step:
    """Return one step that a mapping as in a file tells.  :raises ScenarioError: what is wrong with it."""
    return _step(Entries(section_of(told), file), number, file)


def read_section(section: Section, file: str) -> Scenario:
    """:raises ScenarioError: with file, line and what is wrong."""
    top = Entries(section, file)
    scenario = Scenario(
        file=file,
        title=top.text("title"),
        about=top.text("about", default=""),
        case=_case(top.section("case")),
        steps=(_first(top, file), *_steps(top, file)),
        manual_services=top.one_of("services", ("automatic", "manual")) == "manual",
        schedules=_schedules(top),
        diary={panel: [str(each) for each in times] for panel, times in top.lists("diary").items()},
    )
    top.finish()
    return scenario


def _schedules(entries: Entries) -> frozenset[str] | None:
    """Return the processes that begin by themselves; None: every one that has a timer start event."""
    value = entries.take("schedules", default="off")
    if isinstance(value, list):
        return frozenset(str(process) for process in value)
    if value not in ("off", "on"):
        entries.refuse("schedules", "must be off, on or a list of processes")
    return None if value == "on" else frozenset()


def _case(entries: Entries | None) -> CaseOf | None:
    if entries is None:
        return None
    children = tuple(_child(child, number) for number, child in enumerate(entries.sections("children"), start=1))
    case = CaseOf(
        family=entries.text("family"),
        family_reference=entries.text("family_reference", default="FAM-1"),
        children=children,
        team=entries.optional_text("team"),
        lead=entries.optional_text("lead"),
        record_link=entries.optional_text("record_link"),
    )
    entries.finish()
    return case


def _child(entries: Entries, number: int) -> Child:
    born = entries.take("date_of_birth", default=None)
    if born is not None and not isinstance(born, date):
        entries.refuse("date_of_birth", "must be a date like 2015-05-01")
    child = Child(
        id=entries.text("id", default=f"child-{number}"),
        name=entries.text("name"),
        date_of_birth=born if isinstance(born, date) else None,
    )
    entries.finish()
    return child


def _first(top: Entries, file: str) -> Step:
    start = top.section("start")
    if start is None:
        raise ScenarioError(file, 1, 'the scenario has no "start"')
    if "at" not in start.section_data:
        start.refuse("start", 'needs "at", the local time at which everything begins')
    action = _start_process(start)
    start.finish()
    return Step(number=0, line=start.line, words=f"start {action.process}", action=action)


def _steps(top: Entries, file: str) -> Sequence[Step]:
    return [_step(entries, number, file) for number, entries in enumerate(top.sections("steps"), start=1)]


def _step(entries: Entries, number: int, file: str) -> Step:
    verbs = [key for key in entries.section_data if key in _VERBS]
    if len(verbs) != 1:
        known = ", ".join(_VERBS)
        raise ScenarioError(file, entries.line, f"step {number} must have exactly one of {known}; it has {verbs}")
    action, words = _VERBS[verbs[0]](entries)
    note = entries.optional_text("note")
    entries.finish()
    return Step(number=number, line=entries.line, words=words, action=action, note=note)


def _when(entries: Entries) -> When:
    at, after = entries.take("at", default=None), entries.take("after", default=None)
    if at is not None and after is not None:
        entries.refuse("after", 'cannot stand beside "at"')
    return When(at=None if at is None else str(at), after=None if after is None else str(after))


def _start_process(entries: Entries) -> StartProcess:
    return StartProcess(
        process=entries.text("process"),
        event=entries.optional_text("event"),
        answers=entries.data("answers"),
        when=_when(entries),
    )


def _do(entries: Entries) -> tuple[Action, str]:
    task = entries.text("do")
    action = Do(
        task=task,
        role=entries.text("as"),
        user=entries.optional_text("by"),
        item=entries.optional_text("item"),
        answers=entries.data("answers"),
        when=_when(entries),
    )
    return action, f"do {task}" + (f" for {action.item}" if action.item else "")


def _wait_until(entries: Entries) -> tuple[Action, str]:
    until = str(entries.take("wait_until"))
    return Wait(when=When(at=until)), f"wait until {until}"


def _wait(entries: Entries) -> tuple[Action, str]:
    how_long = entries.text("wait")
    if how_long == "next timer":
        return Wait(next_timer=True), "wait for the next timer"
    return Wait(when=When(after=how_long)), f"wait {how_long}"


def _message(entries: Entries) -> tuple[Action, str]:
    inner = entries.needed_section("message")
    name = inner.text("name")
    keys = inner.data("keys") if "keys" in inner.section_data else None
    action = Message(name=name, payload=inner.data("payload"), keys=keys, when=_when(entries))
    inner.finish()
    return action, f"message {name}"


def _concern(entries: Entries) -> tuple[Action, str]:
    return Concern(payload=entries.data("concern"), when=_when(entries)), "concern"


def _service(entries: Entries) -> tuple[Action, str]:
    inner = entries.needed_section("service")
    topic = inner.text("topic")
    error = inner.section("error")
    action = Service(
        topic=topic,
        result=inner.data("result"),
        error=error.text("code") if error else None,
        error_message=error.text("message", default="") if error else "",
        fail=inner.optional_text("fail"),
        when=_when(entries),
    )
    if error:
        error.finish()
    inner.finish()
    return action, f"service {topic}"


def _start(entries: Entries) -> tuple[Action, str]:
    inner = entries.needed_section("start")
    action = _start_process(inner)
    inner.finish()
    return action, f"start {action.process}"


def _retry(entries: Entries) -> tuple[Action, str]:
    element = entries.text("retry")
    return Retry(element=element, data=entries.data("data")), f"retry {element}"


def _cancel(entries: Entries) -> tuple[Action, str]:
    inner = entries.needed_section("cancel")
    action = Cancel(process=inner.text("process"), reason=inner.text("reason"))
    inner.finish()
    return action, f"cancel {action.process}"


def _move_sitting(entries: Entries) -> tuple[Action, str]:
    inner = entries.needed_section("move_sitting")
    action = MoveSitting(panel=inner.text("panel"), to=inner.text("to"), regular=inner.optional_text("regular"))
    inner.finish()
    return action, f"move the sitting of {action.panel}"


def _refuse(entries: Entries) -> tuple[Action, str]:
    inner = entries.needed_section("refuse")
    because = inner.text("because")
    action: Action
    if "do" in inner.section_data:
        action, words = _do(inner)
    else:
        action = _start_process(inner)
        words = f"start {action.process}"
    inner.finish()
    if not isinstance(action, Do | StartProcess):
        inner.refuse("refuse", "can refuse a task or a start")
    outer = _when(entries)
    if outer != When():
        action = replace(action, when=outer)
    return Refuse(action=action, because=because), f"refuse to {words}"


def _expect(entries: Entries) -> tuple[Action, str]:
    inner = entries.needed_section("expect")
    for section in inner.sections("tasks", keep=True):
        section.only(_EXPECTED["tasks"])
    for section in inner.named_sections("deadlines"):
        section.only(_EXPECTED["deadlines"])
        if section.section_data.get("status", "met") not in _STATUSES:
            section.refuse("status", f"must be one of {', '.join(sorted(_STATUSES))}")
    incidents = inner.take("incidents", default=None)
    only = inner.take("only_tasks", default=None)
    action = Expect(
        tasks=inner.maps("tasks"),
        no_tasks=inner.texts("no_tasks"),
        only_tasks=None if only is None else _names(inner, only),
        deadlines=inner.map_of_maps("deadlines"),
        case=inner.data("case"),
        events=_dates(inner),
        sent=inner.maps("sent"),
        not_sent=inner.maps("not_sent"),
        processes={key: str(value) for key, value in inner.data("processes").items()},
        records=inner.map_of_maps("records"),
        incidents=incidents if isinstance(incidents, int) else None,
    )
    inner.finish()
    return action, "expect"


def _names(entries: Entries, value: object) -> list[str]:
    if not isinstance(value, list):
        entries.refuse("only_tasks", "must be a list of names")
    return [str(each) for each in value]


def _dates(entries: Entries) -> Mapping[str, str | date | None]:
    return {
        name: when if when is None or isinstance(when, date) else str(when)
        for name, when in entries.data("events").items()
    }


_VERBS: Mapping[str, Callable[[Entries], tuple[Action, str]]] = {
    "do": _do,
    "wait_until": _wait_until,
    "wait": _wait,
    "message": _message,
    "concern": _concern,
    "service": _service,
    "start": _start,
    "retry": _retry,
    "cancel": _cancel,
    "move_sitting": _move_sitting,
    "refuse": _refuse,
    "expect": _expect,
}
