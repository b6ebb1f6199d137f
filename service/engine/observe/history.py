"""Write down how tokens came and went."""

from typing import Any

from service.engine.observe.items import item_label
from service.engine.specs.token import FLOWS
from service.engine.step import HistoryEntry, HistoryState

ACTOR = "actor"  # internal data: who completed the task


def note(task: Any, state: HistoryState) -> None:
    """Add an entry for the token's element."""
    element, turn = task.task_spec.element, task.workflow.turn
    turn.journal.history.append(
        HistoryEntry(
            process=element.process,
            element=element.id,
            name=element.name,
            kind=element.kind,
            state=state,
            at=turn.now,
            flows=tuple(task.internal_data.get(FLOWS, ())),
            task_id=str(task.id),
            item=item_label(task),
            actor=task.internal_data.get(ACTOR),
        )
    )
