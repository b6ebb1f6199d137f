"""What the people behind user names are called."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from service.models import User, db


def user_names(names: Iterable[str | None]) -> Mapping[str, str]:
    """Display names by user name; who has no account (a program, a professional elsewhere) is left out."""
    wanted = {name for name in names if name}
    if not wanted:
        return {}
    rows = db.session.execute(select(User.name, User.display_name).where(User.name.in_(wanted)))
    return {row.name: row.display_name for row in rows}
