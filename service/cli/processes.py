"""serve, worker, scheduler: the long-running processes, each in the foreground."""

import click

from service.cli.installation import become


@click.command()
def serve() -> None:
    """Run the web server (HOST, PORT, WEB_WORKERS)."""
    become("gunicorn", "-c", "python:service.gunicorn_settings", "service.wsgi:application")


@click.command()
@click.argument("queues", nargs=-1, type=click.Choice(["timers", "messages", "outbox", "bulk"]))
def worker(queues: tuple[str, ...]) -> None:
    """Work on QUEUES, the first before the second; without QUEUES on all of them.

    Keep one worker that does not take `outbox`: a mail server that hangs must not hold up timers.
    """
    become("service.worker", "work", *queues)


@click.command()
def scheduler() -> None:
    """Look for due work and announce it to the workers.  Two may run."""
    become("service.worker", "schedule")
