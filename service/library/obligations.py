"""How much of the register a library has promised to cover: processes/<authority>/coverage.yaml.

covered: 120                      # rules that are automatable "yes", at least
complete: [allocation, closure]   # stages in which every such rule is covered
"""

from dataclasses import dataclass

from service.library.files import Files
from service.library.notes import Notes
from service.library.yaml_file import read_mapping

KEYS = {"covered", "complete"}


@dataclass(frozen=True, kw_only=True)
class Obligations:
    covered: int = 0
    complete: tuple[str, ...] = ()


def read_obligations(files: Files, authority: str, notes: Notes) -> Obligations:
    """Return what the file promises; without the file nothing is promised."""
    data = files.get(f"processes/{authority}/coverage.yaml")
    document = read_mapping(data, notes) if data is not None else None
    if document is None:
        return Obligations()
    covered, complete = document.get("covered", 0), document.get("complete", [])
    good = isinstance(covered, int) and not isinstance(covered, bool) and covered >= 0
    if not good or not isinstance(complete, list) or document.keys() - KEYS:
        remedy = "Write covered: a number, and complete: a list of stages."
        notes.add("coverage-unreadable", "The promised coverage cannot be read.", remedy=remedy)
        return Obligations()
    return Obligations(covered=int(str(covered)), complete=tuple(str(stage) for stage in complete))
