"""Changing a diagram through its outline: the file keeps every byte that the change is not about."""

from collections.abc import Collection, Sequence
from functools import singledispatch

from service.engine.checks.namespaces import ACTIVITIES, EVENTS, PERSON_TASKS
from service.library.markup import New, Node
from service.library.outline.branch import add_branch
from service.library.outline.changes import (
    AddBranch,
    AddTask,
    Change,
    Remove,
    Rename,
    SetCalled,
    SetCondition,
    SetDeadlines,
    SetDecision,
    SetDefault,
    SetDue,
    SetForm,
    SetInstructions,
    SetLane,
    SetRoles,
    SetRules,
    SetTimer,
    refuse,
)
from service.library.outline.conditions import expression_type, write_condition
from service.library.outline.drawing import CHOICES, Drawing, bpmn, camunda
from service.library.outline.formula import LONGEST_TEXT, formula_text, moment_text, name_text, timer_text
from service.library.outline.insert import add_task
from service.library.outline.lane import set_lane
from service.library.outline.remove import remove

ASSIGNED = ("candidateUsers", "assignee")
WORKED_ON = PERSON_TASKS | {"receiveTask", "sendTask", "serviceTask", "businessRuleTask", "scriptTask", "callActivity"}


def apply(xml: bytes, change: Change, *, file: str = "") -> bytes:
    """Return the file with this one change; the same bytes where it says so already.

    :raises InvalidInputError: the change makes no sense; the sentence says why.
    :raises PublicationRefusedError: the file cannot be read.
    """
    drawing = Drawing(xml, file)
    _edit(change, drawing)
    return drawing.source.result()


@singledispatch
def _edit(change: object, _drawing: Drawing) -> None:
    raise TypeError(f"{type(change).__name__} is no change of a diagram")


_edit.register(AddTask, lambda change, drawing: add_task(drawing, change))
_edit.register(AddBranch, lambda change, drawing: add_branch(drawing, change))
_edit.register(SetLane, lambda change, drawing: set_lane(drawing, change))
_edit.register(Remove, lambda change, drawing: remove(drawing, change.id))


@_edit.register
def _rename(change: Rename, drawing: Drawing) -> None:
    node = drawing.by_id.get(change.id)
    if node is None:
        raise refuse("id", "This is not in the diagram any more. Open the list again.")
    name = name_text(change.name, needed=node.kind in ACTIVITIES | EVENTS | {"process", "lane", "participant"})
    before = node.get("name")
    if name == " ".join(before.split()):
        return
    if node.kind == "process":
        for pool in (each for each in drawing.by_id.values() if each.get("processRef") == node.id):
            if pool.get("name") == before:
                drawing.source.set(pool, "name", name)
    drawing.source.set(node, "name", name or None)


@_edit.register
def _roles(change: SetRoles, drawing: Drawing) -> None:
    node = _of_kind(drawing, change.id, PERSON_TASKS, field="roles")
    roles = list(dict.fromkeys(role.strip() for role in change.roles if role.strip()))
    there = node.get(camunda("candidateGroups"))
    if not roles and not any(node.get(camunda(name)) for name in ASSIGNED):
        raise refuse("roles", "Choose at least one role: nobody would be offered this task.")
    if not there.startswith("=") and {role.strip() for role in there.split(",") if role.strip()} == set(roles):
        return
    drawing.source.set(node, camunda("candidateGroups"), ",".join(roles) or None)


@_edit.register
def _form(change: SetForm, drawing: Drawing) -> None:
    node = _of_kind(drawing, change.id, {"userTask", "startEvent"}, field="form")
    if not change.form and node.kind == "userTask":
        raise refuse("form", "Choose the form: a task of people has one.")
    if node.get(camunda("formRef")) == change.form and not node.get(camunda("formKey")):
        return
    drawing.source.set(node, camunda("formKey"), None)
    drawing.source.set(node, camunda("formRef"), change.form or None)
    drawing.source.set(node, camunda("formRefBinding"), "latest" if change.form else None)


@_edit.register
def _due(change: SetDue, drawing: Drawing) -> None:
    node = _of_kind(drawing, change.id, PERSON_TASKS, field="due")
    for attribute, field, text in (
        ("dueDate", "due", change.due),
        ("followUpDate", "follow_up", change.follow_up),
    ):
        if text.strip() != node.get(camunda(attribute)).strip():
            written = moment_text(text, field=field, what="the due date" if field == "due" else "the reminder")
            drawing.source.set(node, camunda(attribute), written or None)


@_edit.register
def _deadlines(change: SetDeadlines, drawing: Drawing) -> None:
    node = _of_kind(drawing, change.id, ACTIVITIES | EVENTS, field="deadlines")
    _words(drawing, node, name="deadlines", words=change.deadlines)


@_edit.register
def _rules(change: SetRules, drawing: Drawing) -> None:
    process = drawing.by_id.get(change.id)
    is_process = process is not None and process.tag == bpmn("process")
    node = process if is_process and process is not None else drawing.step(change.id)
    _words(drawing, node, name="rules", words=change.rules)


@_edit.register
def _called(change: SetCalled, drawing: Drawing) -> None:
    node = _of_kind(drawing, change.id, {"callActivity"}, field="process")
    process = _chosen(change.process, field="process", what="the process that it goes through")
    drawing.source.set(node, "calledElement", process)


@_edit.register
def _decision(change: SetDecision, drawing: Drawing) -> None:
    node = _of_kind(drawing, change.id, {"businessRuleTask"}, field="decision")
    drawing.source.set(node, camunda("decisionRef"), _chosen(change.decision, field="decision", what="the table"))


def _words(drawing: Drawing, node: Node, *, name: str, words: Sequence[str]) -> None:
    wanted = list(dict.fromkeys(word for each in words for word in each.split()))
    there = drawing.property(node, name)
    if (there.get("value").split() if there is not None else []) != wanted:
        drawing.set_property(node, name, " ".join(wanted))


@_edit.register
def _instructions(change: SetInstructions, drawing: Drawing) -> None:
    node = _of_kind(drawing, change.id, WORKED_ON, field="text")
    text = change.text.strip().replace("\r\n", "\n")
    if len(text) > LONGEST_TEXT:
        raise refuse("text", f"The help must have {LONGEST_TEXT:,} characters or fewer.")
    if text.startswith("="):
        formula_text(text, field="text", what="the help")
    drawing.set_property(node, "instructions", text)


@_edit.register
def _condition(change: SetCondition, drawing: Drawing) -> None:
    flow = drawing.flow(change.id)
    source = drawing.by_id[flow.get("sourceRef")]
    if source.kind not in CHOICES:
        raise refuse("condition", "Only the ways out of a choice have conditions. Add a choice first.")
    if source.get("default") == flow.id:
        raise refuse("condition", "This way is taken when no other is: it has no condition of its own.")
    write_condition(drawing, flow, formula_text(change.condition, field="condition", what="the condition"))


@_edit.register
def _default(change: SetDefault, drawing: Drawing) -> None:
    flow = drawing.flow(change.id)
    source = drawing.by_id[flow.get("sourceRef")]
    others = [each for each in drawing.leaving(source) if each.id != flow.id]
    if source.kind not in CHOICES or not others:
        raise refuse("id", "Only a choice between several ways has one that is taken when no other is.")
    if source.get("default") == flow.id:
        return
    before = next((each for each in others if each.id == source.get("default")), None)
    if before is not None:
        text = formula_text(change.condition, field="condition", what="the condition for the way that was so until now")
        write_condition(drawing, before, text)
    condition = flow.first(bpmn("conditionExpression"))
    if condition is not None:
        drawing.source.remove(condition)
    drawing.source.set(source, "default", flow.id)


@_edit.register
def _timer(change: SetTimer, drawing: Drawing) -> None:
    node = drawing.step(change.id)
    definition = node.first(bpmn("timerEventDefinition"))
    if definition is None:
        raise refuse("text", f"{drawing.name_of(node)} is no timer.")
    text = timer_text(change.kind, change.text)
    times = list(definition.of(bpmn("timeDate"), bpmn("timeDuration"), bpmn("timeCycle")))
    if len(times) == 1 and times[0].kind == change.kind:
        drawing.source.write(times[0], text)
        return
    for each in times:
        drawing.source.remove(each)
    new = New(tag=bpmn(change.kind), attributes=expression_type(definition), text=text)
    drawing.source.add(new, within=definition, after=times[-1] if times else None)


def _of_kind(drawing: Drawing, id_: str, kinds: Collection[str], *, field: str) -> Node:
    node = drawing.step(id_)
    if node.kind not in kinds:
        raise refuse(field, f"{drawing.name_of(node)} is a step of another kind: this cannot be said of it.")
    return node


def _chosen(text: str, *, field: str, what: str) -> str:
    if not text.strip():
        raise refuse(field, f"Choose {what}.")
    return text.strip()
