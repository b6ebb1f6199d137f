"""Every check of a library, as publication makes them."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from service.clocks import DeadlineRule
from service.engine.checks import HOST_FUNCTIONS, Known, check_diagrams
from service.engine.decisions import check_decisions
from service.findings import Finding, Severity
from service.forms import Form, Question
from service.integrations.element_templates import required_inputs
from service.library.cross import DEADLINES, check_cross
from service.library.decision_names import variables_of
from service.library.files import Files
from service.library.parts import Parts, read_parts
from service.library.shared import optional_deadlines

NEED_DECISIONS = frozenset({"decision-unknown"})
NEED_DEADLINES = frozenset({"deadline-unknown", "deadline-never-starts", "panel-unknown"})
ORDER = (Severity.ERROR, Severity.WARNING)


def check(files: Files, authority: str) -> list[Finding]:
    """Return everything that is wrong with the library: errors, which forbid publication, before warnings."""
    parts = read_parts(files, authority)
    diagrams = check_diagrams(parts.diagrams, known=known(parts))
    found = [
        *parts.findings,
        *check_decisions(parts.tables, functions=HOST_FUNCTIONS),
        *(finding for finding in diagrams if finding.code not in _consequences(parts)),
        *check_cross(parts, files, authority),
    ]
    unique = dict.fromkeys(found)  # what two checks say in the same words is said once
    return sorted(unique, key=lambda f: (ORDER.index(f.severity), f.file, f.element or "", f.code, f.message))


def _consequences(parts: Parts) -> frozenset[str]:
    """Codes that would only repeat, at every use, that a file cannot be read."""
    codes = NEED_DECISIONS if parts.decisions is None else frozenset()
    return codes if parts.deadlines or _is_without_deadlines(parts) else codes | NEED_DEADLINES


def _is_without_deadlines(parts: Parts) -> bool:
    return parts.decisions is not None and DEADLINES not in parts.decisions.model.decisions


def known(parts: Parts) -> Known:
    """Return what the diagrams may refer to."""
    model = parts.decisions.model if parts.decisions is not None else None
    return Known(
        unreadable_forms=frozenset(PurePosixPath(path).stem for path in parts.form_files) - parts.forms.keys(),
        forms={form.id: answer_keys(form) for form in parts.forms.values()},
        decisions={} if model is None else {id_: variables_of(model, id_) for id_ in model.decisions},
        roles={} if parts.authority is None else {role.id: role.name for role in parts.authority.roles.values()},
        deadlines={key: rule.start for key, rule in parts.deadlines.items()},
        optional_deadlines=optional_deadlines(parts.diagrams, parts.deadlines),
        rules=frozenset(parts.rules.rules),
        panels=panels(parts.deadlines),
        services=required_inputs(),
        letters={letter.id: letter.required for letter in parts.letters.values()},
    )


def answer_keys(form: Form) -> frozenset[str]:
    """Keys of everything the form asks or shows; of a repeated group the group's key."""
    questions: tuple[Question, ...] = form.fields
    return frozenset(question.key for question in questions)


def panels(deadlines: Mapping[str, DeadlineRule]) -> frozenset[str]:
    """Keys of the sittings among the deadlines."""
    return frozenset(key for key, rule in deadlines.items() if rule.repeat and rule.at is not None)
