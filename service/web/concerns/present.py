"""What the pages about urgent concerns show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from service.models import OutboxStatus, TaskStatus
from service.pathways.queries.cases import CaseSummary
from service.pathways.queries.concerns import Alert, Answer, ConcernState, Notice, Receiver
from service.web.site import Site
from service.web.texts import due_of, listed, moment_text

_CHANNELS = {"mail.send": "email", "letter.send": "letter"}
_SENT = {
    OutboxStatus.DONE: "sent",
    OutboxStatus.PENDING: "on its way",
    OutboxStatus.LOCKED: "on its way",
    OutboxStatus.DEAD: "could not be sent: tell them yourself, now",
    OutboxStatus.CANCELLED: "no longer needed",
}


@dataclass(frozen=True, kw_only=True)
class Which:
    """The family that a concern is about: known, or to be chosen among those that what was typed may mean."""

    case_id: UUID | None = None
    reference: str = ""
    family: str = ""
    typed: str = ""
    choices: tuple[CaseSummary, ...] = ()
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def items(self) -> list[dict[str, str]]:
        """The choices as GOV.UK radios."""
        return [{"value": str(case.id), "text": f"{case.family}, {case.reference}"} for case in self.choices]


@dataclass(frozen=True, kw_only=True)
class ConcernForm:
    which: Which
    concern: str = ""


@dataclass(frozen=True, kw_only=True)
class ToldLine:
    """Who was told, how and when; `failed`: they were not."""

    text: str
    failed: bool


@dataclass(frozen=True, kw_only=True)
class AnswerLine:
    """`task_id` None: who reads may not open the task."""

    task_id: UUID | None
    name: str
    who: str
    state: str
    done: bool


@dataclass(frozen=True, kw_only=True)
class RaisedPage:
    title: str
    reference: str
    advice: str
    told: tuple[ToldLine, ...]
    answers: tuple[AnswerLine, ...]


def which_of(typed: str, cases: Sequence[CaseSummary]) -> Which:
    """One family that fits is the family, open or closed; of several the person chooses."""
    if not typed.strip():
        return Which(errors={"family": ["Enter the family's name or case reference"]})
    if not cases:
        return Which(typed=typed, errors={"family": ["No family that you may see is called that: see what to do now"]})
    if len(cases) > 1:
        return Which(typed=typed, choices=tuple(cases), errors={"case_id": ["Choose the family"]})
    return Which(case_id=cases[0].id, reference=cases[0].reference, family=cases[0].family)


def raised_page(state: ConcernState, site: Site, *, now: datetime) -> RaisedPage:
    return RaisedPage(
        title="Urgent concern: who has been alerted" if state.open else "Urgent concerns on this case",
        reference=state.reference,
        advice=site.words.get("urgent_advice", ""),
        told=(
            *(_notice(notice) for notice in state.notices),
            *(line for alert in state.alerts for line in _alert(alert, site)),
        ),
        answers=tuple(_answer(answer, site, now) for answer in state.answers),
    )


def _notice(notice: Notice) -> ToldLine:
    mailed = f", and by email on {moment_text(notice.mailed_at)}" if notice.mailed_at else ""
    text = f"{notice.name}: in their notifications on {moment_text(notice.at)}{mailed}"
    return ToldLine(text=text, failed=False)


def _alert(alert: Alert, site: Site) -> Iterator[ToldLine]:
    """One line for each receiver; what names none is called as its step is."""
    channel = _CHANNELS.get(alert.channel, "message")
    when = f" on {moment_text(alert.sent_at)}" if alert.sent_at else ""
    whom = [_receiver(receiver, site) for receiver in alert.receivers] or [alert.name]
    for each in whom:
        yield ToldLine(text=f"{each}: {channel} {_SENT[alert.status]}{when}", failed=alert.status is OutboxStatus.DEAD)


def _receiver(receiver: Receiver, site: Site) -> str:
    """Team Manager (team.west@council.example): a role before the people whose address it is."""
    who = _role(receiver.role, site) if receiver.role else listed(receiver.names)
    return f"{who} ({receiver.address})" if who else receiver.address


def _answer(answer: Answer, site: Site, now: datetime) -> AnswerLine:
    return AnswerLine(
        task_id=answer.task_id if answer.open_to_reader else None,
        name=answer.name,
        who=answer.assignee or listed((_role(group, site) for group in answer.groups), "or"),
        state=_state(answer, site, now),
        done=answer.status is not TaskStatus.OPEN,
    )


def _role(group: str, site: Site) -> str:
    roles = site.library.authority.roles if site.library else {}
    return roles[group].name if group in roles else group


def _state(answer: Answer, site: Site, now: datetime) -> str:
    match answer.status:
        case TaskStatus.OPEN:
            due = due_of(answer.due_at, now=now, calendar=site.calendar)
            return f"Not answered yet. {due.words}" if answer.due_at else "Not answered yet"
        case TaskStatus.COMPLETED:
            ended = f" on {moment_text(answer.ended_at)}" if answer.ended_at else ""
            return f"Done by {answer.completed_by}{ended}"
        case TaskStatus.CANCELLED:
            return "Passed on to the next manager, or no longer needed"
