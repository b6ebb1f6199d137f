"""After a commit: tell the workers at once what the sweep would find a moment later."""

import functools
import time
from collections.abc import Mapping, Sequence

from flask import Flask, current_app

from service.jobs.queues import Queues, Work
from service.pathways.hints import Hint, HintKind, listen
from service.pathways.open_episode import TOPIC as OPEN_EPISODE

_KEY = "pathways.hints"

PAUSE_SECONDS = 5.0  # after a failure, so that each commit does not wait for a dead Redis

_WORK: Mapping[HintKind, Work] = {
    HintKind.INSTANCE_DUE: Work.FIRE_INSTANCES,
    HintKind.MESSAGE: Work.ROUTE_MESSAGES,
    HintKind.SCHEDULE: Work.RUN_SCHEDULES,
    HintKind.NOTIFICATION: Work.SEND_NOTIFICATIONS,
}


class Hints:
    """The listener for `pathways.hints.listen`; never raises because of Redis."""

    def __init__(self, queues: Queues, *, topics: frozenset[str]) -> None:
        """`topics`: those that our own workers deliver; the others are fetched by external workers."""
        self._queues = queues
        self._topics = topics
        self._silent_until = 0.0

    def __call__(self, hints: Sequence[Hint]) -> None:
        if time.monotonic() < self._silent_until:
            return
        found: dict[Work, list[str]] = {}
        for hint in hints:
            work = self._work_of(hint)
            if work is not None:
                found.setdefault(work, []).append(hint.id)
        if not all(self._queues.announce(work, ids) for work, ids in found.items()):
            self._silent_until = time.monotonic() + PAUSE_SECONDS

    def _work_of(self, hint: Hint) -> Work | None:
        if hint.kind is not HintKind.CALL:
            return _WORK[hint.kind]
        return work_of_call(hint.topic, self._topics)


def install_hints(app: Flask, hints: Hints) -> None:
    """Let commits of this application be announced by `hints`."""
    app.extensions[_KEY] = hints
    _listen_once()


@functools.cache
def _listen_once() -> None:
    listen(_tell_the_application)


def _tell_the_application(hints: Sequence[Hint]) -> None:
    """One process may hold several applications (tests do); each announces its own commits."""
    announce = current_app.extensions.get(_KEY)
    if announce is not None:
        announce(hints)


def work_of_call(topic: str | None, own_topics: frozenset[str]) -> Work | None:
    """Return who makes the call; None: an external worker fetches it."""
    if topic == OPEN_EPISODE:
        return Work.OPEN_EPISODES
    return Work.DELIVER_CALLS if topic in own_topics else None
