"""Two versions of the small library: as it is, and after somebody's changes."""

from dataclasses import dataclass, field

import pytest

from service.library import compose
from service.library.difference import Difference, difference

VISITS = "processes/little/valid.bpmn"


@dataclass(kw_only=True)
class Draft:
    """`before`: the files of the live release.  The other methods change the files that are to come."""

    before: dict[str, bytes]
    after: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self):
        self.after = dict(self.before)

    def write(self, path: str, content: str | bytes) -> "Draft":
        self.after[path] = content.encode() if isinstance(content, str) else content
        return self

    def replace(self, old: str, new: str, *, path: str = VISITS) -> "Draft":
        text = self.after[path].decode()
        assert old in text, f"{old} does not stand in {path}"
        return self.write(path, text.replace(old, new))

    def remove(self, path: str) -> "Draft":
        del self.after[path]
        return self

    def difference(self) -> Difference:
        return difference(compose("little", self.before), compose("little", self.after))

    def words(self) -> list[str]:
        return list(self.difference().words)


@pytest.fixture
def draft(files) -> Draft:
    return Draft(before=files)
