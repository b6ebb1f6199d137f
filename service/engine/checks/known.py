"""What the diagrams of a release may refer to."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Known:
    """Everything outside the diagrams that a diagram can name."""

    forms: Mapping[str, frozenset[str]] = field(default_factory=dict)  # form id -> keys of its answers, dots and all
    unreadable_forms: frozenset[str] = frozenset()  # reported elsewhere; what they ask is not known
    decisions: Mapping[str, frozenset[str]] = field(default_factory=dict)  # decision id -> names its inputs read
    roles: Mapping[str, str] = field(default_factory=dict)  # role id -> its name
    deadlines: Mapping[str, str] = field(default_factory=dict)  # deadline key -> event it counts from
    optional_deadlines: frozenset[str] = frozenset()  # keys that may be named without there being such a deadline
    rules: frozenset[str] = frozenset()
    letters: Mapping[str, frozenset[str]] = field(default_factory=dict)  # template -> fields that it must be given
    services: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # topic -> needed input -> label
    panels: frozenset[str] = frozenset()  # deadline keys that are sittings

    def answers(self, form: str) -> frozenset[str]:
        """The root names under which the form's answers can be read."""
        return frozenset(key.split(".", 1)[0] for key in self.forms.get(form, ()))
