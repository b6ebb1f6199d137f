"""Words of stages that the new release has changed: what stands in a stage stands in it under its new name."""

from typing import Any

from service.engine.migration.survey import ScopePair
from service.engine.reading.elements import Element

_PROPERTY = "case_stage"


def rename_stages(pairs: list[ScopePair], instance: Any) -> None:
    """Give each scope, and the case if it is in that stage, the new name of the stage last entered there."""
    turn = instance.turn
    for pair, scope in zip(pairs, instance.scopes(), strict=True):
        names = _new_names(pair, scope.stage) if scope.stage else set()
        if len(names) == 1:
            (name,) = names
            if turn.case.get("stage") == scope.stage and name != scope.stage:
                turn.journal.case["stage"] = name
            scope.stage = name


def _new_names(pair: ScopePair, stage: str) -> set[str]:
    """Return what the steps that lead into the stage lead into now; steps that work it out are left aside."""
    steps = [spec for spec in pair.old.task_specs.values() if _stage(spec) == stage]
    return {found for spec in steps if (found := _stage(pair.counterpart(spec))) is not None}


def _stage(spec: Any) -> str | None:
    element: Element | None = getattr(spec, "element", None)
    expression = None if element is None else element.expression(_PROPERTY)
    return None if expression is None or expression.feel else expression.text
