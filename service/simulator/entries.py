"""Taking entries out of a section of the file, one by one, until nothing unknown is left."""

from collections.abc import Mapping, Sequence
from typing import NoReturn

from service.simulator.errors import ScenarioError
from service.simulator.source import Section

_NOTHING = object()


class Entries:
    def __init__(self, section: Section, file: str) -> None:
        self.section_data = section
        self.line = section.line
        self._file = file
        self._left = set(section)

    def take(self, key: str, *, default: object = _NOTHING) -> object:
        """Return what stands under the key.  :raises ScenarioError: when it is absent and has no default."""
        if key not in self.section_data:
            if default is _NOTHING:
                raise ScenarioError(self._file, self.line, f'"{key}" is missing')
            return default
        self._left.discard(key)
        return self.section_data[key]

    def text(self, key: str, *, default: str | None = None) -> str:
        value = self.take(key) if default is None else self.take(key, default=default)
        if isinstance(value, Mapping | list) or value is None:
            self.refuse(key, "must be text")
        return str(value)

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if key in self.section_data else None

    def one_of(self, key: str, choices: Sequence[str]) -> str:
        """Return the text, the first choice when it is absent."""
        value = self.text(key, default=choices[0])
        if value not in choices:
            self.refuse(key, f"must be one of {', '.join(choices)}")
        return value

    def data(self, key: str) -> Mapping[str, object]:
        """Return a mapping whose keys are the author's; empty when absent."""
        value = self.take(key, default={})
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.refuse(key, "must be a mapping")
        return plain(value)

    def section(self, key: str) -> "Entries | None":
        value = self.take(key, default=None)
        if value is None:
            return None
        if not isinstance(value, Section):
            self.refuse(key, "must be a mapping")
        return Entries(value, self._file)

    def needed_section(self, key: str) -> "Entries":
        found = self.section(key)
        if found is None:
            self.refuse(key, "is missing")
        return found

    def sections(self, key: str, *, keep: bool = False) -> Sequence["Entries"]:
        """Return a list of mappings; `keep`: it will be taken again."""
        value = self.take(key, default=[])
        if keep and key in self.section_data:
            self._left.add(key)
        if not isinstance(value, list) or not all(isinstance(each, Section) for each in value):
            self.refuse(key, "must be a list of mappings")
        return [Entries(each, self._file) for each in value]

    def named_sections(self, key: str) -> Sequence["Entries"]:
        value = self.section_data.get(key) or {}
        if not isinstance(value, Mapping) or not all(isinstance(each, Section) for each in value.values()):
            self.refuse(key, "must be a mapping of mappings")
        return [Entries(each, self._file) for each in value.values() if isinstance(each, Section)]

    def maps(self, key: str) -> list[Mapping[str, object]]:
        value = self.take(key, default=[])
        if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
            self.refuse(key, "must be a list of mappings")
        return [plain(each) for each in value]

    def map_of_maps(self, key: str) -> Mapping[str, Mapping[str, object]]:
        value = self.data(key)
        if not all(isinstance(each, Mapping) for each in value.values()):
            self.refuse(key, "must be a mapping of mappings")
        return {name: each for name, each in value.items() if isinstance(each, Mapping)}

    def lists(self, key: str) -> Mapping[str, Sequence[object]]:
        value = self.data(key)
        if not all(isinstance(each, list) for each in value.values()):
            self.refuse(key, "must be a mapping of lists")
        return {name: each for name, each in value.items() if isinstance(each, list)}

    def texts(self, key: str) -> list[str]:
        value = self.take(key, default=[])
        if not isinstance(value, list):
            self.refuse(key, "must be a list")
        return [str(each) for each in value]

    def only(self, known: set[str]) -> None:
        self._left -= known
        self.finish()

    def finish(self) -> None:
        """:raises ScenarioError: when the section holds keys that nobody took."""
        for key in sorted(self._left, key=lambda each: self.section_data.lines[each]):
            self.refuse(key, "is not known here")

    def refuse(self, key: str, reason: str) -> NoReturn:
        raise ScenarioError(self._file, self.section_data.lines.get(key, self.line), f'"{key}" {reason}')


def plain(value: Mapping[str, object]) -> dict[str, object]:
    """Return ordinary dicts and lists, all the way down."""
    return {key: _plain(inner) for key, inner in value.items()}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return plain(value)
    return [_plain(each) for each in value] if isinstance(value, list) else value
