"""Everything that the page of one task shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, visible_cases
from service.clocks import local_day
from service.errors import NotFoundError
from service.forms import NO_LISTS, Form, OptionLists, Question
from service.forms.fields import ZONE
from service.library import Composed, RegisterRule
from service.models import (
    Case,
    CasePerson,
    Consent,
    ConsentKind,
    ConsentStatus,
    Deadline,
    Draft,
    Instance,
    InstanceState,
    Person,
    PersonKind,
    Record,
    Task,
    TaskStatus,
    User,
    db,
)
from service.pathways.facts import case_variable
from service.pathways.hand_over import may_hand_over
from service.pathways.options import Subject, options_for
from service.pathways.presence import Present, has_opened, others_on
from service.pathways.queries.deadlines import DeadlineView, deadline_view, deadlines
from service.pathways.queries.earlier_records import Earlier, Source, earlier_attempts, sources_of
from service.pathways.queries.followed import release_of_task
from service.pathways.queries.task_files import TaskFile, files_of
from service.pathways.queries.tasks import TaskDetail, get_task
from service.pathways.releases import composed


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How somebody of the family may be reached; shown before anybody is contacted."""

    name: str
    kind: PersonKind
    safe_contact: str | None
    language: str | None
    communication: str | None


@dataclass(frozen=True, kw_only=True)
class TaskCase:
    """`agreement`: the latest of the family's agreement to the service; None: nobody wrote one down.

    `contacts`: those of whom there is something to heed.  `open_to_me`: the actor may open the case's pages.
    """

    id: UUID
    reference: str
    family: str
    restricted: bool
    closed: bool
    agreement: ConsentStatus | None
    consent: str | None
    contacts: tuple[Contact, ...]
    open_to_me: bool


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A deadline that the task is for: `counts_from` in words, and the rule's own paragraph."""

    deadline: DeadlineView
    counts_from: str
    rule: RegisterRule | None


@dataclass(frozen=True, kw_only=True)
class OwnDraft:
    """What the actor saved and did not send, as it was typed; version 0: nothing."""

    answers: Mapping[str, object]
    version: int
    saved_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What the actor may do with the task now."""

    work: bool
    claim: bool
    put_back: bool
    hand_over: bool


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    """`edition`: the release's digest, so that a form which was changed meanwhile is noticed.

    `context`: names that the form's conditions may read.  `rules`: paragraphs by id.  `sources`, by the answers' keys.
    `options`: what the lists of the service offer here.  `files`: those that answers may refer to.
    `paused`: its process is suspended.  `record_id`: of the completed form.
    """

    task: TaskDetail
    case: TaskCase | None
    form: Form | None
    edition: str
    context: Mapping[str, object]
    assignee: str | None
    completed_by: str | None
    standards: tuple[Standard, ...]
    rules: Mapping[str, RegisterRule]
    sources: Mapping[str, Source]
    options: OptionLists
    files: tuple[TaskFile, ...]
    draft: OwnDraft
    others: tuple[Present, ...]
    attempts: tuple[Earlier, ...]
    allowed: Allowed
    paused: bool
    record_id: UUID | None


def task_page(*, task_id: UUID, actor: Actor, now: datetime) -> TaskPage:
    """:raises NotFoundError: there is none that the actor may see."""
    detail = get_task(task_id=task_id, actor=actor)
    task, instance, case = _rows(task_id)
    library = composed(release_of_task(task, instance.release_id))
    form = None if task.form is None else library.forms[task.form]
    names = _display_names(task.assignee, task.completed_by)
    return TaskPage(
        task=detail,
        case=None if case is None else _case(case, detail, actor),
        form=form,
        edition=library.digest,
        context={} if case is None else {"case": case_variable(case)},
        assignee=names.get(task.assignee or "", task.assignee),
        completed_by=names.get(task.completed_by or "", task.completed_by),
        standards=tuple(_standard(deadline, library) for deadline in _latest(detail.deadlines or _due_together(task))),
        rules=_rules(detail, form, library),
        sources=sources_of(task, detail.prefill),
        options=_options(task, form, now),
        files=files_of(task) if form is not None else (),
        draft=own_draft(task_id, actor) if detail.may_work or task.status is not TaskStatus.OPEN else _NO_DRAFT,
        others=others_on(task_id, actor, now),
        attempts=earlier_attempts(task) if form is not None and outcome_question(form) is not None else (),
        allowed=_allowed(task, detail, actor),
        paused=instance.status is InstanceState.SUSPENDED,
        record_id=db.session.scalar(select(Record.id).where(Record.task_id == task_id)),
    )


def own_draft(task_id: UUID, actor: Actor) -> OwnDraft:
    own = select(Draft).where(Draft.task_id == task_id, Draft.saved_by == actor.name)
    draft = db.session.scalar(own.execution_options(populate_existing=True))
    if draft is None:
        return _NO_DRAFT
    return OwnDraft(answers=draft.answers, version=draft.version, saved_at=draft.saved_at)


def opened_form(task_id: UUID, actor: Actor) -> tuple[Form | None, Mapping[str, object]]:
    """The form that the actor had open and their own draft, though they may see the task no more.

    It tells them nothing but what they wrote themselves.
    :raises NotFoundError: they never had it open.
    """
    if not has_opened(task_id, actor):
        raise NotFoundError("task", task_id)
    row = db.session.execute(
        select(Task.form, Instance.release_id).join(Instance, Instance.id == Task.instance_id).where(Task.id == task_id)
    ).one()
    form = None if row.form is None else composed(row.release_id).forms.get(row.form)
    return form, own_draft(task_id, actor).answers


def outcome_question(form: Form) -> Question | None:
    """The question that says whether a visit or meeting took place (property `outcome`)."""
    return next((each for each in form.fields if each.properties.get("outcome", "").lower() == "true"), None)


_NO_DRAFT = OwnDraft(answers={}, version=0, saved_at=None)


def _rows(task_id: UUID) -> tuple[Task, Instance, Case | None]:
    row = db.session.execute(
        select(Task, Instance, Case)
        .join(Instance, Instance.id == Task.instance_id)
        .outerjoin(Case, Case.id == Task.case_id)
        .where(Task.id == task_id)
        .execution_options(populate_existing=True)
    ).one()
    return row[0], row[1], row[2]


def _options(task: Task, form: Form | None, now: datetime) -> OptionLists:
    if form is None:
        return NO_LISTS
    subject = Subject(authority=task.authority, case_id=task.case_id, item=task.item)
    return options_for(form, subject, today=local_day(now, ZONE))


def _case(case: Case, detail: TaskDetail, actor: Actor) -> TaskCase:
    visible = select(Case.id).where(Case.id == case.id, visible_cases(actor))
    return TaskCase(
        id=case.id,
        reference=case.reference,
        family=detail.family or "",
        restricted=case.restricted,
        closed=case.closed_at is not None,
        agreement=_agreement(case.id),
        consent=case.consent,
        contacts=_contacts(case.id),
        open_to_me=db.session.scalar(visible) is not None,
    )


def _agreement(case_id: UUID) -> ConsentStatus | None:
    return db.session.scalar(
        select(Consent.status)
        .where(Consent.case_id == case_id, Consent.kind == ConsentKind.SERVICE)
        .order_by(Consent.at.desc(), Consent.id)
        .limit(1)
    )


def _contacts(case_id: UUID) -> tuple[Contact, ...]:
    people = db.session.scalars(
        select(Person)
        .join(CasePerson, CasePerson.person_id == Person.id)
        .where(CasePerson.case_id == case_id, CasePerson.left_on.is_(None))
        .order_by(CasePerson.position)
    )
    return tuple(
        Contact(
            name=person.name,
            kind=person.kind,
            safe_contact=person.safe_contact,
            language=person.language,
            communication=person.communication,
        )
        for person in people
        if person.safe_contact or person.language or person.communication
    )


def _due_together(task: Task) -> tuple[DeadlineView, ...]:
    """What runs on the case and is due at the same moment, for a task whose diagram names no standard."""
    if task.due_at is None:
        return ()
    own = Deadline.instance_id == task.instance_id if task.case_id is None else Deadline.case_id == task.case_id
    rows = db.session.execute(deadlines().where(own, Deadline.due_at == task.due_at).order_by(Deadline.base_at))
    return tuple(deadline_view(row) for row in rows)


def _latest(deadlines: Iterable[DeadlineView]) -> tuple[DeadlineView, ...]:
    """One of each kind: the one that still runs, else the one that was due last."""
    found: dict[str, DeadlineView] = {}
    for deadline in deadlines:
        kept = found.get(deadline.key)
        if kept is None or (kept.ended_at is not None and deadline.ended_at is None):
            found[deadline.key] = deadline
    return tuple(sorted(found.values(), key=lambda deadline: deadline.due_at))


def _standard(deadline: DeadlineView, library: Composed) -> Standard:
    rule = library.release.deadlines.get(deadline.key)
    event = rule.start if rule is not None else ""
    return Standard(
        deadline=deadline,
        counts_from=library.rules.events.get(event) or event.replace("_", " ").capitalize(),
        rule=library.rules.rules.get(deadline.rule or ""),
    )


def _rules(detail: TaskDetail, form: Form | None, library: Composed) -> dict[str, RegisterRule]:
    """The paragraphs that the task, its standards and its questions name."""
    named = [*detail.rules, *(deadline.rule or "" for deadline in detail.deadlines)]
    for question in form.fields if form is not None else ():
        named += [rule for each in (question, *question.questions) for rule in each.rules]
    named += form.rules if form is not None else ()
    return {rule: library.rules.rules[rule] for rule in named if rule in library.rules.rules}


def _allowed(task: Task, detail: TaskDetail, actor: Actor) -> Allowed:
    still_open = task.status is TaskStatus.OPEN
    mine_to_give = task.assignee == actor.name or actor.may(Capability.ASSIGN)
    offered = bool(task.groups or task.users)
    return Allowed(
        work=detail.may_work,
        claim=detail.may_work and task.assignee is None,
        put_back=still_open and task.assignee is not None and offered and mine_to_give,
        hand_over=still_open and may_hand_over(task, actor, workable=detail.may_work),
    )


def _display_names(*names: str | None) -> Mapping[str, str]:
    rows = db.session.execute(select(User.name, User.display_name).where(User.name.in_([n for n in names if n])))
    return {name: shown for name, shown in rows}  # noqa: C416 - dict() does not know the types of a row
