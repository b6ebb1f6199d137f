"""Changing one's own password, which the present one is asked for."""

from sqlalchemy import select

from service.access import Actor, check_password
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import User, db
from service.pathways.idempotency import Idempotency
from service.pathways.people import SavedUser, set_password


def change_own_password(
    *, current: str, new: str, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> SavedUser:
    """Replace the person's own password; it ends every session of theirs.

    :raises InvalidInputError: `current` is not their password, or the new one is short.
    """
    known = db.session.scalar(select(User.password_hash).where(User.name == actor.name)) or ""
    if not check_password(known, current):
        raise InvalidInputError({"current": ["Enter the password that you use now."]})
    try:
        return set_password(name=actor.name, password=new, actor=actor, clock=clock, idempotency=idempotency)
    except InvalidInputError as error:
        raise InvalidInputError({"new": error.errors["password"]}) from error
