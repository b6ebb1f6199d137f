"""The page of what somebody is told, in ready-made texts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.models import Urgency
from service.pathways.queries.notifications import MOST, NotificationList, NotificationView
from service.web.pages import Link
from service.web.texts import moment_text, spelt

Address = Callable[..., str]  # url_for

_KINDS: Mapping[Urgency, tuple[str, str]] = {
    Urgency.INTERRUPT: (
        "Now",
        "An urgent concern stays here until somebody has answered it. It cannot be cleared.",
    ),
    Urgency.TODAY: ("Today", "New for you. You get at most one email an hour about these."),
    Urgency.DIGEST: ("When you have time", "You get one email about these each working morning."),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """`id` is empty where it cannot be cleared."""

    id: str
    text: Link
    when: str
    about: str


@dataclass(frozen=True, kw_only=True)
class Section:
    key: str
    title: str
    explanation: str
    lines: tuple[Line, ...]
    clearable: bool


@dataclass(frozen=True, kw_only=True)
class NotificationsPage:
    sections: tuple[Section, ...]
    past: tuple[Line, ...]
    more: str
    clearable: bool


def notifications_page(found: NotificationList, address: Address) -> NotificationsPage:
    """`address`: makes the address of an endpoint, as `url_for` does."""
    sections = tuple(_section(kind, found.standing, address) for kind in Urgency)
    shown = tuple(section for section in sections if section.lines)
    return NotificationsPage(
        sections=shown,
        past=tuple(_line(each, address, when=_ending(each)) for each in found.past),
        more=f"Only {MOST} are shown. Clear some of them to see the others." if found.more else "",
        clearable=any(section.clearable for section in shown),
    )


def cleared_text(count: int) -> str:
    return f"{spelt(count, 'notification')} cleared." if count else "Nothing was left to clear."


def _section(kind: Urgency, standing: Sequence[NotificationView], address: Address) -> Section:
    title, explanation = _KINDS[kind]
    return Section(
        key=kind.value,
        title=title,
        explanation=explanation,
        lines=tuple(
            _line(each, address, when=moment_text(each.created_at)) for each in standing if each.urgency is kind
        ),
        clearable=kind is not Urgency.INTERRUPT,
    )


def _line(each: NotificationView, address: Address, *, when: str) -> Line:
    return Line(
        id="" if each.urgency is Urgency.INTERRUPT else str(each.id),
        text=Link(text=each.title, href=_place(each, address)),
        when=when,
        about=each.title,
    )


def _place(each: NotificationView, address: Address) -> str:
    """Return where it leads; empty where there is no such page."""
    kind, _, key = each.cause.partition(":")
    if kind == "deadline" and each.case_id is not None:
        return address("cases.deadlines", case_id=each.case_id)
    places = {
        "task": ("tasks.show", "task_id"),
        "sitting": ("panels.sitting", "sitting_id"),
        "referral": ("referrals.show", "referral_id"),
        "draft": ("drafts.approval", "draft_id"),
        "decided": ("drafts.show", "draft_id"),
        "release": ("procedure.release", "release_id"),
        "stuck": ("procedure.release", "release_id"),
        "move": ("operations.bulk", "bulk_id"),
        "linked": ("referrals.show", "referral_id"),
    }
    if kind not in places:
        return ""
    endpoint, name = places[kind]
    return address(endpoint, **{name: UUID(key)})


def _ending(each: NotificationView) -> str:
    at: datetime | None = each.cleared_at or each.gone_at
    moment = "" if at is None else moment_text(at)
    if each.cleared_at is not None:
        return f"Cleared by {each.cleared_by} on {moment}"
    return f"Done, passed on or over on {moment}"
