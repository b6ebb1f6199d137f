"""Evaluate decisions: required ones first, each once."""

from collections.abc import Callable, Mapping
from functools import cached_property

from service import feel
from service.clocks import Clock
from service.engine.decisions.boxed import Logics
from service.engine.decisions.errors import DecisionError
from service.engine.decisions.model import SINGLE_HIT, Decision, Knowledge, Model, Table
from service.engine.decisions.reader import read_model
from service.engine.decisions.results import DecisionResult
from service.engine.decisions.trace import Trace
from service.engine.decisions.types import Types
from service.engine.errors import ReleaseError

Context = Mapping[str, object]
HostFunctions = Mapping[str, Callable[..., object]]


class Decisions:
    """All decisions of a release; immutable, shared by all threads."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.types = Types(model.types)

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(self.model.decisions)

    def evaluate(
        self,
        decision_id: str,
        context: Context,
        *,
        functions: HostFunctions | None = None,
        clock: Clock | None = None,
    ) -> DecisionResult:
        """Evaluate a decision, and what it requires, over FEEL values.

        :raises DecisionError: when there is no such decision, it requires itself, its rows contradict each other, or it
            takes too long.
        """
        evaluator = feel.Evaluator(functions=functions, clock=clock)
        result = _Evaluation(self, evaluator, context).decision(decision_id)
        if evaluator.stopped is not None:  # what is null because of that must not choose a row
            raise DecisionError(f'The decision "{decision_id}" was stopped: it takes {evaluator.stopped}.')
        return result


def read_decisions(files: Mapping[str, bytes]) -> Decisions:
    """Read the decision files of a release (path -> bytes).

    :raises ReleaseError: when a file cannot be read, or something in it cannot be run.
    """
    model, findings = read_model(files)
    if findings:
        raise ReleaseError(findings)
    return Decisions(model)


class _Evaluation:
    """One call of evaluate()."""

    def __init__(self, decisions: Decisions, evaluator: feel.Evaluator, context: Context) -> None:
        self._model = decisions.model
        self._types = decisions.types
        self._evaluator = evaluator
        self._context = context
        self._done: dict[str, DecisionResult] = {}
        self._path: list[str] = []

    def decision(self, decision_id: str) -> DecisionResult:
        if decision_id in self._done:
            return self._done[decision_id]
        decision = self._model.decisions.get(decision_id)
        if decision is None:
            raise DecisionError(f'There is no decision "{decision_id}".')
        if decision_id in self._path:
            raise DecisionError(f"The decisions {' -> '.join([*self._path, decision_id])} require each other.")
        self._path.append(decision_id)
        self._done[decision_id] = result = self._evaluate(decision)
        self._path.pop()
        return result

    def _evaluate(self, decision: Decision) -> DecisionResult:
        required = tuple(self.decision(each) for each in decision.requires)
        trace = Trace(decision.id)
        scope = self._scope(decision, required, trace)
        value: object = None
        if decision.logic is not None:
            value = Logics(self._evaluator, self._types, trace).value(decision.logic, scope, decision.name)
            value = self._types.conform(value, decision.type, self._evaluator)
        return DecisionResult(
            decision=decision.id,
            value=value,
            rows=tuple(trace.rows),
            inputs=dict(trace.inputs),
            hits=tuple(trace.hits) if isinstance(decision.logic, Table) else ({decision.name: value},),
            reasons=self._evaluator.reasons,
            required=required,
        )

    def _scope(self, decision: Decision, required: tuple[DecisionResult, ...], trace: Trace) -> dict[str, object]:
        """What the decision sees: all variables, its checked input data, the results it requires, its functions."""
        scope = dict(self._context)
        for data in (self._model.inputs[each] for each in decision.reads if each in self._model.inputs):
            if data.name in scope:
                scope[data.name] = self._types.conform(scope[data.name], data.type, self._evaluator)
        for result in required:
            scope |= self._result_names(result)
        for each in decision.knows:
            self._add_knowledge(scope, each, trace)
        return scope

    def _result_names(self, result: DecisionResult) -> dict[str, object]:
        """A result by its variable's name and its id; Camunda 7 also calls a table's answer by its outputs."""
        decision = self._model.decisions[result.decision]
        names: dict[str, object] = {}
        if isinstance(decision.logic, Table) and decision.logic.policy in SINGLE_HIT and result.hits:
            names |= {name: value for name, value in result.hits[0].items() if name not in self._context}
        return {**names, decision.id: result.value, decision.name: result.value}

    def _add_knowledge(self, scope: dict[str, object], knowledge_id: str, trace: Trace) -> None:
        knowledge = self._model.knowledge.get(knowledge_id)
        if knowledge is None or knowledge.function is None:
            raise DecisionError(f'There is no business knowledge model "{knowledge_id}".')
        if knowledge.name in scope and isinstance(scope[knowledge.name], feel.Function):
            return
        scope[knowledge.name] = self._function(knowledge, trace)

    def _function(self, knowledge: Knowledge, trace: Trace) -> feel.Function:
        """The knowledge as a function that sees itself, the knowledge it requires, and its arguments; nothing else."""
        scope: dict[str, object] = {}
        logics = Logics(self._evaluator, self._types, trace)
        if knowledge.function is None:
            raise DecisionError(f'The business knowledge model "{knowledge.id}" has no logic.')
        function = logics.function(knowledge.function, scope, knowledge.name)
        scope[knowledge.name] = function
        for each in knowledge.knows:
            if each != knowledge.id:
                self._add_knowledge(scope, each, trace)
        return function
