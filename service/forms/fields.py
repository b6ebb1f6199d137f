"""Marshmallow fields that read one answer and refuse it in words that a person can act on."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields

from service.feel.regex import compile_pattern
from service.forms import wording
from service.forms.model import MAX_NUMBER, Kind, Question, TextFormat
from service.forms.shape import is_blank

ZONE = ZoneInfo("Europe/London")  # times of day without a zone are the wall's
MAX_REFERENCE = 200

_EMAIL = re.compile(r"[^@\s<>\"',;:()\[\]\\]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{8,18}[0-9]")
_NUMBER = re.compile(r"[+-]?\d{1,16}(?:\.\d{1,16})?")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2})?")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_PARTS = ("day", "month", "year")
_TIME_PARTS = ("hour", "minute")
_PART = re.compile(r"[0-9]{1,4}")  # int() would also take other scripts' digits, signs and underscores
_YEAR_DIGITS = 4


class Answer(fields.Field[object]):
    """An answer to `question`; empty texts and empty lists have been taken away before."""

    def __init__(self, question: Question, data_key: str) -> None:
        super().__init__(
            data_key=data_key,
            required=question.required,
            error_messages={"required": wording.missing(question), "null": wording.missing(question)},
        )
        self.question = question

    def _deserialize(self, value: object, attr: object, data: object, **_: object) -> object:  # noqa: ARG002 - marshmallow's signature
        return self.read(value)

    def read(self, value: object) -> object:
        """Return the FEEL value.  :raises ValidationError: with the sentence to show."""
        raise NotImplementedError

    def refuse(self, rest: str) -> ValidationError:
        return ValidationError(wording.wrong(self.question, rest))


class TextAnswer(Answer):
    def read(self, value: object) -> str:
        if not isinstance(value, str):
            raise self.refuse("must be text")
        text = value.replace("\r\n", "\n").strip()
        limits = self.question.limits
        if _UNSTORABLE.search(text):
            raise self.refuse("must not include control characters")
        if self.question.kind is Kind.TEXT and "\n" in text:
            raise self.refuse("must be on one line")
        if len(text) > limits.max_length:
            raise self.refuse(f"must be {limits.max_length:,} characters or fewer")
        if len(text) < limits.min_length:
            raise self.refuse(f"must be {limits.min_length:,} characters or more")
        self._check_format(text)
        return text

    def _check_format(self, text: str) -> None:
        limits = self.question.limits
        if limits.format is TextFormat.EMAIL and not _EMAIL.fullmatch(text):
            raise ValidationError("Enter an email address in the correct format, like name@example.com")
        if limits.format is TextFormat.PHONE and not _PHONE.fullmatch(text):
            raise ValidationError("Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192")
        if limits.pattern is not None and not _fits(limits.pattern, text):
            raise ValidationError(limits.pattern_message or wording.wrong(self.question, "is not in the right format"))


class NumberAnswer(Answer):
    def read(self, value: object) -> int | Decimal:
        number = self._number(value)
        limits = self.question.limits
        if number != round(number, limits.decimal_digits):
            digits = limits.decimal_digits
            raise self.refuse(f"must have {digits} decimal places or fewer" if digits else "must be a whole number")
        low, high = limits.minimum, limits.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            raise ValidationError(wording.between(self.question, low, high))
        return int(number) if number == number.to_integral_value() else number.normalize()

    def _number(self, value: object) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
            raise self.refuse("must be a number")
        if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
            raise self.refuse("must be a number")
        if isinstance(value, float) and not math.isfinite(value):
            raise self.refuse("must be a number")
        try:
            number = Decimal(str(value).strip()) if not isinstance(value, int) else Decimal(value)
        except InvalidOperation as error:
            raise self.refuse("must be a number") from error
        if not number.is_finite() or abs(number) > MAX_NUMBER:
            raise self.refuse("must be a smaller number")
        return number


class DateAnswer(Answer):
    def read(self, value: object) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, Mapping):
            return self._from_parts(value)
        if not isinstance(value, str) or not _ISO_DATE.fullmatch(value.strip()):
            raise self.refuse("must be a real date")
        try:
            return date.fromisoformat(value.strip())
        except ValueError as error:
            raise self.refuse("must be a real date") from error

    def _from_parts(self, value: Mapping[object, object]) -> date:
        parts = read_parts(value, _DATE_PARTS)
        absent = [part for part in _DATE_PARTS if not parts[part]]
        if absent:
            raise self.refuse(f"must include {_listed(absent)}")
        if len(parts["year"]) != _YEAR_DIGITS or set(value) - set(_DATE_PARTS):
            raise self.refuse("must be a real date")
        try:
            return date(*(_whole(parts[part]) for part in reversed(_DATE_PARTS)))
        except ValueError as error:
            raise self.refuse("must be a real date") from error


class TimeAnswer(Answer):
    def read(self, value: object) -> time:
        if isinstance(value, time):
            return value.replace(tzinfo=None)
        if isinstance(value, Mapping):
            return self._from_parts(value)
        try:
            if isinstance(value, str) and _TIME.fullmatch(value.strip()):
                return time.fromisoformat(value.strip())
        except ValueError:
            pass  # refused below, like every other text that is no time
        raise self.refuse("must be a time, like 09:30")

    def _from_parts(self, value: Mapping[object, object]) -> time:
        parts = read_parts(value, _TIME_PARTS)
        absent = [part for part, text in parts.items() if not text]
        if absent:
            raise self.refuse(f"must include {_listed(absent)}")
        try:
            hour, minute = (_whole(text) for text in parts.values())
            return time(hour, minute)
        except ValueError as error:
            raise self.refuse("must be a time, like 09:30") from error


class DateTimeAnswer(Answer):
    def read(self, value: object) -> datetime:
        moment = self._from_parts(value) if isinstance(value, Mapping) else value
        try:
            if isinstance(moment, str):
                moment = datetime.fromisoformat(moment.strip())
        except ValueError:
            pass  # refused below
        if not isinstance(moment, datetime):
            raise self.refuse("must be a date and time, like 2026-12-14T09:30")
        try:
            return (moment if moment.utcoffset() is not None else moment.replace(tzinfo=ZONE)).astimezone(UTC)
        except OverflowError as error:
            raise self.refuse("must be a real date and time") from error

    def _from_parts(self, value: Mapping[object, object]) -> datetime:
        parts = read_parts(value, _DATE_PARTS + _TIME_PARTS)
        absent = [part for part, text in parts.items() if not text]
        if absent:
            raise self.refuse(f"must include {_listed(absent)}")
        try:
            day, month, year, hour, minute = (_whole(text) for text in parts.values())
            if len(parts["year"]) == _YEAR_DIGITS:
                return datetime(year, month, day, hour, minute, tzinfo=ZONE)
        except ValueError:
            pass  # refused below
        raise self.refuse("must be a real date and time")


class ChoiceAnswer(Answer):
    def read(self, value: object) -> str:
        if not isinstance(value, str) or not (self.question.options_from or self._offers(value)):
            raise ValidationError(wording.not_offered(self.question))
        return value

    def _offers(self, value: str) -> bool:
        return any(option.value == value for option in self.question.options)


class ChoicesAnswer(Answer):
    def read(self, value: object) -> list[object]:
        if not isinstance(value, list | tuple):
            raise self.refuse("must be a list of answers")
        offered = list(value) if self.question.options_from else [option.value for option in self.question.options]
        if any(not isinstance(each, str) or each not in offered for each in value) or len(set(value)) < len(value):
            raise ValidationError(wording.not_offered(self.question))
        if not self.question.limits.min_items <= len(value) <= self.question.limits.max_items:
            raise ValidationError(wording.items(self.question, len(value)))
        return [each for each in offered if each in value]


class TickAnswer(Answer):
    def read(self, value: object) -> bool:
        ticked = {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
        if not isinstance(ticked, bool):
            raise self.refuse("must be true or false")
        if self.question.required and not ticked:
            raise ValidationError(wording.missing(self.question))
        return ticked


class FilesAnswer(Answer):
    def read(self, value: object) -> list[object]:
        if not isinstance(value, list | tuple) or not all(_is_reference(each) for each in value):
            raise self.refuse("must be a list of uploaded files")
        if len(value) > self.question.limits.max_items:
            raise ValidationError(wording.items(self.question, len(value)))
        return list(value)


class ListAnswer(Answer):
    """A repeated group: its items are read one by one elsewhere."""

    def read(self, value: object) -> object:
        if not isinstance(value, list | tuple):
            raise self.refuse("must be a list")
        count = sum(1 for item in value if not is_blank(item))
        if not self.question.limits.min_items <= count or len(value) > self.question.limits.max_items:
            raise ValidationError(wording.items(self.question, count))
        return value


FIELDS: Mapping[Kind, type[Answer]] = {
    Kind.TEXT: TextAnswer,
    Kind.LONG_TEXT: TextAnswer,
    Kind.NUMBER: NumberAnswer,
    Kind.DATE: DateAnswer,
    Kind.TIME: TimeAnswer,
    Kind.DATE_TIME: DateTimeAnswer,
    Kind.RADIO: ChoiceAnswer,
    Kind.SELECT: ChoiceAnswer,
    Kind.CHECKLIST: ChoicesAnswer,
    Kind.TAGLIST: ChoicesAnswer,
    Kind.CHECKBOX: TickAnswer,
    Kind.FILES: FilesAnswer,
    Kind.LIST: ListAnswer,
}


def read_parts(value: Mapping[object, object], names: tuple[str, ...]) -> dict[str, str]:
    """Return the typed parts of a date or time, "" for what is missing, in the order of `names`."""
    given = {name: value.get(name) for name in names}
    return {name: "" if part is None else str(part).strip() for name, part in given.items()}


def _whole(text: str) -> int:
    if not _PART.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _listed(parts: list[str]) -> str:
    return f"{'an' if parts[0] == 'hour' else 'a'} {' and '.join(parts)}"


def _is_reference(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_REFERENCE and not _UNSTORABLE.search(value)


def _fits(pattern: str, text: str) -> bool:
    """Tell whether the pattern is found in the text, in time linear in the text whatever the pattern is."""
    return compile_pattern(pattern).search(text, 0, lambda _: None) is not None
