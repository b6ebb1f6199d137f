"""The rule register: which rules an authority's procedure holds, and which of them a service can carry out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from service.library.notes import Notes
from service.library.yaml_file import read_mapping

REMEDY = "Correct the entry in the register."


class Automatable(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, kw_only=True)
class RegisterRule:
    id: str
    stage: str
    automatable: Automatable
    text: str
    kind: str = ""
    section: str = ""
    lines: str = ""  # of the source document
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RuleRegister:
    title: str = ""
    rules: Mapping[str, RegisterRule] = field(default_factory=dict)  # by id, in the register's order
    events: Mapping[str, str] = field(default_factory=dict)  # what standards count from, in words


def read_rules(data: bytes, notes: Notes) -> RuleRegister:
    """Return the register; entries that cannot be read are noted and left out."""
    document = read_mapping(data, notes)
    if document is None:
        return RuleRegister()
    entries = document.get("rules")
    if not isinstance(entries, list):
        notes.add(
            "register-without-rules", "The register has no list of rules.", remedy='Begin the list with "rules:".'
        )
        return RuleRegister()
    rules: dict[str, RegisterRule] = {}
    for entry in entries:
        rule = _rule(entry, notes)
        if rule is not None and rule.id in rules:
            notes.add("register-rule-twice", f"The rule {rule.id} stands twice.", remedy=REMEDY, element=rule.id)
        elif rule is not None:
            rules[rule.id] = rule
    return RuleRegister(title=str(document.get("title") or ""), rules=rules, events=_events(document.get("events")))


def _events(entries: object) -> Mapping[str, str]:
    return {str(name): str(words) for name, words in entries.items()} if isinstance(entries, dict) else {}


def _rule(entry: object, notes: Notes) -> RegisterRule | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        notes.add("register-rule-unreadable", "An entry of the register has no id.", remedy=REMEDY)
        return None
    id_ = entry["id"]
    text = {name: str(entry.get(name) or "") for name in ("stage", "text", "kind", "section", "lines", "note")}
    automatable = entry.get("automatable")
    if not text["stage"] or not text["text"] or automatable not in list(Automatable):
        message = f'The rule {id_} needs a stage, a text and automatable "yes", "partly" or "no" (in quotes).'
        notes.add("register-rule-unreadable", message, remedy=REMEDY, element=id_)
        return None
    return RegisterRule(id=id_, automatable=Automatable(automatable), **text)
