"""Scenarios as files that people can read, written so that reading them gives the same again."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

import yaml

from service.simulator.errors import ScenarioError
from service.simulator.source import MAX_BYTES, read_source

_WIDTH = 120
_LINE_ENDS = "\r\x85\u2028\u2029"


class _Dumper(yaml.SafeDumper):
    """Indents lists no further than the mapping around them, and never writes an anchor."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature of yaml
        return True


def write_scenario(told: Mapping[str, object], file: str) -> bytes:
    """Return the file.  :raises ScenarioError: something in it cannot be written so that it is read as the same."""
    try:
        text = yaml.dump(told, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    except yaml.YAMLError as error:
        raise ScenarioError(file, 1, "something in it cannot be written as a scenario") from error
    data = text.encode()
    if len(data) > MAX_BYTES:
        raise ScenarioError(file, 1, f"the file would be larger than {MAX_BYTES:,} bytes")
    if read_source(data, file) != _written(told):
        raise ScenarioError(file, 1, "something in it cannot be written as a scenario")
    return data


def _written(value: object) -> object:
    """The value as a file can hold it: a moment is text there, and a whole number has no point."""
    if isinstance(value, Mapping):
        return {str(key): _written(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_written(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = format(value, "f")
    tag = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", text)


def _moment(dumper: yaml.SafeDumper, value: datetime) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value.isoformat())


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    # unquoted, these would be read as ordinary ends of lines
    style = '"' if any(letter in value for letter in _LINE_ENDS) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _tuple(dumper: yaml.SafeDumper, value: tuple[object, ...]) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value)


def _day(dumper: yaml.SafeDumper, value: date) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _decimal)
_Dumper.add_representer(datetime, _moment)
_Dumper.add_representer(date, _day)
_Dumper.add_representer(tuple, _tuple)


def told_answers(values: Mapping[str, object]) -> dict[str, object]:
    """Return checked answers as a file tells them: only what was answered, times as text."""
    return {key: _told(value) for key, value in values.items() if value is not None}


def _told(value: object) -> object:
    if isinstance(value, Mapping):
        return told_answers(value)
    if isinstance(value, list | tuple):
        return [_told(each) for each in value]
    if isinstance(value, datetime | time):
        return value.isoformat()
    return value
