"""Tryouts of a draft: lists, how one stands now, what its tasks ask, where it stands in the diagrams."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor
from service.engine import ProcessInfo
from service.engine.step import HistoryEntry, OpenTask
from service.errors import NotFoundError
from service.forms import Form, Option, OptionList, OptionLists
from service.library import Composed, panels_of
from service.models import Tryout, db
from service.pathways.library_drafts import composed_of, drafted, find_draft
from service.pathways.queries.case_diagram import DiagramStep, steps_of
from service.pathways.queries.instances import ElementMark, ElementState, state_of
from service.pathways.queries.paging import Order, Page, PageRequest, page_of
from service.pathways.tryouts import Trying, played, trying
from service.simulator import Played, World
from service.simulator.instances import MemoryInstance
from service.simulator.lists import lists_of
from service.simulator.reader import read_told
from service.simulator.scenario import StartProcess, Step

SAMPLE = "sample."  # in front of a role: the name of somebody who does not exist and has it
SAMPLE_FILE = "sample-file"  # a file that does not exist


@dataclass(frozen=True, kw_only=True)
class TryoutSummary:
    id: UUID
    draft_id: UUID
    title: str
    process: str
    steps: int
    revision: int
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class TriedRole:
    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class TriedTask:
    """An open task; `number`: its place among them.  `user`: in whose name it is done, where it is somebody's own."""

    number: int
    name: str
    element: str
    process: str
    item: str | None
    roles: tuple[TriedRole, ...]
    user: str | None
    due_at: datetime | None
    stage: str | None
    form: str | None
    instructions: str | None


@dataclass(frozen=True, kw_only=True)
class TriedTimer:
    name: str
    process: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class TriedDeadline:
    key: str
    label: str
    due_at: datetime
    state: str
    rule: str | None


@dataclass(frozen=True, kw_only=True)
class TriedMessage:
    """A message that is waited for; `number`: its place among them.  `form`: what whoever sends it is asked."""

    number: int
    name: str
    message: str
    process: str
    keys: Mapping[str, str]
    form: str | None


@dataclass(frozen=True, kw_only=True)
class TriedCall:
    """Something that would have left the service, and never does."""

    name: str
    topic: str
    at: datetime
    parameters: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class TriedIncident:
    element: str
    name: str
    message: str


@dataclass(frozen=True, kw_only=True)
class TriedProcess:
    number: int
    process: str
    name: str
    status: str


@dataclass(frozen=True, kw_only=True)
class TriedLine:
    at: datetime
    mark: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TriedStep:
    """`number` 0 is the start."""

    number: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """The step that no longer works against the draft as it is now; how it stands is how it stood before."""

    step: int
    words: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TryoutView:
    """`now`: of its own clock.  `case` None: it runs outside any case.  `awaiting`: calls that wait for an answer.

    `next_at`: when the next timer is due.  `panels`: whose sittings can be moved.  `scenario`: as in a scenario file,
    values tagged as in the API.
    """

    id: UUID
    draft_id: UUID
    title: str
    revision: int
    digest: str
    now: datetime
    next_at: datetime | None
    steps: tuple[TriedStep, ...]
    stopped: Stopped | None
    tasks: tuple[TriedTask, ...]
    timers: tuple[TriedTimer, ...]
    deadlines: tuple[TriedDeadline, ...]
    messages: tuple[TriedMessage, ...]
    awaiting: tuple[TriedCall, ...]
    sent: tuple[TriedCall, ...]
    incidents: tuple[TriedIncident, ...]
    processes: tuple[TriedProcess, ...]
    panels: tuple[TriedRole, ...]
    case: Mapping[str, object] | None
    timeline: tuple[TriedLine, ...]
    scenario: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class TriedForm:
    """What a task, start or message of a tryout asks.  `prefill`: FEEL values; `context`: what conditions may read.

    `free`: it asks no form, and takes whatever a message says.
    """

    name: str
    form: Form | None
    prefill: Mapping[str, object]
    options: OptionLists
    context: Mapping[str, object]
    rules: Mapping[str, str]
    now: datetime
    free: bool = False


@dataclass(frozen=True, kw_only=True)
class TriedDiagram:
    """One process of one instance, as its diagram shows it."""

    number: int
    process: str
    name: str
    steps: tuple[DiagramStep, ...]
    flows: tuple[str, ...]
    part_of: str | None
    parts: Mapping[str, str]


def list_tryouts(*, draft_id: UUID, actor: Actor, page: PageRequest) -> Page[TryoutSummary]:
    """The actor's own tryouts of the draft, changed last first."""
    draft = find_draft(draft_id, actor)
    statement = select(Tryout).where(Tryout.draft_id == draft.id, Tryout.owner == actor.name)
    order = Order(columns={"changed_at": Tryout.changed_at}, default="-changed_at", key=Tryout.id)
    return page_of(statement, order, page, make=lambda row: _summary(row.Tryout))


def get_tryout(*, tryout_id: UUID, actor: Actor) -> TryoutView:
    """How it stands, played against the draft as it is now.

    :raises NotFoundError: the actor has no such tryout.
    :raises InvalidInputError: it can no longer even be begun.
    :raises PublicationRefusedError: something in the draft cannot be read.
    """
    found = trying(tryout_id, actor)
    return view_of(found, played(found.library, found.told))


def get_drawn_tryout(
    *, tryout_id: UUID, number: int, part: str | None, actor: Actor
) -> tuple[TryoutView, TriedDiagram | None]:
    """The same, with the diagram of one of its processes (`part`: of one that it calls); it is played once.

    :raises NotFoundError: also where the tryout has no such process, or it calls no such part.
    """
    found = trying(tryout_id, actor)
    outcome = played(found.library, found.told)
    instances = outcome.host.instances
    if not instances:
        return view_of(found, outcome), None
    return view_of(found, outcome), diagram_of(_numbered(instances, number), found.library, part=part)


def tryout_of(*, tryout_id: UUID, actor: Actor) -> TryoutSummary:
    """What it is, without playing it: also where the draft cannot be read.

    :raises NotFoundError: the actor has no such tryout.
    """
    tryout = db.session.scalar(select(Tryout).where(Tryout.id == tryout_id, Tryout.owner == actor.name))
    if tryout is None:
        raise NotFoundError("tryout", tryout_id)
    find_draft(tryout.draft_id, actor)
    return _summary(tryout)


def tryout_task(*, tryout_id: UUID, number: int, actor: Actor) -> tuple[TriedTask, TriedForm]:
    """One open task, by its place among them, and what it asks.

    :raises NotFoundError: the actor has no such tryout, or it has no such task open now.
    """
    found = trying(tryout_id, actor)
    outcome = played(found.library, found.told)
    tasks = outcome.host.tasks()
    if not 0 < number <= len(tasks):
        raise NotFoundError("open task", number)
    instance, task_id = tasks[number - 1]
    task = instance.tasks[task_id]
    asked = _asked(found.library, outcome, instance, form=task.form, name=task.name, prefill=task.prefill)
    return _task(number, instance, task, world=outcome.host.world), asked


def tryout_message(*, tryout_id: UUID, number: int, actor: Actor) -> tuple[TriedMessage, TriedForm]:
    """One message that is waited for, by its place among them, and what whoever sends it is asked.

    :raises NotFoundError: the actor has no such tryout, or it does not wait for it now.
    """
    found = trying(tryout_id, actor)
    outcome = played(found.library, found.told)
    awaited = list(_messages(found.library, outcome))
    if not 0 < number <= len(awaited):
        raise NotFoundError("message that is waited for", number)
    instance, message = awaited[number - 1]
    return message, _asked(found.library, outcome, instance, form=message.form, name=message.name, prefill={})


def start_form(*, draft_id: UUID, process: str, event: str | None, actor: Actor, now: datetime) -> TriedForm:
    """What the start of a process of the draft asks.

    :raises NotFoundError: the draft has no such process, or it no such start.
    """
    library = composed_of(drafted(find_draft(draft_id, actor)))
    info = library.release.processes.get(process)
    starts = () if info is None else [start for start in info.start_events if event in {None, start.id}]
    if info is None or not starts:
        raise NotFoundError("way to begin", process)
    form = None if starts[0].form is None else library.forms.get(starts[0].form)
    return TriedForm(
        name=info.name,
        form=form,
        prefill={},
        options=_options({}, World.of(library)),
        context={"case": {}},
        rules=_rules(library),
        now=now,
        free=starts[0].message is not None and starts[0].form is None,
    )


def draft_processes(*, draft_id: UUID, actor: Actor) -> tuple[ProcessInfo, ...]:
    """The processes of the draft that can be tried out, by name: those of a case first.

    :raises PublicationRefusedError: something in the draft cannot be read.
    """
    library = composed_of(drafted(find_draft(draft_id, actor)))
    found = [info for info in library.release.processes.values() if info.start_events]
    return tuple(sorted(found, key=lambda info: (info.kind != "case", info.kind == "called", info.name)))


def tryout_drawing(*, tryout_id: UUID, process: str, actor: Actor) -> bytes:
    """The BPMN of a process, as it is in the draft.  :raises NotFoundError: the draft has no such process."""
    library = trying(tryout_id, actor).library
    if process not in library.release.processes:
        raise NotFoundError("process", process)
    return library.release.diagram(process)


def diagram_of(instance: MemoryInstance, library: Composed, *, part: str | None) -> TriedDiagram:
    """:raises NotFoundError: it calls no such part."""
    known = library.release.processes
    called = _called(instance.process, library)
    process = part or instance.process
    if process not in called:
        raise NotFoundError("process", process)
    seen: dict[str, list[HistoryEntry]] = {}
    for entry in instance.history:
        if entry.process == process:
            seen.setdefault(entry.element, []).append(entry)
    active = _active(instance, process)
    states = {
        element: state_of((process, element), seen.get(element, ()), active.get(element))
        for element in dict.fromkeys([*seen, *active])
    }
    times = {element: (entries[0].at, entries[-1].at) for element, entries in seen.items()}
    return TriedDiagram(
        number=instance.number,
        process=process,
        name=known[process].name,
        steps=tuple(steps_of(known[process], states, times)),
        flows=_flows(states.values()),
        part_of=None if process == instance.process else known[instance.process].name,
        parts={each: known[each].name for each in called},
    )


def _numbered(instances: Sequence[MemoryInstance], number: int) -> MemoryInstance:
    if not 0 < number <= len(instances):
        raise NotFoundError("process", number)
    return instances[number - 1]


def view_of(found: Trying, outcome: Played) -> TryoutView:
    host, tryout, library = outcome.host, found.tryout, found.library
    steps = read_told(found.told, "tryout").steps
    timers = tuple(sorted(_timers(host.instances), key=lambda timer: timer.due_at))
    planned = [*outcome.run.mover.schedules.values(), *(timer.due_at for timer in timers)]
    return TryoutView(
        id=tryout.id,
        draft_id=tryout.draft_id,
        title=tryout.title,
        revision=tryout.revision,
        digest=library.digest,
        now=host.clock.now(),
        next_at=min(planned, default=None),
        steps=tuple(TriedStep(number=step.number, words=_words(step, library)) for step in steps),
        stopped=_stopped(outcome, steps, library),
        tasks=tuple(
            _task(number, instance, instance.tasks[task], world=host.world)
            for number, (instance, task) in enumerate(host.tasks(), start=1)
        ),
        timers=timers,
        deadlines=tuple(_deadlines(outcome)),
        messages=tuple(message for _, message in _messages(library, outcome)),
        awaiting=tuple(
            TriedCall(name=call.name, topic=call.topic, at=host.clock.now(), parameters=call.parameters)
            for instance in host.instances
            for call in instance.calls.values()
        ),
        sent=tuple(
            TriedCall(name=sent.name, topic=sent.topic, at=sent.at, parameters=sent.parameters) for sent in host.sent
        ),
        incidents=tuple(
            TriedIncident(element=each.element, name=each.name or each.element, message=each.message)
            for instance in host.instances
            for each in instance.incidents.values()
        ),
        processes=tuple(
            TriedProcess(number=each.number, process=each.process, name=each.name, status=each.status.value)
            for each in host.instances
        ),
        panels=tuple(
            TriedRole(id=key, name=library.release.deadlines[key].label)
            for key in panels_of(library)
            if key in library.release.deadlines
        ),
        case=host.cases[-1].variable() if host.cases else None,
        timeline=tuple(
            TriedLine(at=entry.at, mark=entry.mark.value, text=entry.text) for entry in host.timeline.entries
        ),
        scenario=found.tryout.scenario,
    )


def _summary(tryout: Tryout) -> TryoutSummary:
    start, steps = tryout.scenario.get("start"), tryout.scenario.get("steps")
    return TryoutSummary(
        id=tryout.id,
        draft_id=tryout.draft_id,
        title=tryout.title,
        process=str(start.get("process")) if isinstance(start, dict) else "",
        steps=len(steps) if isinstance(steps, list) else 0,
        revision=tryout.revision,
        created_at=tryout.created_at,
        changed_at=tryout.changed_at,
    )


def _words(step: Step, library: Composed) -> str:
    """As the file says it, with the name of a process that is started."""
    if isinstance(step.action, StartProcess) and step.action.process in library.release.processes:
        return f"start {library.release.processes[step.action.process].name}"
    return step.words


def _stopped(outcome: Played, steps: Sequence[Step], library: Composed) -> Stopped | None:
    if outcome.stopped is None:
        return None
    step = steps[outcome.steps]
    return Stopped(step=step.number, words=_words(step, library), reason=_reason(outcome.stopped))


def _reason(error: Exception) -> str:
    told = getattr(error, "errors", None)
    if isinstance(told, Mapping):
        return " ".join(f"{path}: {', '.join(texts)}" for path, texts in told.items())
    return str(error)


def _task(number: int, instance: MemoryInstance, task: OpenTask, *, world: World) -> TriedTask:
    element = world.release.processes[task.process].elements[task.element]
    groups = [group for group in task.groups if group in world.roles]
    user = task.assignee or (task.users[0] if task.users and not groups else None)
    roles = groups or list(world.roles)[:1]
    return TriedTask(
        number=number,
        name=task.name,
        element=task.element,
        process=instance.name,
        item=task.item,
        roles=tuple(TriedRole(id=role, name=world.role(role)) for role in roles),
        user=user,
        due_at=task.due_at,
        stage=task.stage,
        form=task.form,
        instructions=element.properties.get("instructions") or task.documentation,
    )


def _timers(instances: Sequence[MemoryInstance]) -> Iterator[TriedTimer]:
    for instance in instances:
        for timer in instance.timers.values():
            yield TriedTimer(name=timer.name or timer.element, process=instance.name, due_at=timer.due_at)


def _deadlines(outcome: Played) -> Iterator[TriedDeadline]:
    host = outcome.host
    places = {id(place): place for place in (*host.cases, *(each.place for each in host.instances))}
    found = [deadline for place in places.values() for deadline in place.deadlines]
    for deadline in sorted(found, key=lambda each: (not each.open, each.due_at)):
        rule = deadline.rule
        state = deadline.state(host.clock.now()).value
        yield TriedDeadline(key=rule.key, label=rule.label, due_at=deadline.due_at, state=state, rule=rule.rule)


def _messages(library: Composed, outcome: Played) -> Iterator[tuple[MemoryInstance, TriedMessage]]:
    waiting = [
        (instance, awaited)
        for instance in outcome.host.instances
        if instance.running
        for awaited in instance.awaited.values()
    ]
    for number, (instance, awaited) in enumerate(waiting, start=1):
        element = library.release.processes[awaited.process].elements[awaited.element]
        yield (
            instance,
            TriedMessage(
                number=number,
                name=element.name or awaited.message,
                message=awaited.message,
                process=instance.name,
                keys=awaited.keys,
                form=element.form,
            ),
        )


def _asked(
    library: Composed,
    outcome: Played,
    instance: MemoryInstance,
    *,
    form: str | None,
    name: str,
    prefill: Mapping[str, object],
) -> TriedForm:
    case = instance.place.variable()
    return TriedForm(
        name=name,
        form=None if form is None else library.forms.get(form),
        prefill=prefill,
        options=_options(case, outcome.host.world),
        context={"case": case},
        rules=_rules(library),
        now=outcome.host.clock.now(),
    )


def _options(case: Mapping[str, object], world: World) -> OptionLists:
    """The children of the sample family, and one sample worker for each role."""
    workers = tuple(
        Option(value=f"{SAMPLE}{role}", label=f"Sample {name}", roles=frozenset({role}))
        for role, name in world.roles.items()
    )
    return {**lists_of(case, {}, world.roles), OptionList.WORKERS: workers}


def _rules(library: Composed) -> Mapping[str, str]:
    return {rule.id: rule.text for rule in library.rules.rules.values()}


def _called(process: str, library: Composed) -> tuple[str, ...]:
    known = library.release.processes
    found = [process]
    for each in found:  # grows while it is walked
        found.extend(called for called in known[each].called if called in known and called not in found)
    return tuple(found)


def _active(instance: MemoryInstance, process: str) -> dict[str, ElementMark]:
    waiting = (instance.tasks, instance.timers, instance.awaited, instance.calls)
    opened = [each for table in waiting for each in table.values()]
    found = {each.element: ElementMark.ACTIVE for each in opened if each.process == process}
    failed = {each.element: ElementMark.ERROR for each in instance.incidents.values() if each.process == process}
    return found | failed


def _flows(states: Iterable[ElementState]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flow for state in states for flow in state.flows))
