"""Which variables a decision needs from the process that asks it."""

from collections.abc import Iterator

from service import feel
from service.engine.decisions.model import Decision, Literal, Model, Table


def variables_of(model: Model, decision_id: str) -> frozenset[str]:
    """Return the variables read by the decision and by those it requires, as far as tables and expressions tell."""
    return frozenset(_needed(model, decision_id, seen=set()))


def _needed(model: Model, decision_id: str, *, seen: set[str]) -> set[str]:
    decision = model.decisions.get(decision_id)
    if decision is None or decision_id in seen:
        return set()
    seen.add(decision_id)
    provided = {"case"} | {model.knowledge[id_].name for id_ in decision.knows if id_ in model.knowledge}
    needed: set[str] = set()
    for required in decision.requires:
        needed |= _needed(model, required, seen=seen)
        provided |= _provided(model, required)
    return needed | (set(_read(decision)) - provided)


def _provided(model: Model, decision_id: str) -> set[str]:
    """Names by which a required decision's result is called; Camunda 7 also uses a table's outputs."""
    decision = model.decisions.get(decision_id)
    if decision is None:
        return set()
    outputs = {output.name for output in decision.logic.outputs} if isinstance(decision.logic, Table) else set()
    return {decision.id, decision.name, *outputs}


def _read(decision: Decision) -> Iterator[str]:
    """Names read by the expressions; what cannot be parsed is reported by the checks of decisions."""
    try:
        match decision.logic:
            case Table(inputs=inputs):
                for column in inputs:
                    yield from feel.names(column.expression)
            case Literal(text=text):
                yield from feel.names(text)
    except feel.FeelSyntaxError:
        return
