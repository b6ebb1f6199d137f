"""The stage of the case's service that a token stands in."""

from typing import Any

from service.engine.observe.items import holder


def stage_of(task: Any) -> str | None:
    """Return the stage last entered in the token's scope, else in the scopes around it."""
    while task is not None:
        stage: str | None = task.workflow.stage
        if stage:
            return stage
        task = holder(task)
    return None
