"""A task that can be looked at and not answered; and one that asks nothing."""

from dataclasses import dataclass

from flask import url_for

from service.pathways.queries.task_page import TaskPage
from service.web.tasks.drawing import head
from service.web.tasks.lost import Late, LostPage, lost_page
from service.web.tasks.present import Head


@dataclass(frozen=True, kw_only=True)
class Closed:
    """`why`: in a few words; `lost`: what is to be said about it, with what the person had begun to write."""

    head: Head
    why: str
    lost: LostPage


@dataclass(frozen=True, kw_only=True)
class Plain:
    head: Head
    action: str


def closed(page: TaskPage, why: Late) -> Closed:
    return Closed(head=head(page), why=str(why), lost=lost_page(why, page, page.draft.answers))


def plain(page: TaskPage) -> Plain:
    return Plain(head=head(page), action=url_for("tasks.answer", task_id=page.task.id))
