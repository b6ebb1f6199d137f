"""One JSON object a line on standard error.  Facts and ids; no personal data.

The text of an exception may quote what a person wrote, so only its class and the places it passed are logged.
"""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.name.startswith("service."):  # what libraries add may be anything, answers included
            line |= {name: value for name, value in vars(record).items() if name not in _ORDINARY}
        if (current := request_id.get()) is not None:
            line["request_id"] = current
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["stack"] = _places(record.exc_info[2])
        return json.dumps(line, default=str, ensure_ascii=False)


def _places(passed: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(passed)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def configure_logs(level: str) -> None:
    """Send every logger of this process through one handler."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("alembic", "rq"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLogger().level))
