import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from service.access import Scope
from service.clocks.clock import SystemClock
from service.models import db
from service.pathways.clients import add_client
from service.pathways.start_instance import start_instance
from tests.faults.conftest import ACTOR, AUTHORITY

CHORES = 40


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def chores(installation):
    """Open tasks, and a token that may complete them."""
    clock = SystemClock()
    with installation.app.app_context():
        for _ in range(CHORES):
            start_instance(process="chore", actor=ACTOR, clock=clock, authority=AUTHORITY)
        client = add_client(
            name="killer",
            scopes=[Scope.TASKS_READ, Scope.TASKS_WRITE],
            expires_at=clock.now() + timedelta(days=1),
            authority=AUTHORITY,
            actor=ACTOR,
            clock=clock,
        )
        db.session.remove()
    return [str(row[0]) for row in installation.ask("select id from task")], client.token


def ask(port, method, path, *, body=None, headers=None):
    """Return the status of the answer, None when the connection broke."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def complete(port, task, token, *, key):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    return ask(port, "POST", f"/api/v1/tasks/{task}/complete", body='{"answers": {"note": "done"}}', headers=headers)


def ready(port):
    return ask(port, "GET", "/health/ready") == 200


def test_a_web_server_killed_in_the_middle_of_requests_leaves_each_task_done_once(installation, chores, port):
    tasks, token = chores
    web = installation.start("serve", PORT=str(port))
    installation.wait_for(lambda: ready(port))
    done = "select count(*) from task where status = 'completed'"

    with ThreadPoolExecutor(4) as people:
        answers = [people.submit(complete, port, task, token, key=task) for task in tasks]
        installation.wait_for(lambda: installation.one(done) >= 5)
        installation.kill(web)
        broken = [answer.result() for answer in answers].count(None)
    installation.start("serve", PORT=str(port))
    installation.wait_for(lambda: ready(port))
    with ThreadPoolExecutor(4) as people:
        again = list(people.map(lambda task: complete(port, task, token, key=task), tasks))

    assert broken > 0
    assert again == [200] * CHORES
    assert installation.one(done) == CHORES
    assert installation.one("select count(*) from record") == CHORES
    assert installation.one("select count(*) from instance where status = 'completed'") == CHORES
    assert installation.ask("select count(*) from history where element = 'Task_Chore' and state = 'completed'") == [
        (CHORES,)
    ]


def test_two_people_who_complete_the_same_task_at_once_get_one_yes_and_one_conflict(installation, chores, port):
    tasks, token = chores
    installation.start("serve", PORT=str(port))
    installation.wait_for(lambda: ready(port))
    gate = threading.Barrier(2)

    def at_once(key):
        gate.wait()
        return complete(port, tasks[0], token, key=key)

    with ThreadPoolExecutor(2) as people:
        statuses = sorted(people.map(at_once, ["one", "two"]))

    assert statuses == [200, 409]
