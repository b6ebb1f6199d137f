"""Checks before publication: everything about decision files that can be told without running them."""

from collections.abc import Iterator, Mapping

from service import feel
from service.engine.decisions.cells import Sight, check_logic
from service.engine.decisions.completeness import Patience
from service.engine.decisions.model import Decision, Model, Table
from service.engine.decisions.reader import read_model
from service.engine.errors import ReleaseError
from service.findings import Finding


def check_decisions(
    files: Mapping[str, bytes], *, functions: frozenset[str] = frozenset(), names: frozenset[str] | None = None
) -> list[Finding]:
    """Check the decision files of a release.

    `functions`: the host functions that expressions may call.  `names`: the variables that processes can provide; with
    None, names are not checked.
    """
    try:
        model, findings = read_model(files)
    except ReleaseError as error:
        return list(error.findings)
    return [*findings, *_Checker(model, functions, names).all()]


class _Checker:
    def __init__(self, model: Model, functions: frozenset[str], names: frozenset[str] | None) -> None:
        self._model = model
        self._names = names
        self._patience = Patience()
        self._functions = functions | feel.BUILT_IN_FUNCTIONS | {each.name for each in model.knowledge.values()}

    def all(self) -> Iterator[Finding]:
        for decision in self._model.decisions.values():
            yield from self._requirements(decision)
            if decision.logic is not None:
                yield from check_logic(decision.logic, self._sight(decision))
        for knowledge in self._model.knowledge.values():
            if knowledge.function is not None:
                sight = Sight(
                    file=knowledge.file,
                    owner=knowledge.id,
                    names=self._known(frozenset({knowledge.name}) | self._knowledge_names(knowledge.knows)),
                    functions=self._functions,
                    types=self._model.types,
                    patience=self._patience,
                )
                yield from check_logic(knowledge.function, sight)

    def _sight(self, decision: Decision) -> Sight:
        known = self._knowledge_names(decision.knows)
        known |= {self._model.inputs[each].name for each in decision.reads if each in self._model.inputs}
        for each in (self._model.decisions[each] for each in decision.requires if each in self._model.decisions):
            known |= {each.id, each.name}
            if isinstance(each.logic, Table):
                known |= {output.name for output in each.logic.outputs}
        return Sight(
            file=decision.file,
            owner=decision.id,
            names=self._known(known),
            functions=self._functions,
            types=self._model.types,
            patience=self._patience,
        )

    def _known(self, own: frozenset[str]) -> frozenset[str] | None:
        return None if self._names is None else self._names | own

    def _knowledge_names(self, ids: tuple[str, ...]) -> frozenset[str]:
        return frozenset(self._model.knowledge[each].name for each in ids if each in self._model.knowledge)

    def _requirements(self, decision: Decision) -> Iterator[Finding]:
        model = self._model
        missing = [each for each in decision.requires if each not in model.decisions]
        missing += [each for each in decision.knows if each not in model.knowledge]
        missing += [each for each in decision.reads if each not in model.inputs]
        for each in missing:
            message = f'"{decision.title}" requires "{each}", which does not exist.'
            yield _finding(decision, "requirement-unknown", message, "Draw the requirement to something that exists.")
        if decision.id in self._behind(decision):
            message = f'"{decision.title}" requires itself, over other decisions.'
            yield _finding(decision, "requirement-cycle", message, "Remove one of the requirements.")

    def _behind(self, decision: Decision) -> set[str]:
        """The ids of all decisions that this one requires, directly or not."""
        seen: set[str] = set()
        rest = list(decision.requires)
        while rest:
            each = rest.pop()
            if each not in seen and each in self._model.decisions:
                seen.add(each)
                rest += self._model.decisions[each].requires
        return seen


def _finding(decision: Decision, code: str, message: str, remedy: str) -> Finding:
    return Finding(file=decision.file, element=decision.id, code=code, message=message, remedy=remedy)
