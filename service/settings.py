"""Everything that differs from one installation to the next, read once from the environment.

Secrets come from here and from nowhere else.  `.env.example` names every variable; a test compares the two.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self, TypeVar

from service.errors import PathwaysError

Value = TypeVar("Value")

REQUIRED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
LARGEST_UPLOAD = 10 * 1024 * 1024  # bytes
SHORTEST_SECRET = 32  # characters; 32 of hex are 128 bits


class SettingsError(PathwaysError):
    """The environment does not describe an installation that can run."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One installation.  Directories are absolute."""

    database_url: str
    redis_url: str
    secret_key: str
    host: str
    port: int
    public_url: str  # how people reach the service; https makes the session cookie secure
    trusted_proxies: int  # how many proxies stand in front and set X-Forwarded-*
    var_directory: Path  # what the service writes besides the database
    library_directory: Path  # holds processes/ and forms/
    log_level: str
    session_length: timedelta
    largest_body: int  # bytes of a request
    largest_upload: int  # bytes of one file
    malware_scanner: str | None  # address of a clamd; None: files are not scanned
    web_workers: int
    job_workers: int
    database_connections: int  # kept open by one process
    metrics_token: str | None  # None: /metrics answers this machine only
    timer_lease: timedelta
    outbox_lease: timedelta
    smtp_url: str | None  # None: mails are written to var/mail
    mail_from: str
    webhook_hosts: tuple[str, ...]  # the only hosts that webhook.send may call
    webhook_secret: str | None

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> Self:
        """Read every setting.

        :raises SettingsError: a required variable is missing or a value cannot be read.
        """
        absent = [name for name in REQUIRED if not variables.get(name)]
        if absent:
            raise SettingsError(f"Set {', '.join(absent)} in the environment (see .env.example).")
        read = _Environment(variables).read
        return cls(
            database_url=read("DATABASE_URL", _database_url, ""),
            redis_url=read("REDIS_URL", _redis_url, ""),
            secret_key=read("SECRET_KEY", _secret, ""),
            host=read("HOST", str, "127.0.0.1"),
            port=read("PORT", _count, "8000"),
            public_url=read("PUBLIC_URL", _url, "http://127.0.0.1:8000"),
            trusted_proxies=read("TRUSTED_PROXIES", _count, "0"),
            var_directory=read("VAR_DIRECTORY", _directory, "var"),
            library_directory=read("LIBRARY_DIRECTORY", _directory, "."),
            log_level=read("LOG_LEVEL", str.upper, "INFO"),
            session_length=timedelta(hours=read("SESSION_HOURS", _count, "10")),
            largest_body=read("LARGEST_BODY", _count, str(1024 * 1024)),
            largest_upload=read("LARGEST_UPLOAD", _count, str(LARGEST_UPLOAD)),
            malware_scanner=read("MALWARE_SCANNER", _scanner, ""),
            web_workers=read("WEB_WORKERS", _count, "2"),
            job_workers=read("JOB_WORKERS", _count, "2"),
            database_connections=read("DATABASE_CONNECTIONS", _count, "5"),
            metrics_token=read("METRICS_TOKEN", _optional, ""),
            timer_lease=timedelta(seconds=read("TIMER_LEASE_SECONDS", _count, "30")),
            outbox_lease=timedelta(seconds=read("OUTBOX_LEASE_SECONDS", _count, "60")),
            smtp_url=read("SMTP_URL", _optional, ""),
            mail_from=read("MAIL_FROM", str, "early-help@localhost"),
            webhook_hosts=read("WEBHOOK_HOSTS", _names, ""),
            webhook_secret=read("WEBHOOK_SECRET", _optional, ""),
        )


class _Environment:
    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def read(self, name: str, convert: Callable[[str], Value], default: str) -> Value:
        """Convert the variable; an empty one counts as absent, as compose files write it so."""
        text = self._variables.get(name, "").strip() or default
        try:
            return convert(text)
        except ValueError as error:
            raise SettingsError(f"{name} {error}") from error


def _secret(text: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise ValueError(f"needs at least {SHORTEST_SECRET} characters")
    return text


def _database_url(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise ValueError("must begin with postgresql://")
    return f"postgresql+psycopg://{rest}"


def _redis_url(text: str) -> str:
    if not text.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return text


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return text.rstrip("/")


def _scanner(text: str) -> str | None:
    if text and not text.startswith(("unix:///", "tcp://")):
        raise ValueError("must begin with unix:/// or tcp://")
    return text or None


def _optional(text: str) -> str | None:
    return text or None


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"must be a whole number, not {text!r}")
    return int(text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _directory(text: str) -> Path:
    return Path(text).expanduser().resolve()
