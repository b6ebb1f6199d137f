"""What the pages of the own account show."""

from dataclasses import dataclass

from service.access import Actor
from service.web.site import Site


@dataclass(frozen=True, kw_only=True)
class AccountPage:
    name: str
    display_name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]


def account_page(person: Actor, site: Site) -> AccountPage:
    """Roles and teams by the names that the authority gives them."""
    known = site.library.authority if site.library else None
    return AccountPage(
        name=person.name,
        display_name=person.display_name,
        roles=tuple(sorted(known.roles[role].name if known and role in known.roles else role for role in person.roles)),
        teams=tuple(sorted(known.teams[team].name if known and team in known.teams else team for team in person.teams)),
    )
