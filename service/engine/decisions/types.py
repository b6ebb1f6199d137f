"""Types of item definitions: whether a value may stand where the file says so."""

from collections.abc import Mapping

from service import feel
from service.engine.decisions.model import ItemType

_SIMPLE: dict[str, frozenset[feel.Kind]] = {
    "string": frozenset({feel.Kind.STRING}),
    "boolean": frozenset({feel.Kind.BOOLEAN}),
    "date": frozenset({feel.Kind.DATE, feel.Kind.DATE_TIME}),  # Camunda 7 calls both so
    "time": frozenset({feel.Kind.TIME}),
    "dateTime": frozenset({feel.Kind.DATE_TIME}),
    "date and time": frozenset({feel.Kind.DATE_TIME}),
    "days and time duration": frozenset({feel.Kind.DAYS}),
    "dayTimeDuration": frozenset({feel.Kind.DAYS}),
    "years and months duration": frozenset({feel.Kind.MONTHS}),
    "yearMonthDuration": frozenset({feel.Kind.MONTHS}),
    "list": frozenset({feel.Kind.LIST}),
    "context": frozenset({feel.Kind.CONTEXT}),
    **dict.fromkeys(("number", "integer", "long", "double"), frozenset({feel.Kind.NUMBER})),
}
_ANY = frozenset(feel.Kind)
_DEEPEST = 20


class Types:
    """The item definitions of a release."""

    def __init__(self, items: Mapping[str, ItemType]) -> None:
        self._items = items

    def allowed(self, name: str | None) -> str | None:
        """The allowed values of a type, as a unary test; None when it names none."""
        item = self._items.get(local(name))
        return None if item is None else item.allowed

    def conform(self, value: object, name: str | None, evaluator: feel.Evaluator) -> object:
        """The value, or null with a reason when it is not of the type.  Unknown types fit everything."""
        if value is None or not name:
            return value
        check = _Check(self._items, evaluator)
        if check.fits(value, local(name)):
            return value
        if isinstance(value, list) and len(value) == 1 and check.fits(value[0], local(name)):
            return value[0]
        return evaluator.null(f"{feel.to_text(value)[:80]} is not of the type {name}")


class _Check:
    def __init__(self, items: Mapping[str, ItemType], evaluator: feel.Evaluator) -> None:
        self._items = items
        self._evaluator = evaluator
        self._depth = 0

    def fits(self, value: object, name: str) -> bool:
        item = self._items.get(name)
        if item is not None and self._depth < _DEEPEST:
            self._depth += 1
            verdict = self._fits_item(value, item)
            self._depth -= 1
            return verdict
        return value is None or feel.kind_of(value) in _SIMPLE.get(name, _ANY)

    def _fits_item(self, value: object, item: ItemType) -> bool:
        if value is None:
            return True
        if item.is_list:
            return isinstance(value, list) and all(self._fits_one(each, item) for each in value)
        return self._fits_one(value, item)

    def _fits_one(self, value: object, item: ItemType) -> bool:
        if item.members:
            return isinstance(value, Mapping) and all(
                self._fits_item(value.get(member.name), member) for member in item.members
            )
        if item.base and not self.fits(value, local(item.base)):
            return False
        return item.allowed is None or self._evaluator.test(item.allowed, value, {}) is True


def local(name: str | None) -> str:
    """The name without prefix: `feel:string` and `string` are the same."""
    return (name or "").rpartition(":")[2].strip()
