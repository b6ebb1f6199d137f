"""Which installation a command works on: the environment's, or the one that `pathways run` has started here."""

import getpass
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from service.access import Actor, system_actor
from service.clocks.clock import SystemClock
from service.context import make_context
from service.errors import PathwaysError, PublicationRefusedError
from service.settings import Settings

RUN_FILE = "run.env"  # in the var directory; only its owner can read it


def environment() -> Mapping[str, str]:
    """Return the environment, completed by the addresses of a service that runs here."""
    path = Path(os.environ.get("VAR_DIRECTORY") or "var") / RUN_FILE
    if os.environ.get("DATABASE_URL") or not path.exists():
        return os.environ
    lines = (line.partition("=") for line in path.read_text().splitlines())
    return {name: value for name, _, value in lines} | dict(os.environ)


@contextmanager
def installation() -> Iterator[Settings]:
    """Run the block in the installation's application context; say errors of ours in one line."""
    with errors_in_words():
        settings = Settings.from_environment(environment())
        with make_context(settings, SystemClock()).app_context():
            yield settings


@contextmanager
def errors_in_words() -> Iterator[None]:
    try:
        yield
    except PublicationRefusedError as error:
        for finding in error.findings:
            click.echo(f"{finding.file} {finding.element or ''}: {finding.message} {finding.remedy}", err=True)
        raise click.ClickException(str(error)) from error
    except PathwaysError as error:
        raise click.ClickException(str(error)) from error


def operator() -> Actor:
    """Return who acts: the system, with the login of this shell in the audit trail."""
    return system_actor(f"command line: {getpass.getuser()}")


def become(*module_and_arguments: str) -> None:
    """Replace this process by `python -m …`, so that signals reach it without a go-between."""
    words = [sys.executable, "-m", *module_and_arguments]
    os.execve(sys.executable, words, dict(environment()))  # noqa: S606 - our own interpreter and module names
