"""Signing in with name and password."""

from dataclasses import dataclass

from service.access import Refusal, system_actor, try_login
from service.access.login import WINDOW
from service.clocks.clock import Clock
from service.errors import NotSignedInError, TooManyAttemptsError
from service.models import User
from service.pathways.standing import audit
from service.pathways.transaction import transact


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """`session_key` goes into the session; a new one (new password, closed account) ends it."""

    user_id: str
    session_key: str
    name: str
    display_name: str


def sign_in(*, name: str, password: str, address: str, clock: Clock, browser: str | None = None) -> SignedIn:
    """Check the password.  Failures are counted by name and by address, and in a browser that is known by itself.

    :raises NotSignedInError: the name or the password is wrong.
    :raises TooManyAttemptsError: it was wrong too often.
    """

    def work() -> SignedIn | Refusal:
        outcome = try_login(name=name, password=password, address=address, now=clock.now(), browser=browser)
        if outcome.user is not None:
            _audit(outcome.user, outcome.refusal, address=address, clock=clock)
        if outcome.refusal is not None or outcome.user is None:
            return outcome.refusal or Refusal.WRONG
        user = outcome.user
        return SignedIn(
            user_id=str(user.id), session_key=user.session_key, name=user.name, display_name=user.display_name
        )

    # the failure must be committed before it is told
    result = transact(work)
    match result:
        case SignedIn():
            return result
        case Refusal.WRONG:
            raise NotSignedInError("The name or the password is wrong.")
        case Refusal.THROTTLED:
            raise TooManyAttemptsError(int(WINDOW.total_seconds()))


def _audit(user: User, refusal: Refusal | None, *, address: str, clock: Clock) -> None:
    audit(
        system_actor("sign-in"),
        "sign in" if refusal is None else "refuse sign in",
        f"user {user.name}",
        at=clock.now(),
        case_id=None,
        authority=user.authority,
        details={"address": address, "refusal": refusal},
    )
