import os
import sys
import threading

import psutil
import pytest

from service.supervisor import Child, Supervisor

PATIENCE = 20


@pytest.fixture
def make_child(tmp_path):
    children = []

    def make(name, code):
        child = Child(name, [sys.executable, "-c", code, name], environment={}, directory=tmp_path)
        children.append(child)
        return child

    yield make
    for child in children:
        child.end(deadline=0)


@pytest.fixture
def supervisor():
    lines = []
    supervisor = Supervisor(say=lines.append)
    supervisor.lines = lines
    yield supervisor
    supervisor.shut_down()


class RecordingServer:
    def __init__(self):
        self.events, self.running = [], False

    def start(self):
        self.events.append("start")
        self.running = True

    def stop(self):
        self.events.append("stop")
        self.running = False


WAIT = "import signal; signal.pause()"


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_child_that_crashes_is_started_again(supervisor, make_child):
    child = make_child("worker", WAIT)
    supervisor.start_children([child])
    first = child.pid
    os.kill(first, 9)

    restarted = supervisor.wait_for(lambda: child.running and child.pid != first, seconds=PATIENCE)

    assert restarted
    assert "worker ended" in supervisor.lines[0]


def test_pauses_between_restarts_grow_and_end_at_half_a_minute(make_child):
    child = make_child("worker", "raise SystemExit(1)")
    child.start()

    pauses = [child.pause_after_crash() for _ in range(8)]

    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_stopping_ends_children_and_what_they_started(supervisor, make_child, tmp_path):
    code = (
        "import subprocess, sys, signal;"
        "p = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()']);"
        f"open({str(tmp_path / 'grandchild')!r}, 'w').write(str(p.pid)); signal.pause()"
    )
    child = make_child("web", code)
    note = tmp_path / "grandchild"
    supervisor.start_children([child])
    assert supervisor.wait_for(lambda: note.exists() and note.read_text() != "", seconds=PATIENCE)
    grandchild = int(note.read_text())

    supervisor.shut_down()

    assert not child.running
    assert supervisor.wait_for(lambda: not alive(grandchild), seconds=PATIENCE)


def test_a_child_that_ignores_the_request_is_killed(make_child, tmp_path):
    ready = tmp_path / "ready"
    child = make_child(
        "deaf", f"import signal; signal.signal(15, signal.SIG_IGN); open({str(ready)!r}, 'w').close(); signal.pause()"
    )
    supervisor = Supervisor(say=lambda _line: None)
    supervisor.start_children([child])
    supervisor.wait_for(ready.exists, seconds=PATIENCE)

    child.ask_to_stop()
    child.end(deadline=0)

    assert not child.running


def test_the_child_of_a_killed_supervisor_is_replaced(make_child):
    first, second = make_child("worker", WAIT), make_child("worker", WAIT)
    first.start()

    second.start()

    assert first._process.wait(PATIENCE) == -9
    assert second.running


def test_servers_stop_after_the_children_and_in_reverse(supervisor):
    first, second = RecordingServer(), RecordingServer()
    second.events = first.events
    supervisor.start_server(first)
    supervisor.start_server(second)

    supervisor.shut_down()

    assert first.events == ["start", "start", "stop", "stop"]
    assert not first.running
    assert not second.running


def test_waiting_ends_when_somebody_asks_to_stop(supervisor):
    threading.Timer(0.05, supervisor._stop.set).start()

    supervisor.wait()

    assert supervisor.stopping
