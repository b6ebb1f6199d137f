"""Who is calling."""

from uuid import UUID

from service.access import Actor, actor_of_client, actor_of_user
from service.clocks.clock import Clock


def actor_of_session(*, user_id: str, session_key: str) -> Actor | None:
    """The person whose session this is; None when it was ended or never was one."""
    try:
        key = UUID(user_id)
    except ValueError:
        return None
    return actor_of_user(key, session_key)


def actor_of_token(*, token: str, clock: Clock) -> Actor | None:
    """The client whose token this is; None when it is unknown, expired or revoked."""
    return actor_of_client(token, clock.now())
