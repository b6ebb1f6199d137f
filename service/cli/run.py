"""run: the whole service on this machine, with servers, demo people and demo cases of its own."""

import json
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import click

from service.cli import run_files
from service.cli.installation import errors_in_words, operator
from service.cli.libraries import authorities
from service.cli.publishers import shortage_of_publishers
from service.clocks.clock import SystemClock
from service.context import make_context
from service.demo import PASSWORDS, DemoLogin, publish, seed
from service.embedded import EmbeddedPostgres, EmbeddedRedis
from service.errors import PublicationRefusedError, WrongStateError
from service.models import db
from service.models.migrate import migrate, upgrade_database
from service.settings import Settings
from service.supervisor import Child, Supervisor

READY_SECONDS = 90.0
PORTS_TRIED = 20


@click.command()
@click.option("--demo/--no-demo", default=True, show_default=True, help="Make demo people and demo cases.")
def run(*, demo: bool) -> None:
    """Start database, queue, web server, workers and scheduler; stop them all with Ctrl-C."""
    var = Path(os.environ.get("VAR_DIRECTORY") or "var").resolve()
    supervisor = Supervisor(say=_say)
    supervisor.heed_signals()
    with errors_in_words(), run_files.only_one(var):
        try:
            _bring_up(supervisor, var, demo=demo)
            supervisor.wait()
        finally:
            _say("stopping …")
            supervisor.shut_down()
            run_files.forget_environment(var)
            _say("everything is stopped; the data stay in " + str(var))


def _bring_up(supervisor: Supervisor, var: Path, *, demo: bool) -> None:
    environment = _servers(supervisor, var)
    settings = Settings.from_environment(environment)
    run_files.write_environment(var, environment)
    logins = _prepare(settings, demo=demo)
    if supervisor.stopping:
        return
    _say("starting web server, workers and scheduler …")
    supervisor.start_children(_children(settings, environment, var / "log"))
    if supervisor.wait_for(lambda: _ready(settings), seconds=READY_SECONDS):
        _greet(settings, logins, var)
    elif not supervisor.stopping:
        raise click.ClickException(f"The web server does not become ready; see {var / 'log' / 'web.log'}.")


def _servers(supervisor: Supervisor, var: Path) -> Mapping[str, str]:
    """Start what the environment does not name; return the complete environment."""
    given = dict(os.environ)
    if not given.get("DATABASE_URL"):
        _say("starting PostgreSQL …")
        postgres = EmbeddedPostgres(var / "postgres")
        supervisor.start_server(postgres)
        given["DATABASE_URL"] = postgres.url
    if not given.get("REDIS_URL"):
        _say("starting Redis …")
        redis = EmbeddedRedis(var / "redis")
        supervisor.start_server(redis)
        given["REDIS_URL"] = redis.url
    port = _port(given)
    local = f"http://{given.get('HOST') or '127.0.0.1'}:{port}"
    own = {"SECRET_KEY": run_files.secret_key(var), "VAR_DIRECTORY": str(var), "PUBLIC_URL": local}
    return own | {name: value for name, value in given.items() if value} | {"PORT": str(port)}


def _prepare(settings: Settings, *, demo: bool) -> tuple[DemoLogin, ...]:
    clock, actor = SystemClock(), operator()
    app = make_context(settings, clock)
    migrate.init_app(app)
    with app.app_context():
        _say("bringing the database up to date …")
        upgrade_database()
        logins: list[DemoLogin] = []
        for authority in authorities(settings.library_directory):
            try:
                library = publish(authority, library=settings.library_directory, clock=clock, say=_say)
            except PublicationRefusedError as error:
                _say(f"{authority}: {error} See: pathways check {authority}")
                continue
            except WrongStateError as error:  # somebody planned a release in this moment
                _say(f"{authority}: {error}")
                continue
            if demo:
                logins += seed(library, var=settings.var_directory, actor=actor, clock=clock, say=_say)
            if shortage := shortage_of_publishers(authority):
                _say(f"warning: {shortage}")
        db.session.remove()
        db.engine.dispose()
    return tuple(logins)


def _children(settings: Settings, environment: Mapping[str, str], directory: Path) -> list[Child]:
    """One worker makes the calls to the outside; the others are kept free for timers and messages."""
    commands = {
        "scheduler": ["service.worker", "schedule"],
        "worker-1": ["service.worker", "work", "outbox", "messages", "timers", "bulk"],
        "web": ["gunicorn", "-c", "python:service.gunicorn_settings", "service.wsgi:application"],
    }
    for number in range(2, settings.job_workers + 1):
        commands[f"worker-{number}"] = ["service.worker", "work", "timers", "messages", "bulk"]
    return [
        Child(name, [sys.executable, "-m", *words], environment=environment, directory=directory)
        for name, words in commands.items()
    ]


def _port(given: Mapping[str, str]) -> int:
    """Return PORT when it is set; else 8000, or the next port that is free."""
    if given.get("PORT"):
        return int(given["PORT"])
    host = given.get("HOST") or "127.0.0.1"
    for port in range(8000, 8000 + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise click.ClickException("No port from 8000 on is free; set PORT.")


def _ready(settings: Settings) -> bool:
    try:
        with urllib.request.urlopen(f"http://{settings.host}:{settings.port}/health/ready", timeout=2) as answer:
            json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return False
    return True


def _greet(settings: Settings, logins: tuple[DemoLogin, ...], var: Path) -> None:
    click.echo(f"\nEarly Help Pathways is ready: {settings.public_url}")
    click.echo(f"  API and its page: {settings.public_url}/api/v1/docs")
    if logins:
        click.echo(f"  Demo people (also in {var / PASSWORDS}):")
    for login in logins:
        click.echo(f"    {login.authority:<10} {login.user:<22} {login.password:<14} {login.roles}")
    click.echo("Stop with Ctrl-C.\n")


def _say(line: str) -> None:
    click.echo(f"· {line}")
