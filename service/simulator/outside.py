"""The world outside: calls that are answered, and cases that are opened again."""

from collections.abc import Mapping
from dataclasses import replace

from service.engine.commands import CompleteService, FailService, RetryIncident, Start, ThrowServiceError
from service.engine.step import ServiceCall
from service.simulator.errors import ExpectationError
from service.simulator.host import Host
from service.simulator.instances import MemoryInstance
from service.simulator.places import MemoryCase
from service.simulator.scenario import Retry, Service
from service.simulator.timeline import Mark

OPEN_EPISODE = "case.open_episode"


def succeed(host: Host, instance: MemoryInstance, call: ServiceCall) -> None:
    """Let the call succeed at once; a new episode is opened as the service opens it."""
    if call.id not in instance.calls:
        return  # the process went on without it
    result = _open_episode(host, instance, call) if call.topic == OPEN_EPISODE else {}
    host.command(instance, CompleteService(call_id=call.id, result=result))


def answer(host: Host, action: Service) -> None:
    """Answer the oldest waiting call of the topic as the scenario says."""
    waiting = [(each, call) for each in host.instances for call in each.calls.values() if call.topic == action.topic]
    if not waiting:
        topics = sorted({call.topic for each in host.instances for call in each.calls.values()})
        raise ExpectationError(expected=f"a waiting call {action.topic}", found=", ".join(topics) or "no call waits")
    instance, call = waiting[0]
    if action.fail is not None:
        host.timeline.add(host.clock.now(), Mark.INCIDENT, f"{call.name}: given up: {action.fail}")
        host.command(instance, FailService(call_id=call.id, message=action.fail))
    elif action.error is not None:
        host.timeline.add(host.clock.now(), Mark.SENT, f"{call.name}: answered with error {action.error}")
        error = ThrowServiceError(call_id=call.id, code=action.error, message=action.error_message, data=action.result)
        host.command(instance, error)
    else:
        host.timeline.add(host.clock.now(), Mark.SENT, f"{call.name}: answered")
        host.command(instance, CompleteService(call_id=call.id, result=action.result))


def retry(host: Host, action: Retry) -> None:
    """Run a failed element again."""
    failed = [
        (each, incident)
        for each in host.instances
        for incident in each.incidents.values()
        if action.element in (incident.element, incident.name)
    ]
    if not failed:
        raise ExpectationError(expected=f"an incident at {action.element}", found="there is none")
    instance, incident = failed[0]
    host.timeline.add(host.clock.now(), Mark.NOTE, f"An operator tries {incident.name or incident.element} again")
    host.command(instance, RetryIncident(incident_id=incident.id, data=action.data))


def _open_episode(host: Host, instance: MemoryInstance, call: ServiceCall) -> Mapping[str, object]:
    before = instance.place
    if not isinstance(before, MemoryCase):
        raise ExpectationError(
            expected="a case whose family comes again", found=f"{instance.name} runs outside any case"
        )
    parameters = dict(call.parameters)
    process, event, team = (parameters.pop(name, None) for name in ("process", "event", "team"))
    episode = max(case.episode for case in host.cases) + 1
    case = replace(
        before,
        reference=host.next_reference(),
        episode=episode,
        opened=host.clock.now(),
        events={},
        records={},
        deadlines=[],
        stage=None,
        status="open",
        outcome=None,
        team=None if team is None else str(team),
        lead=None,
    )
    host.cases.append(case)
    # the start event takes what it maps, as from a message's payload
    command = Start(process=str(process), event=None if event is None else str(event), answers=parameters)
    host.start(str(process), place=case, command=command)
    return {"case_id": f"case-{episode}", "reference": case.reference}
