"""`pathways run`, which is `make run`: everything comes up, and stopping it stops everything."""

import http.client
import os
import signal
import socket
import subprocess
import threading
import time

import psutil
import pytest

from tests.faults.conftest import SERVICE

PATIENCE = 90


@pytest.fixture
def run(tmp_path):
    """Start the whole service in a directory of its own; gives the process and its port."""
    started = []

    def start():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {"PATH": os.environ["PATH"], "VAR_DIRECTORY": str(tmp_path / "var"), "PORT": str(port)}
        with (tmp_path / f"run-{len(started)}.log").open("wb") as log:
            process = subprocess.Popen([SERVICE, "run", "--no-demo"], env=environment, stdout=log, stderr=log)
        started.append(process)
        return process, port

    yield start
    for process in started:
        process.terminate()
        process.wait(PATIENCE)


def ready(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.1)


def running(processes):
    return [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


def belonging_to(process, var):
    """Everything it started, the database included, which is no child of it."""
    family = psutil.Process(process.pid).children(recursive=True)
    database = int((var / "postgres" / "postmaster.pid").read_text().split()[0])
    return [*family, psutil.Process(database)]


def test_everything_comes_up_once_and_stopping_it_stops_everything(run, tmp_path):
    process, port = run()
    wait_until(lambda: ready(port))
    everything = belonging_to(process, tmp_path / "var")
    second, _ = run()
    refused = second.wait(PATIENCE)
    still_there = ready(port)

    process.send_signal(signal.SIGINT)
    status = process.wait(PATIENCE)

    assert (refused, still_there) == (1, True)
    assert len(everything) >= 7  # web server with two workers, two job workers, scheduler, Redis, PostgreSQL
    assert status == 0
    wait_until(lambda: running(everything) == [])


def test_a_killed_supervisor_is_followed_by_one_that_takes_over(run, tmp_path):
    process, port = run()
    wait_until(lambda: ready(port))
    everything = belonging_to(process, tmp_path / "var")
    process.kill()
    process.wait(PATIENCE)

    second, port = run()
    wait_until(lambda: ready(port))
    second.send_signal(signal.SIGTERM)
    second.wait(PATIENCE)

    wait_until(lambda: running(everything) == [])
