"""Which item of a multi-instance a token works on."""

from typing import Any

LABEL = "label"  # internal data of an item's token


def item_label(task: Any) -> str | None:
    """Return the label of the nearest item around the token."""
    while task is not None:
        label: str | None = task.internal_data.get(LABEL)
        if label is not None:
            return label
        task = holder(task)
    return None


def holder(task: Any) -> Any:
    """Return the token of the element that holds the token's scope; None in the process itself."""
    parent_id = getattr(task.workflow, "parent_task_id", None)
    return None if parent_id is None else task.workflow.top_workflow.find(parent_id)
