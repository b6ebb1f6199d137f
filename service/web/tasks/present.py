"""What the page of a task says around its form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for

from service.clocks import WorkingCalendar
from service.forms import Form, Question
from service.forms.shape import pick
from service.models import ConsentStatus, TaskStatus
from service.pathways.priority import Priority, priority_of
from service.pathways.queries.earlier_records import Earlier
from service.pathways.queries.task_page import Contact, Standard, TaskCase, TaskPage, outcome_question
from service.web.contact import contact_notice
from service.web.pages import Link
from service.web.priority import TONES, WORDS
from service.web.questions.values import NOT_ANSWERED, Reading, from_iso, html_of
from service.web.texts import Due, Tone, date_text, due_of, listed, moment_text, spelt

NOBODY = "Nobody yet"

_ENFORCED = {
    "hard": "This standard must be met. A missed one stays on record.",
    "warning": "You are warned when this standard is missed. A missed one stays on record.",
    "report": "This standard is counted in reports.",
}
_AGREEMENT = {
    ConsentStatus.REFUSED: "Agreement refused",
    ConsentStatus.WITHDRAWN: "Agreement withdrawn",
}


@dataclass(frozen=True)
class Badge:
    """`tone`: a colour of GOV.UK's tags; the words say it, too."""

    text: str
    tone: str = "grey"


@dataclass(frozen=True)
class Paragraph:
    """A rule of the procedure in its own words."""

    rule: str
    section: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why a task is due when it is."""

    label: str
    due: Due
    counts_from: str
    missed: bool
    enforced: str
    rule: Paragraph | None


@dataclass(frozen=True, kw_only=True)
class Heed:
    """What to know before contacting somebody of the family."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One attempt at a visit or meeting."""

    number: int
    day: str
    outcome: str
    record: Link | None


@dataclass(frozen=True, kw_only=True)
class Head:
    """`reference` leads to the case where the person may open it.  `with_whom`: "You" or a name."""

    task_id: str
    name: str
    item: str | None
    stage: str | None
    reference: Link | None
    reference_text: str
    family: str
    due: Due
    why: tuple[Why, ...]
    priority: Badge | None
    with_whom: str
    instructions: str | None
    badges: tuple[Badge, ...]
    heed: tuple[Heed, ...]
    procedure: tuple[Paragraph, ...]
    attempts: tuple[Tried, ...]
    attempts_text: str
    others: str
    case_id: str | None
    sources: tuple[Link, ...]
    records: Link | None
    stop: str = ""  # the family does not want to be contacted any more


def head_of(page: TaskPage, *, me: str, now: datetime, calendar: WorkingCalendar) -> Head:
    task, case = page.task, page.case
    return Head(
        task_id=str(task.id),
        name=task.name,
        item=task.item,
        stage=task.stage,
        reference=_case_link(case),
        reference_text=case.reference if case else "",
        family=case.family if case else "",
        due=_due(page, now=now, calendar=calendar),
        why=tuple(_why(standard, now=now, calendar=calendar) for standard in page.standards),
        priority=_priority(task.priority),
        with_whom=holder_of(page, me),
        instructions=task.instructions or task.documentation,
        stop=contact_notice(case.consent) if case is not None else "",
        badges=tuple(_badges(page)),
        heed=tuple(_heed(contact) for contact in case.contacts) if case else (),
        procedure=_procedure(page),
        attempts=attempts_of(page.form, page.attempts, None if case is None else str(case.id)),
        attempts_text=attempts_text(page.form, len(page.attempts)),
        others=others_text([other.display_name for other in page.others]),
        case_id=None if case is None or not case.open_to_me else str(case.id),
        sources=sources_of_page(page),
        records=_records(case),
    )


def _due(page: TaskPage, *, now: datetime, calendar: WorkingCalendar) -> Due:
    """Return when it is due; of a task that has ended, when it was, and when it ended."""
    task = page.task
    due = due_of(task.due_at, now=now, calendar=calendar)
    if task.ended_at is None:
        return due
    return replace(due, words=f"Ended {date_text(task.ended_at, calendar.zone)}", tone=Tone.NONE)


def sources_of_page(page: TaskPage) -> tuple[Link, ...]:
    """Return the earlier records that the task builds on: whoever finds a mistake there corrects it there."""
    if page.case is None or not page.case.open_to_me:
        return ()
    case_id = page.case.id
    records = {source.record_id: source for source in page.sources.values()}
    return tuple(
        Link(
            f"{source.title}, {date_text(source.at)}",
            url_for("cases.record", case_id=case_id, record_id=source.record_id),
        )
        for source in records.values()
    )


def _priority(number: int) -> Badge | None:
    """Return the word for a priority; none for an ordinary one."""
    level = priority_of(number)
    return None if level is Priority.NORMAL else Badge(WORDS[level], TONES[level])


def holder_of(page: TaskPage, me: str) -> str:
    task = page.task
    if task.status is TaskStatus.COMPLETED:
        return f"Completed by {page.completed_by}"
    if task.assignee is None:
        return NOBODY
    return "You" if task.assignee == me else page.assignee or task.assignee


def others_text(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f"Also open by {listed(names)}. You each have answers of your own, and neither overwrites the other."


def attempts_of(form: Form | None, attempts: Sequence[Earlier], case_id: str | None) -> tuple[Tried, ...]:
    question = outcome_question(form) if form is not None else None
    if form is None or question is None:
        return ()
    return tuple(
        Tried(
            number=number,
            day=day_of(form, attempt),
            outcome=outcome_of(question, attempt),
            record=Link("Read the record", url_for("cases.record", case_id=case_id, record_id=attempt.record_id))
            if case_id
            else None,
        )
        for number, attempt in enumerate(attempts, start=1)
    )


def attempts_text(form: Form | None, count: int) -> str:
    if form is None or outcome_question(form) is None:
        return ""
    return f"{spelt(count, 'attempt')} so far. This is attempt {count + 1}." if count else "This is the first attempt."


def day_of(form: Form, attempt: Earlier) -> str:
    """Return the day on which it was tried: the date of the form that may not lie ahead, else when it was recorded."""
    for question in form.fields:
        day = from_iso(pick(attempt.answers, question.key)) if question.limits.not_in_future else None
        if day is not None:
            return str(html_of(question, pick(attempt.answers, question.key), Reading()))
    return date_text(attempt.at)


def outcome_of(question: Question, attempt: Earlier) -> str:
    """Return what came of it, in the words of the question: "Took place: no"."""
    value = pick(attempt.answers, question.key)
    known = {option.value: option.label for option in question.options}
    said = known.get(str(value), NOT_ANSWERED)
    return question.properties.get(f"outcome_{value}") or _SPOKEN.get(str(value)) or said


_SPOKEN = {"yes": "took place", "no": "did not take place", "true": "took place", "True": "took place"}


def _why(standard: Standard, *, now: datetime, calendar: WorkingCalendar) -> Why:
    deadline, rule = standard.deadline, standard.rule
    return Why(
        label=deadline.label,
        due=due_of(deadline.due_at, now=now, calendar=calendar),
        counts_from=f"{standard.counts_from}: {moment_text(deadline.base_at, calendar.zone)}",
        missed=deadline.breach_at <= now and deadline.ended_at is None,
        enforced=_ENFORCED.get(deadline.enforcement, ""),
        rule=None if rule is None else Paragraph(rule.id, rule.section, rule.text),
    )


def _badges(page: TaskPage) -> Iterator[Badge]:
    case = page.case
    if page.paused:
        yield Badge("Paused", "orange")
    if case is None:
        return
    if case.restricted:
        yield Badge("Restricted", "red")
    if case.closed:
        yield Badge("Case closed", "grey")
    if case.agreement in _AGREEMENT:
        yield Badge(_AGREEMENT[case.agreement], "orange")
    elif case.agreement is None and not case.consent:
        yield Badge("No agreement recorded", "yellow")
    languages = sorted({contact.language for contact in case.contacts if contact.language})
    if languages:
        yield Badge(f"Interpreter: {listed(languages)}", "blue")


def _heed(contact: Contact) -> Heed:
    lines = [contact.safe_contact or ""]
    lines += [f"Interpreter needed: {contact.language}"] if contact.language else []
    lines += [contact.communication or ""]
    return Heed(name=contact.name, lines=tuple(line for line in lines if line))


def _procedure(page: TaskPage) -> tuple[Paragraph, ...]:
    """What the procedure says about the task itself; the rules of questions stand beside them, of due dates there."""
    elsewhere = {standard.rule.id for standard in page.standards if standard.rule}
    own = [*page.task.rules, *(page.form.rules if page.form else ())]
    named = [page.rules[rule] for rule in dict.fromkeys(own) if rule in page.rules and rule not in elsewhere]
    return tuple(Paragraph(rule.id, rule.section, rule.text) for rule in named)


def _records(case: TaskCase | None) -> Link | None:
    if case is None or not case.open_to_me:
        return None
    return Link("All records of the case", url_for("cases.records", case_id=case.id))


def _case_link(case: TaskCase | None) -> Link | None:
    if case is None or not case.open_to_me:
        return None
    return Link(case.reference, url_for("cases.overview", case_id=case.id))
