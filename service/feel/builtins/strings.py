"""String functions (DMN 1.5, table 74).  Positions count characters from 1; negative ones from the end."""

import re

from service.feel.builtins.registry import built_in, built_in_of_run
from service.feel.decimals import whole
from service.feel.regex import Found, Pattern, compile_pattern
from service.feel.run import Run
from service.feel.values import Number

_REFERENCE = re.compile(r"\\(.?)|\$(\d*)", re.DOTALL)


@built_in("substring(string: string, start position: number, length?: number)")
def substring(string: str, start: Number, length: Number | None = None) -> str:
    first, count = whole(start), None if length is None else whole(length)
    if not first or (length is not None and (count is None or count < 1)) or abs(first) > len(string):
        raise ValueError("the position or length is outside the string")
    begin = first - 1 if first > 0 else len(string) + first
    return string[begin:] if count is None else string[begin : begin + count]


@built_in("string length(string: string)")
def string_length(string: str) -> int:
    return len(string)


@built_in("upper case(string: string)")
def upper_case(string: str) -> str:
    return string.upper()


@built_in("lower case(string: string)")
def lower_case(string: str) -> str:
    return string.lower()


@built_in("trim(string: string)")
def trim(string: str) -> str:
    return string.strip()


@built_in("substring before(string: string, match: string)")
def substring_before(string: str, match: str) -> str:
    head, found, _ = string.partition(match) if match else ("", "", "")
    return head if found else ""


@built_in("substring after(string: string, match: string)")
def substring_after(string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@built_in("contains(string: string, match: string)")
def contains(string: str, match: str) -> bool:
    return match in string


@built_in("starts with(string: string, match: string)")
def starts_with(string: str, match: str) -> bool:
    return string.startswith(match)


@built_in("ends with(string: string, match: string)")
def ends_with(string: str, match: str) -> bool:
    return string.endswith(match)


@built_in_of_run("matches(input: string, pattern: string, flags?: any)")
def matches(run: Run, text: str, pattern: str, flags: object = None) -> bool:
    return _pattern(pattern, flags).search(text, 0, run.tick) is not None


@built_in_of_run("replace(input: string, pattern: string, replacement: string, flags?: any)")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: object = None) -> object:
    compiled = _pattern(pattern, flags)
    if compiled.search("", 0, run.tick) is not None:
        raise ValueError("the pattern matches the empty string")
    literal = isinstance(flags, str) and "q" in flags
    parts: list[str] = []
    size = end = 0
    for found in compiled.find_all(text, run.tick):
        parts += [text[end : found.start], replacement if literal else _expanded(replacement, text, found, compiled)]
        size += len(parts[-1]) + len(parts[-2])
        run.sized("" if size <= run.limits.characters else " " * (run.limits.characters + 1))
        end = found.end
    return run.sized("".join([*parts, text[end:]]))


def _pattern(pattern: str, flags: object) -> Pattern:
    return compile_pattern(pattern, "" if flags is None else str(flags))


def _expanded(replacement: str, text: str, found: Found, pattern: Pattern) -> str:
    r"""Fill in $1 … ($0 is the whole match); `\$` and `\\` stand for themselves."""

    def fill(match: re.Match[str]) -> str:
        if match.group(1) is not None:
            if match.group(1) not in {"$", "\\"}:
                raise ValueError("the replacement has a lone backslash")
            return match.group(1)
        digits = match.group(2)
        if not digits:
            raise ValueError("the replacement has a lone $")
        # $12 is group 12 when there are so many, else group 1 followed by "2"
        while len(digits) > 1 and int(digits) > pattern.groups:
            digits = digits[:-1]
        rest = match.group(2)[len(digits) :]
        return (found.group(text, int(digits)) if int(digits) <= pattern.groups else "") + rest

    return _REFERENCE.sub(fill, replacement)


@built_in_of_run("split(string: string, delimiter: string)")
def split(run: Run, text: str, delimiter: str) -> list[object]:
    parts: list[object] = []
    end = 0
    for found in _pattern(delimiter, None).find_all(text, run.tick):
        if found.end > found.start:
            parts.append(text[end : found.start])
            end = found.end
    return [*parts, text[end:]]


@built_in_of_run("string join(list: list, delimiter?: any)")
def string_join(run: Run, items: list[object], delimiter: object = None) -> object:
    between = "" if delimiter is None else delimiter
    strings = [item for item in items if isinstance(item, str)]
    if not isinstance(between, str) or len(strings) < sum(item is not None for item in items):
        return run.null("string join: the list or the delimiter holds something that is no string")
    if sum(map(len, strings)) + len(between) * len(strings) > run.limits.characters:
        return run.null("string join: the string would be too long")
    return between.join(strings)
