"""The operators' command line, `pathways`.  Each command is loaded when it is used, so that each starts quickly."""

import importlib
from collections.abc import Mapping

import click

COMMANDS: Mapping[str, str] = {
    "run": "service.cli.run:run",
    "serve": "service.cli.processes:serve",
    "worker": "service.cli.processes:worker",
    "scheduler": "service.cli.processes:scheduler",
    "migrate": "service.cli.migrate:migrate",
    "publish": "service.cli.publish:publish",
    "check": "service.cli.check:check",
    "diff": "service.cli.diff:diff",
    "library": "service.cli.library:library",
    "simulate": "service.cli.simulate:simulate",
    "rules": "service.cli.rules:rules",
    "users": "service.cli.users:users",
    "cases": "service.cli.cases:cases",
    "incidents": "service.cli.incidents:incidents",
    "audit": "service.cli.audit:audit",
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click gives it
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.command(cls=LazyGroup)
def main() -> None:
    """Early Help Pathways: run it and look after it."""
