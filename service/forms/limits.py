"""What the file says about the bounds of an answer."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from service.feel.regex import RegexError, compile_pattern
from service.forms.model import MAX_ITEMS, MAX_LONG_TEXT, MAX_TEXT, Kind, Limits, TextFormat
from service.forms.notes import Notes

Component = Mapping[str, object]

MAX_DECIMAL_DIGITS = 6


class Limiter:
    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def limits(self, component: Component, kind: Kind, rules: Component) -> Limits:
        """Return the bounds; `rules` is the component's `validate`.  What cannot be read is noted."""
        given = component.get("properties")
        properties: Component = given if isinstance(given, Mapping) else {}
        most = MAX_LONG_TEXT if kind is Kind.LONG_TEXT else MAX_TEXT
        return Limits(
            min_length=self._count(component, rules, "minLength", default=0, most=most),
            max_length=self._count(component, rules, "maxLength", default=most, most=MAX_LONG_TEXT),
            minimum=self._number(component, rules, "min"),
            maximum=self._number(component, rules, "max"),
            decimal_digits=self._count(component, component, "decimalDigits", default=0, most=MAX_DECIMAL_DIGITS),
            min_items=self._count(component, properties, "minItems", default=0, most=MAX_ITEMS),
            max_items=self._count(component, properties, "maxItems", default=_most(component, kind), most=MAX_ITEMS),
            pattern=self._pattern(component, rules),
            pattern_message=_text(rules.get("patternErrorMessage")),
            format=self._format(component, rules),
            not_in_future=_flag(properties, "not_in_future"),
            not_in_past=_flag(properties, "not_in_past") or component.get("disallowPassedDates") is True,
            earliest=self._day(component, properties, "earliest"),
            latest=self._day(component, properties, "latest"),
        )

    def _count(self, component: Component, source: Component, name: str, *, default: int, most: int) -> int:
        value = source.get(name)
        if value is None or value == "":
            return default
        number = int(value) if isinstance(value, int | str) and str(value).isdecimal() else -1
        if isinstance(value, bool) or not 0 <= number <= most:
            self._wrong(component, name, value, f"Use a whole number from 0 to {most}.")
            return default
        return number

    def _number(self, component: Component, source: Component, name: str) -> Decimal | None:
        value = source.get(name)
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool) or not number.is_finite():
            self._wrong(component, name, value, "Use a number; expressions are not supported here.")
            return None
        return number

    def _day(self, component: Component, source: Component, name: str) -> date | None:
        value = _text(source.get(name))
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._wrong(component, name, value, "Use a date like 2026-12-14.")
            return None

    def _pattern(self, component: Component, rules: Component) -> str | None:
        pattern = _text(rules.get("pattern"))
        if pattern is None:
            return None
        try:
            compile_pattern(pattern)
        except RegexError as error:
            self._wrong(component, "pattern", pattern, f"Use a simple regular expression: {error}.")
            return None
        return pattern

    def _format(self, component: Component, rules: Component) -> TextFormat | None:
        name = _text(rules.get("validationType"))
        if name is None or name == "custom":
            return None
        if name not in {member.value for member in TextFormat}:
            self._wrong(component, "validationType", name, "Use email or phone.")
            return None
        return TextFormat(name)

    def _wrong(self, component: Component, name: str, value: object, remedy: str) -> None:  # noqa: PLR0917 - one line a finding
        element = str(component.get("id") or component.get("key") or component.get("type"))
        self._notes.add(element, "form-limit", f"{name} is {value!r}, which cannot be used.", remedy)


def _most(component: Component, kind: Kind) -> int:
    return 1 if kind is Kind.FILES and component.get("multiple") is not True else MAX_ITEMS


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _flag(source: Component, name: str) -> bool:
    return str(source.get(name, "")).strip().lower() == "true"
