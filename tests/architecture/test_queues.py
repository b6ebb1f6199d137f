import re
from pathlib import Path

import yaml

from service.cli.processes import worker
from service.jobs import work as functions
from service.jobs.hints import Hints
from service.jobs.queues import QueueName, Work, queue_of
from service.pathways.hints import Hint, HintKind

ROOT = Path(__file__).parents[2]


class Recorder:
    def __init__(self):
        self.announced = []

    def announce(self, work, _ids):
        self.announced.append(work)
        return True


def test_every_kind_of_work_has_a_function_that_takes_ids():
    for work in Work:
        assert callable(getattr(functions, work.value)), work


def test_every_kind_of_work_has_a_queue():
    assert {queue_of(work) for work in Work} == set(QueueName)


def test_the_command_line_knows_every_queue():
    assert set(worker.params[0].type.choices) == {name.value for name in QueueName}


def test_compose_starts_a_worker_for_every_queue():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())

    commands = [service.get("command") or [] for service in compose["services"].values()]
    served = {word for command in commands if command[:2] == ["pathways", "worker"] for word in command[2:]}

    assert served == {name.value for name in QueueName}


def test_run_starts_a_worker_for_every_queue_with_any_number_of_workers():
    text = (ROOT / "service" / "cli" / "run.py").read_text()

    first = re.search(r'"worker-1": \[(.*?)\]', text).group(1)

    assert all(f'"{name.value}"' in first for name in QueueName)


def test_every_hint_becomes_work():
    recorder = Recorder()
    hints = Hints(recorder, topics=frozenset({"mail.send"}))

    for kind in HintKind:
        hints([Hint(kind=kind, id="1", topic="mail.send")])

    assert len(recorder.announced) == len(HintKind)
