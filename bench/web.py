"""What does a whole completion over HTTP cost, and how many does the machine do in a second?

Against an empty Flask endpoint and one bare PostgreSQL commit, measured in the same run.
"""

import http.client
import json
import socket
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import psycopg
from ground import ACTOR, ANSWERS, Ground, ground, median, wall_milliseconds
from sqlalchemy import select

from service.access import Scope
from service.clocks.clock import SystemClock
from service.models import Task, TaskStatus, db
from service.pathways.clients import add_client

ALONE = 200  # requests of one client, for the duration of one
TOGETHER = 1200  # requests of several clients, for the throughput
CLIENTS = 6
EMPTY = """
import flask
application = flask.Flask("empty")
@application.post("/")
def nothing():
    return {}
"""


def main() -> None:
    with ground() as place:
        commit = median([bare_commit(place) for _ in range(ALONE)])
        empty_port = serve_empty(place)
        empty = measure_one(empty_port, ["/"] * ALONE, token="")
        empty_rate = measure_many(empty_port, ["/"] * TOGETHER, token="")
        place.stop_processes()
        place.start("visits", ALONE + TOGETHER)
        paths, token = completions(place)
        port = serve_service(place)
        whole = measure_one(port, paths[:ALONE], token)
        rate = measure_many(port, paths[ALONE:], token)
    print(f"one bare commit:                  {commit:7.2f} ms")
    print(f"one request to an empty endpoint: {empty:7.2f} ms, {empty_rate:6.0f} a second with {CLIENTS} clients")
    print(f"one whole completion:             {whole:7.2f} ms, {rate:6.0f} a second with {CLIENTS} clients (aim 150)")
    print(f"completion / empty endpoint: {whole / empty:.1f}   completion / bare commit: {whole / commit:.1f}")


def bare_commit(place: Ground) -> float:
    with psycopg.connect(place.postgres.url) as connection:
        connection.execute("create table if not exists bare (id int primary key, n int)")
        connection.execute("insert into bare values (1, 0) on conflict do nothing")
        connection.commit()

        def write() -> None:
            connection.execute("update bare set n = n + 1 where id = 1")
            connection.commit()

        return wall_milliseconds(write)


def completions(place: Ground) -> tuple[list[str], str]:
    """Return the addresses of open tasks, and a token that may complete them."""
    clock = SystemClock()
    with place.app.app_context():
        client = add_client(
            name="bench",
            scopes=[Scope.TASKS_WRITE],
            expires_at=clock.now() + timedelta(days=1),
            authority=ACTOR.authority,
            actor=ACTOR,
            clock=clock,
        )
        tasks = db.session.scalars(select(Task.id).where(Task.status == TaskStatus.OPEN)).all()
        db.session.remove()
    return [f"/api/v1/tasks/{task}/complete" for task in tasks], client.token


def serve_empty(place: Ground) -> int:
    Path(place.directory, "empty.py").write_text(EMPTY)
    port = free_port()
    words = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    place.start_process(*words, "--chdir", str(place.directory), "--log-level", "error", "empty:application")
    wait_until_open(port)
    return port


def serve_service(place: Ground) -> int:
    port = free_port()
    words = ["gunicorn", "-c", "python:service.gunicorn_settings", "--log-level", "error", "service.wsgi:application"]
    place.start_process(*words, PORT=str(port))
    wait_until_open(port)
    return port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_open(port: int) -> None:
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("The web server does not come up.")


def measure_one(port: int, paths: list[str], token: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    durations = [wall_milliseconds(lambda path=path: post(connection, path, token)) for path in paths]
    connection.close()
    return median(durations[len(durations) // 5 :])  # the first ones load the release


def measure_many(port: int, paths: list[str], token: str) -> float:
    """Return requests a second."""

    def work(mine: list[str]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for path in mine:
            post(connection, path, token)
        connection.close()

    warm = threading.Thread(target=work, args=(paths[:50],))
    warm.start()
    warm.join()
    rest = paths[50:]
    threads = [threading.Thread(target=work, args=(rest[number::CLIENTS],)) for number in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(rest) / (time.perf_counter() - began)


def post(connection: http.client.HTTPConnection, path: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST", path, body=json.dumps({"answers": ANSWERS}), headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != http.client.OK:
        sys.exit(f"{answer.status} {body!r}")


if __name__ == "__main__":
    main()
