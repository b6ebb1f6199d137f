"""Processes and sub-processes: how each starts and ends, and which event sub-processes are run."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element, Scope, is_event_subprocess
from service.engine.checks.namespaces import ACTIVITIES
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, warning
from service.findings import Finding

KINDS = {
    "case": "a case is started with it",
    "called": "another process calls it",
    "sitting": "a meeting outside any case",
    "concern": "the route of an urgent concern",
}
MAX_ACTIVITIES = 25

NO_PROCESS = Rule(code="no-process", remedy="Draw a process with a start event, steps and an end event.")
WRONG_ID = Rule(code="process-id-not-file-name", remedy="Make the process id and the file name the same.")
TWICE = Rule(code="process-defined-twice", remedy="Give one of the processes another id and file name.")
NOT_EXECUTABLE = Rule(
    code="process-not-executable",
    remedy="Tick Executable on the process; a partner outside the service is drawn as an empty pool.",
)
NO_START = Rule(code="no-start-event", remedy="Add a start event.")
NO_END = Rule(code="no-end-event", remedy="Add an end event.")
ONE_START = Rule(code="subprocess-start", remedy="Give the sub-process exactly one start event.")
KIND_UNKNOWN = Rule(
    code="process-kind-unknown", remedy=f"Set the process property kind to one of: {', '.join(sorted(KINDS))}."
)
KIND_MISSING = warning(
    code="process-kind-missing", remedy=f"Add the process property kind: one of {', '.join(sorted(KINDS))}."
)
PAGE_FULL = warning(
    code="page-too-full", remedy="Move a stage into a process of its own and call it with a call activity."
)


def check(diagram: Diagram, library: Library) -> Iterator[Finding]:
    if not diagram.processes:
        yield NO_PROCESS.at(diagram.root, "The diagram holds no process.")
    for process in diagram.processes:
        yield from _process(diagram, library, process)
    for scope in diagram.scopes:
        yield from _starts_and_ends(scope)
        activities = sum(1 for _ in scope.of_kind(*ACTIVITIES))
        if activities > MAX_ACTIVITIES:
            yield PAGE_FULL.at(scope.owner, f"{scope.owner.label} shows {activities} activities on one page.")


def _process(diagram: Diagram, library: Library, process: Element) -> Iterator[Finding]:
    id_ = process.get("id") or ""
    if id_ != diagram.stem:
        yield WRONG_ID.at(process, f"The process has the id {id_} and stands in the file {diagram.stem}.bpmn.")
    first, _ = library.processes[id_]
    if library.processes[id_][1].xml is not process.xml:
        yield TWICE.at(process, f"The process {id_} is also defined in {first.file}.")
    if process.get("isExecutable") != "true":
        yield NOT_EXECUTABLE.at(process, f"The process {process.label} is not marked as executable.")
    kind = process.properties.get("kind")
    if kind is None:
        yield KIND_MISSING.at(process, f"The process {process.label} does not say what kind it is.")
    elif kind not in KINDS:
        yield KIND_UNKNOWN.at(process, f'There is no kind of process "{kind}".')


def _starts_and_ends(scope: Scope) -> Iterator[Finding]:
    owner = scope.owner
    starts = sum(1 for _ in scope.of_kind("startEvent"))
    if owner.kind == "process" and starts == 0:
        yield NO_START.at(owner, f"The process {owner.label} has no start event.")
    if owner.kind != "process" and starts != 1:
        yield ONE_START.at(owner, f"The sub-process {owner.label} has {starts} start events.")
    if not any(scope.of_kind("endEvent")):
        yield NO_END.at(owner, f"{owner.label} has no end event.")


def event_subprocesses(diagram: Diagram, process: Element) -> Iterator[Scope]:
    """The event sub-processes that lie directly in the process."""
    for scope in diagram.scopes:
        if is_event_subprocess(scope.owner) and scope.parent is not None and scope.parent.owner.xml is process.xml:
            yield scope
