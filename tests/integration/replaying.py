"""Real cases that have ended, and drafts that would have gone another way with them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from service.access import Scope, system_actor
from service.clocks.clock import VirtualClock
from service.models import Outbox, db
from service.pathways.calls import claim_call
from service.pathways.finish_call import complete_call
from service.pathways.fire_timers import fire_timers
from service.pathways.messages import post_message
from service.pathways.queries.drafts import draft_file
from service.pathways.start_case import StartedCase
from tests.integration.builders import client, complete, later, person, route_all, triaged
from tests.integration.drafting import SUPPORT, saved

YES = b'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=accepted = "yes"</bpmn:conditionExpression>'
OTHERWISE = YES.replace(b'"yes"', b'"no"')


def finished(clock: VirtualClock, **about: str) -> StartedCase:
    """A case that went all its way: a reminder, a letter, a reply, closure."""
    case = triaged(clock, **about)
    later(clock, hours=1)
    fire_timers(instance_id=UUID(case.instance_id), clock=clock)
    complete(case, "Task_Remind", {}, by="manager.west", clock=clock)
    later(clock, days=1)
    answers = {"visited_on": "2026-12-15", "note": "All is calm"}
    complete(case, "Task_Visit", answers, by="worker.west", clock=clock)
    call_id = db.session.scalars(select(Outbox.id).where(Outbox.instance_id == UUID(case.instance_id))).one()
    claim_call(call_id=call_id, worker="w", lock_for=timedelta(minutes=1), clock=clock)
    complete_call(call_id=call_id, worker="w", result={"number": 7}, actor=client(Scope.EXTERNAL_TASKS), clock=clock)
    later(clock, days=2)
    post_message(
        name="reply",
        keys={"case": case.reference},
        payload={"text": "Thank you"},
        actor=system_actor(),
        authority="test",
        clock=clock,
    )
    later(clock, days=1)
    complete(case, "Task_Close", {"summary": "Helped"}, by="worker.west", clock=clock)
    route_all(clock)
    return case


def changed(draft_id: UUID, clock: VirtualClock, before: bytes, after: bytes, path: str = SUPPORT) -> None:
    content = draft_file(draft_id=draft_id, path=path, actor=person("owner.one"))
    assert before in content
    saved(draft_id, clock, content=content.replace(before, after), path=path)
