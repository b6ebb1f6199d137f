"""How much of the register a library has promised to cover: processes/<authority>/coverage.yaml.

covered: 120                      # rules that are automatable, in whole or in part, at least
shown: 12                         # principles that are shown as guidance, at least
complete: [allocation, closure]   # stages in which every such rule is covered
"""

from dataclasses import dataclass

from service.library.files import Files
from service.library.notes import Notes
from service.library.yaml_file import read_mapping

KEYS = {"covered", "shown", "complete"}
NUMBERS = ("covered", "shown")


@dataclass(frozen=True, kw_only=True)
class Obligations:
    covered: int = 0
    shown: int = 0
    complete: tuple[str, ...] = ()


def read_obligations(files: Files, authority: str, notes: Notes) -> Obligations:
    """Return what the file promises; without the file nothing is promised."""
    data = files.get(f"processes/{authority}/coverage.yaml")
    document = read_mapping(data, notes) if data is not None else None
    if document is None:
        return Obligations()
    numbers = {name: document.get(name, 0) for name in NUMBERS}
    complete = document.get("complete", [])
    good = all(isinstance(number, int) and not isinstance(number, bool) and number >= 0 for number in numbers.values())
    if not good or not isinstance(complete, list) or document.keys() - KEYS:
        remedy = "Write covered: and shown: with numbers, and complete: with a list of stages."
        notes.add("coverage-unreadable", "The promised coverage cannot be read.", remedy=remedy)
        return Obligations()
    return Obligations(
        **{name: int(str(number)) for name, number in numbers.items()}, complete=tuple(str(stage) for stage in complete)
    )
