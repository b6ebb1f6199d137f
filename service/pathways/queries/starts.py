"""The ways in which a case can begin, and who may use which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability
from service.errors import NotFoundError
from service.forms import Form
from service.library import Composed
from service.models import Release, db
from service.pathways.releases import current_release

FOR_CASES = "case"
PUBLIC = "public"


@dataclass(frozen=True, kw_only=True)
class Start:
    """A kind of request: a start event that asks a form."""

    process: str
    event: str
    name: str
    form: Form
    public: bool
    offered_to: frozenset[str]


def starts_for(actor: Actor) -> tuple[Start, ...]:
    """The kinds of request that the person may write: those offered to their roles; with the capability every other."""
    if actor.authority is None:
        return ()
    return tuple(start for start in starts_of(actor.authority) if may_start(actor, start))


def starts_of(authority: str) -> tuple[Start, ...]:
    """:raises NotFoundError: nothing was published for the authority."""
    return tuple(_starts(current_release(authority).composed))


def public_starts(authority: str) -> tuple[Start, ...]:
    """What everybody may send without an account; nothing where there is no such authority."""
    try:
        return tuple(start for start in starts_of(authority) if start.public)
    except NotFoundError:
        return ()


def councils_taking_requests() -> Mapping[str, str]:
    """Authorities to which everybody may send something, with the names of their councils."""
    authorities = db.session.scalars(select(Release.authority).where(Release.is_current).order_by(Release.authority))
    return {each: current_release(each).composed.authority.council for each in authorities.all() if public_starts(each)}


def start_of(authority: str, *, process: str, event: str) -> Start:
    """:raises NotFoundError: the current release has no such start any more."""
    for start in starts_of(authority):
        if (start.process, start.event) == (process, event):
            return start
    raise NotFoundError("kind of request", event)


def may_start(actor: Actor, start: Start) -> bool:
    if start.offered_to and actor.kind is ActorKind.USER:
        return not actor.roles.isdisjoint(start.offered_to)
    return actor.may(Capability.START_CASES)


def _starts(composed: Composed) -> Iterator[Start]:
    for process in composed.release.processes.values():
        for event in process.start_events if process.kind == FOR_CASES else ():
            form = composed.forms.get(event.form or "")
            if form is None or event.timer is not None:
                continue
            element = process.elements[event.id]
            yield Start(
                process=process.id,
                event=event.id,
                name=event.name,
                form=form,
                public=element.properties.get(PUBLIC) == "true",
                offered_to=frozenset(element.words("offered_to")),
            )
