"""People and API clients, for the operator."""

from datetime import timedelta
from uuid import UUID

import click

from service.access import Scope
from service.cli.installation import installation, operator
from service.context import current_clock
from service.pathways.clients import add_client, revoke_client
from service.pathways.people import add_user, change_user, set_password

_LONGEST = 366  # days that a token may live


@click.group()
def users() -> None:
    """People who sign in, and tokens for programs."""


@users.command()
@click.argument("name")
@click.option("--authority", required=True)
@click.option("--display-name", help="How others see this person; default is NAME.")
@click.option("--role", "roles", multiple=True, required=True, help="Role id of authority.yaml; may be repeated.")
@click.option("--team", "teams", multiple=True, help="Team id of authority.yaml; may be repeated.")
@click.option("--email")
@click.password_option()
def create(*, name: str, authority: str, display_name: str | None, password: str, **given: object) -> None:
    """Add the person NAME."""
    with installation():
        add_user(
            name=name,
            display_name=display_name or name,
            password=password,
            roles=_texts(given["roles"]),
            teams=_texts(given["teams"]),
            email=str(given["email"]) if given["email"] else None,
            authority=authority,
            actor=operator(),
            clock=current_clock(),
        )
    click.echo(f"{name} can sign in.")


@users.command("set-roles")
@click.argument("name")
@click.argument("roles", nargs=-1, required=True)
def set_roles(name: str, roles: tuple[str, ...]) -> None:
    """Give NAME exactly these ROLES."""
    with installation():
        change_user(name=name, roles=roles, actor=operator(), clock=current_clock())
    click.echo(f"{name} now has: {', '.join(roles)}.")


@users.command("set-password")
@click.argument("name")
@click.password_option()
def change_password(name: str, password: str) -> None:
    """Give NAME a new password; sessions that are open end."""
    with installation():
        set_password(name=name, password=password, actor=operator(), clock=current_clock())
    click.echo(f"The password of {name} was changed.")


@users.command()
@click.argument("name")
def deactivate(name: str) -> None:
    """Shut NAME out; what the person did stays readable."""
    with installation():
        change_user(name=name, active=False, actor=operator(), clock=current_clock())
    click.echo(f"{name} can no longer sign in.")


@users.command()
@click.argument("name")
@click.option("--authority", required=True)
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice([scope.value for scope in Scope]))
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, _LONGEST))
def token(*, name: str, authority: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token for the program NAME.  It is shown once."""
    with installation():
        clock = current_clock()
        client = add_client(
            name=name,
            scopes=[Scope(scope) for scope in scopes],
            expires_at=clock.now() + timedelta(days=days),
            authority=authority,
            actor=operator(),
            clock=clock,
        )
    click.echo(client.token)


@users.command("revoke-token")
@click.argument("client_id", type=click.UUID)
def revoke_token(client_id: UUID) -> None:
    """Make the token of the client CLIENT_ID useless."""
    with installation():
        revoke_client(client_id=client_id, actor=operator(), clock=current_clock())
    click.echo("The token no longer works.")


def _texts(given: object) -> tuple[str, ...]:
    return tuple(str(item) for item in given) if isinstance(given, tuple) else ()
