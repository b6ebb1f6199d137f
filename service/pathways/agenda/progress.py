"""What became of each request: tasks about it, decisions on its children, what was sent to its case."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import select

from service.forms import Form, Question
from service.library import Composed, Decider, Panel
from service.models import ItemStatus, Message, Record, RecordVersion, Task, TaskStatus, User, db
from service.pathways.agenda.entries import ChildDecision, Entry, Fact, Step
from service.pathways.feel_json import from_json

REFERENCE = "reference"  # the field by which a task says which request it is about
CASE = "case"  # the key of messages to a case


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Of one sitting's process, by the reference of the request."""

    steps: Mapping[str, Sequence[Step]] = field(default_factory=dict)
    decisions: Mapping[str, Sequence[ChildDecision]] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)
    passed_on: frozenset[str] = frozenset()

    def told(self, entry: Entry) -> Entry:
        """The item with what became of it."""
        reference = entry.reference or ""
        decisions = tuple(self.decisions.get(reference, ()))
        found = replace(entry, steps=tuple(self.steps.get(reference, ())), decisions=decisions)
        if reference in self.passed_on:
            return replace(found, status=ItemStatus.DEFERRED, note="Goes to the next sitting.")
        if reference in self.sent:
            return replace(found, status=ItemStatus.DECIDED, note=None if decisions else self.sent[reference])
        if decisions and all(each.decision for each in decisions):
            return replace(found, status=ItemStatus.DECIDED)
        return found


def progress_of(instance_id: UUID, panel: Panel, composed: Composed) -> Progress:
    steps: dict[str, list[Step]] = defaultdict(list)
    decisions: dict[str, list[ChildDecision]] = defaultdict(list)
    answers = _answers(instance_id)
    for task, name in _tasks(instance_id):
        reference = str(task.prefill.get(REFERENCE) or "")
        decider = panel.deciders.get(task.element)
        work = _Work(task=task, by=name or task.completed_by, given=answers.get(task.id, {}))
        if decider is not None:
            decisions[reference].append(_decision(work, composed.forms[decider.form], decider))
        else:
            steps[reference].append(_step(work, composed.forms.get(task.form or "")))
    sent, passed_on = _outgoing(instance_id, panel)
    return Progress(steps=steps, decisions=decisions, sent=sent, passed_on=passed_on)


def answer_facts(form: Form, answers: Mapping[str, object], *, without: Sequence[str] = ()) -> tuple[Fact, ...]:
    """What was answered, with the form's own words; nothing that was only shown."""
    return tuple(
        Fact(label=question.label, value=answer_text(question, answers[question.key]))
        for question in form.fields
        if question.editable and question.key not in without and answers.get(question.key) not in (None, "", [])
    )


def answer_text(question: Question, value: object) -> object:
    """The label of an option; several in one line; anything else as it is."""
    labels = {option.value: option.label for option in question.options}
    if isinstance(value, list):
        return ", ".join(str(labels.get(str(each), each)) for each in value)
    return labels.get(value, value) if isinstance(value, str) else value


@dataclass(frozen=True, kw_only=True)
class _Work:
    """A task of the sitting; `by`: the display name of who did it."""

    task: Task
    by: str | None
    given: Mapping[str, object]


def _decision(work: _Work, form: Form, decider: Decider) -> ChildDecision:
    task, given, child = work.task, work.given, work.task.item or ""
    if task.status is TaskStatus.OPEN:
        return ChildDecision(child=child, task_id=task.id)
    questions = {question.key: question for question in form.fields}
    chosen = given.get(decider.decision)
    shown = (decider.decision, decider.reasons or "")
    return ChildDecision(
        child=child,
        decision=str(answer_text(questions[decider.decision], chosen)) if chosen is not None else None,
        reasons=str(given[decider.reasons]) if decider.reasons and given.get(decider.reasons) else None,
        more=answer_facts(form, given, without=shown),
        by=work.by,
        at=task.ended_at,
    )


def _step(work: _Work, form: Form | None) -> Step:
    task = work.task
    if task.status is TaskStatus.OPEN:
        return Step(name=task.name, groups=tuple(task.groups), task_id=task.id, due_at=task.due_at)
    facts = answer_facts(form, work.given) if form is not None else ()
    return Step(name=task.name, by=work.by, at=task.ended_at, facts=facts)


def _tasks(instance_id: UUID) -> Iterator[tuple[Task, str | None]]:
    rows = db.session.execute(
        select(Task, User.display_name)
        .outerjoin(User, User.name == Task.completed_by)
        .where(Task.instance_id == instance_id, Task.status != TaskStatus.CANCELLED)
        .order_by(Task.opened_at, Task.item, Task.id)
        .execution_options(populate_existing=True)
    )
    return ((row[0], row[1]) for row in rows)


def _answers(instance_id: UUID) -> dict[UUID, Mapping[str, object]]:
    rows = db.session.execute(
        select(Record.task_id, RecordVersion.answers)
        .join(RecordVersion, (RecordVersion.record_id == Record.id) & (RecordVersion.version == Record.version))
        .where(Record.instance_id == instance_id, Record.task_id.is_not(None))
    )
    return {row.task_id: row.answers for row in rows}


def _outgoing(instance_id: UUID, panel: Panel) -> tuple[dict[str, str], frozenset[str]]:
    """What the process told cases, by their reference; and the requests that it passed on to the next sitting."""
    own = {receiver.message for receiver in panel.receivers}
    sent: dict[str, str] = {}
    passed_on: set[str] = set()
    for message in db.session.scalars(select(Message).where(Message.source_instance_id == instance_id)):
        payload = from_json(message.payload)
        if message.name in own:
            passed_on.add(str(payload.get(REFERENCE) or ""))
        elif CASE in message.keys:
            sent[str(message.keys[CASE])] = _told(payload)
    return sent, frozenset(passed_on)


def _told(payload: Mapping[str, object]) -> str:
    """The decision that the case was told; "not_accepted" as "Not accepted"."""
    decision = str(payload.get("decision") or "").replace("_", " ").capitalize()
    reasons = str(payload.get("reasons") or "")
    return ". ".join(part.rstrip(".") for part in (decision, reasons) if part) + "." if decision or reasons else ""
