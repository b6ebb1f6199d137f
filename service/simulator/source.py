"""YAML that remembers its lines, takes only what a scenario needs, and reads words as words.

`yes`, `no`, `on` and `off` are texts, dates are dates, times stay texts and numbers with a point are exact.
"""

import re
from collections.abc import Hashable, Mapping
from datetime import date
from decimal import Decimal

import yaml

from service.simulator.errors import ScenarioError

MAX_BYTES = 500_000


class Section(dict[str, object]):
    """A mapping of the file with the line of each key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - yaml's own way to say so

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse anchors: a few lines of them unfold to gigabytes."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # its stubs say nothing
            raise yaml.MarkedYAMLError(problem="it uses anchors (& and *); write the value out", problem_mark=mark)
        return super().compose_node(parent, index)


class _DuplicateKeyError(yaml.MarkedYAMLError):
    pass


def read_source(data: bytes, file: str) -> Section:
    """Return the file's top mapping.  :raises ScenarioError: when it is not YAML, or holds anything but one mapping."""
    if len(data) > MAX_BYTES:
        raise ScenarioError(file, 1, f"the file is larger than {MAX_BYTES:,} bytes")
    try:
        found = yaml.load(data, Loader=_Loader)  # noqa: S506 - a SafeLoader with fewer types
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ScenarioError(file, line, f"this is not YAML that can be read: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ScenarioError(file, 1, f"this is not YAML that can be read: {error}") from error
    if not isinstance(found, Section):
        raise ScenarioError(file, 1, "a scenario is a mapping with title, start and steps")
    return found


def section_of(told: Mapping[str, object], line: int = 1) -> Section:
    """Return a mapping that was not read from a file as if it had been."""
    section = Section(line)
    for key, value in told.items():
        section[key] = _sectioned(value)
        section.lines[key] = line
    return section


def _sectioned(value: object) -> object:
    if isinstance(value, Mapping):
        return section_of(value)
    return [_sectioned(each) for each in value] if isinstance(value, list | tuple) else value


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Section:
    section = Section(node.start_mark.line + 1)
    for key_node, value_node in node.value:
        key: Hashable = loader.construct_object(key_node, deep=True)
        name = str(key)
        if name in section:
            raise _DuplicateKeyError(problem=f'"{name}" stands twice', problem_mark=key_node.start_mark)
        section[name] = loader.construct_object(value_node, deep=True)
        section.lines[name] = key_node.start_mark.line + 1
    return section


def _date(loader: _Loader, node: yaml.ScalarNode) -> date:
    text = str(loader.construct_scalar(node))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise yaml.MarkedYAMLError(problem=f"{text} is not a real date", problem_mark=node.start_mark) from error


def _integer(loader: _Loader, node: yaml.ScalarNode) -> int:
    return int(str(loader.construct_scalar(node)))


def _decimal(loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


def _truth(loader: _Loader, node: yaml.ScalarNode) -> bool:
    return str(loader.construct_scalar(node)).lower() == "true"


def _resolve(tag: str, pattern: str, first: str) -> None:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


_resolve("null", "~|null|Null|NULL|", "~nN")
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])
_resolve("bool", "true|True|false|False", "tTfF")
_resolve("int", r"[-+]?(?:0|[1-9]\d{0,17})", "-+0123456789")
_resolve("float", r"[-+]?\d{1,17}\.\d{1,9}", "-+0123456789")
_resolve("date", r"\d{4}-\d\d-\d\d", "0123456789")
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:date", _date)
_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:bool", _truth)
