"""What the diagrams say of the records that their steps leave: management oversight, or a sign-off.

The property `record_kind` says it, of one step or of a whole process.
"""

from collections.abc import Mapping
from functools import lru_cache

from service.engine import Release

PROPERTY = "record_kind"
OVERSIGHT = "oversight"
SIGN_OFF = "sign_off"

_REMEMBERED = 64


@lru_cache(maxsize=_REMEMBERED)
def marked_steps(release: Release) -> Mapping[tuple[str, str], str]:
    """The kind by process and element, of those steps that have one."""
    return {
        (process.id, element.id): kind
        for process in release.processes.values()
        for element in process.elements.values()
        if (kind := element.properties.get(PROPERTY) or process.properties.get(PROPERTY))
    }
