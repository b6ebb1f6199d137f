"""Handing a task over: to whom, and with what."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.pathways.hand_over import Colleague
from service.pathways.queries.task_page import TaskPage
from service.web.texts import time_text


@dataclass(frozen=True, kw_only=True)
class Passing:
    """`draft`: what the person has typed so far, in words; empty: nothing."""

    name: str
    item: str | None
    reference: str
    people: tuple[dict[str, str], ...]
    draft: str
    task_id: str


def passing(page: TaskPage, people: Sequence[Colleague]) -> Passing:
    saved_at = page.draft.saved_at
    return Passing(
        name=page.task.name,
        item=page.task.item,
        reference=page.case.reference if page.case is not None else "",
        people=tuple({"value": each.name, "text": each.display_name, "hint": ", ".join(each.teams)} for each in people),
        draft=f"Pass on the answers that you saved at {time_text(saved_at)}" if saved_at is not None else "",
        task_id=str(page.task.id),
    )
