"""The count in the header of every page, and whether something urgent waits."""

from dataclasses import dataclass

from flask import url_for

from service.access import Actor, ActorKind
from service.pathways.queries.notifications import COUNTED, count_notifications, is_interrupted


@dataclass(frozen=True)
class Badge:
    """`count` is empty where nothing stands.  `urgent`: an urgent concern waits for an answer."""

    href: str
    count: str
    urgent: bool


def badge_of(person: Actor | None) -> Badge | None:
    """Return what the header shows; None before signing in."""
    if person is None or person.kind is not ActorKind.USER:
        return None
    number = count_notifications(actor=person)
    return Badge(
        href=url_for("notifications.list"), count=count_text(number), urgent=number > 0 and is_interrupted(actor=person)
    )


def count_text(number: int) -> str:
    if number == 0:
        return ""
    return str(number) if number < COUNTED else f"{COUNTED - 1}+"
