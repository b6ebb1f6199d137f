"""Process variables: they live in scopes, not in tokens, as Camunda 7 has them.

A process and a called process are scopes of their own; an embedded or event sub-process shares its parent's; each
item of a multi-instance sees through to what is around it and writes to itself.  Since no token carries data, parallel
branches cannot overwrite each other's changes at a join, and a loop does not copy anything.
"""

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from typing import cast


class Variables(ChainMap[str, object]):
    """The variables of one scope over those around it; writing goes to the scope's own."""

    @property
    def own(self) -> MutableMapping[str, object]:
        return self.maps[0]

    def flat(self) -> dict[str, object]:
        """Return all visible variables as one dictionary."""
        return dict(self)

    def under(self, *layers: Mapping[str, object]) -> Mapping[str, object]:
        """Return the variables as an expression sees them, with layers over them; to be read only."""
        return ChainMap(*(cast("MutableMapping[str, object]", layer) for layer in layers), *self.maps)

    def within(self, own: MutableMapping[str, object]) -> "Variables":
        """Return an inner scope with these variables of its own."""
        return Variables(own, *self.maps)


def scope(values: Mapping[str, object]) -> Variables:
    """Return an outermost scope."""
    return Variables(dict(values))
