"""Re-opening: a new case for a family that was helped before, asked for by a process (topic `case.open_episode`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, literal, select

from service.access import system_actor
from service.clocks.clock import Clock
from service.engine.commands import CompleteService, FailService
from service.errors import InvalidInputError, PathwaysError
from service.models import Case, CaseAccess, CasePerson, Family, Instance, Outbox, OutboxStatus, Person, db
from service.pathways.apply import carry_out
from service.pathways.attempts import IN_VAIN
from service.pathways.calls import OPEN_EPISODE
from service.pathways.feel_json import from_json, to_json
from service.pathways.finish_call import lock_caller
from service.pathways.opening import NewCase, NewFamily, NewPerson, Opening, open_case
from service.pathways.releases import keep_current, starting_release
from service.pathways.running import running
from service.pathways.standing import audit
from service.pathways.starting import StartRequest, start_process
from service.pathways.transaction import transact

TOPIC = OPEN_EPISODE


@dataclass(frozen=True, kw_only=True)
class OpenedEpisode:
    case_id: str
    reference: str
    instance_id: str


def open_episode(*, call_id: UUID, clock: Clock) -> OpenedEpisode | None:
    """Open the case, start its process and answer the call with {case_id, reference}, in one transaction.

    Parameters of the call: `process`; `event` and `team` where they matter; everything else reaches the start event
    as a message's payload would.  What cannot be opened becomes an incident of the process that asked.
    None: the call was answered before, or is not there to be made.
    """

    def work() -> OpenedEpisode | None:
        authority = db.session.scalar(select(Outbox.authority).where(Outbox.id == call_id))
        if authority is None:
            return None
        keep_current(authority)
        caller = lock_caller(call_id)
        call = db.session.scalar(select(Outbox).where(Outbox.id == call_id, Outbox.topic == TOPIC))
        if caller is None or call is None or call.status is not OutboxStatus.PENDING:
            return None
        try:
            with db.session.begin_nested():
                opened = _open(call, clock)
        except PathwaysError as error:
            call.attempts += 1
            _fail(call, caller, str(error), clock=clock)
            return None
        _answer(call, caller, opened, clock=clock)
        return opened

    return transact(work)


def give_up_episode(*, call_id: UUID, clock: Clock) -> None:
    """Say that nobody came to the end of it: an incident of the process that asked."""

    def work() -> None:
        caller = lock_caller(call_id)
        call = db.session.scalar(select(Outbox).where(Outbox.id == call_id, Outbox.topic == TOPIC))
        if caller is not None and call is not None and call.status is OutboxStatus.PENDING:
            _fail(call, caller, IN_VAIN, clock=clock)

    transact(work)


def _fail(call: Outbox, caller: Instance, message: str, *, clock: Clock) -> None:
    call.status = OutboxStatus.DEAD
    call.last_error = message
    db.session.flush()
    failure = FailService(call_id=str(call.id), message=message)
    carry_out(running(caller, clock), failure, actor=system_actor(TOPIC), clock=clock)


def _open(call: Outbox, clock: Clock) -> OpenedEpisode:
    if call.case_id is None:
        raise InvalidInputError({"case": ["Only a process that runs on a case can open its next episode."]})
    actor = system_actor(TOPIC, call.authority)
    parameters = from_json(call.parameters)
    process, event, team = (parameters.pop(name, None) for name in ("process", "event", "team"))
    before = db.session.scalars(select(Case).where(Case.id == call.case_id)).one()
    release = starting_release(call.authority)
    opening = Opening(authority=call.authority, composed=release.composed, actor=actor, now=clock.now())
    case, _ = open_case(_new_case(before, None if team is None else str(team)), opening)
    _name_the_same(before, case)
    request = StartRequest(
        release=release,
        authority=call.authority,
        process=str(process),
        event=None if event is None else str(event),
        case=case,
        payload=parameters,
    )
    instance, _ = start_process(request, actor=actor, clock=clock)
    audit(
        actor,
        "open next episode",
        f"case {case.reference}",
        at=clock.now(),
        case_id=case.id,
        authority=call.authority,
        details={"after": before.reference, "process": str(process)},
    )
    return OpenedEpisode(case_id=str(case.id), reference=case.reference, instance_id=str(instance.id))


def _new_case(before: Case, team: str | None) -> NewCase:
    family = db.session.scalars(select(Family).where(Family.id == before.family_id)).one()
    people = db.session.scalars(
        select(Person)
        .join(CasePerson, CasePerson.person_id == Person.id)
        .where(CasePerson.case_id == before.id)
        .order_by(CasePerson.position)
    )
    return NewCase(
        family=NewFamily(name=family.name, reference=family.reference),
        people=tuple(
            NewPerson(id=person.id, name=person.name, kind=person.kind, date_of_birth=person.date_of_birth)
            for person in people
        ),
        team=team,
        record_link=before.record_link,
        restricted=before.restricted,
    )


def _name_the_same(before: Case, case: Case) -> None:
    """A restricted case on which nobody is named would be seen by nobody."""
    named = select(literal(case.id), CaseAccess.user_name, CaseAccess.granted_by, CaseAccess.granted_at)
    columns = ["case_id", "user_name", "granted_by", "granted_at"]
    db.session.execute(insert(CaseAccess).from_select(columns, named.where(CaseAccess.case_id == before.id)))


def _answer(call: Outbox, caller: Instance, opened: OpenedEpisode, *, clock: Clock) -> None:
    result: Mapping[str, object] = {"case_id": opened.case_id, "reference": opened.reference}
    call.status = OutboxStatus.DONE
    call.attempts += 1
    call.done_at = clock.now()
    call.result = to_json(result)
    db.session.flush()
    done = CompleteService(call_id=str(call.id), result=result)
    carry_out(running(caller, clock), done, actor=system_actor(TOPIC), clock=clock)
