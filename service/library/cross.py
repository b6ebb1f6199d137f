"""References between the files of a library: what is named exists, and what is there is used."""

from collections.abc import Iterable

from service.engine.checks import Usage, read_usage
from service.findings import Finding
from service.forms import Form
from service.library.carriers import rules_of_decision, rules_of_form
from service.library.channels import check_channels
from service.library.files import SHARED, Files
from service.library.notes import Notes
from service.library.obligations import read_obligations
from service.library.parts import Parts
from service.reporting.definitions import Source

RULE_REMEDY = "Use ids of the rule register, separated by spaces."
DEADLINES = "deadlines"


def check_cross(parts: Parts, files: Files, authority: str) -> list[Finding]:
    """Return what does not fit together."""
    usage = read_usage(parts.diagrams)
    findings: list[Finding] = []
    _deadlines(parts, usage, Notes(file=f"processes/{authority}/deadlines.dmn", found=findings))
    for form in parts.forms.values():
        _form(form, parts, usage, notes=Notes(file=form.file, found=findings))
    for letter in parts.letters.values():
        _known_rules(letter.rules, parts, Notes(file=letter.file, found=findings), element=letter.id)
    _reports(parts, usage, Notes(file=f"processes/{authority}/reports.yaml", found=findings))
    _decisions(parts, usage, findings)
    _people(parts, usage, Notes(file=f"processes/{authority}/authority.yaml", found=findings))
    check_channels(parts, usage, findings)
    _authority_rules(parts, Notes(file=f"processes/{authority}/authority.yaml", found=findings))
    _publishers(parts, Notes(file=f"processes/{authority}/authority.yaml", found=findings))
    read_obligations(files, authority, Notes(file=f"processes/{authority}/coverage.yaml", found=findings))
    return findings


def _deadlines(parts: Parts, usage: Usage, notes: Notes) -> None:
    for key, rule in parts.deadlines.items():
        if key not in usage.deadlines:
            message = f"No step starts the deadline {key} or asks when it is due."
            notes.warn("deadline-unused", message, remedy="Name it on a step, or remove the row.", element=key)
        elif rule.met_by and rule.met_by not in usage.events:
            message = f'The deadline {key} is met by "{rule.met_by}", which no step records.'
            remedy = "Record the event with the property event on a step, or correct the column met_by."
            notes.add("deadline-never-met", message, remedy=remedy, element=key)
        if rule.rule:
            _known_rules(rule.rule.split(), parts, notes, element=key)


def _form(form: Form, parts: Parts, usage: Usage, *, notes: Notes) -> None:
    # a shared form may serve another authority
    if form.id not in usage.forms and f"/{SHARED}/" not in form.file:
        notes.warn("form-unused", f"No step uses the form {form.id}.", remedy="Use it, or remove the file.")
    for rules, question in rules_of_form(form):
        _known_rules(rules, parts, notes, element=question)
    _needed(form, usage, notes)
    _known_roles(form, parts, notes)


def _needed(form: Form, usage: Usage, notes: Notes) -> None:
    """Every question has a reason: a rule of its own, of its form or of a step that asks it, or somebody reads it."""
    shared = f"/{SHARED}/" in form.file  # the authority's call names the rules
    if shared or form.rules or form.id in usage.bound_forms or form.id not in usage.forms:
        return
    read = usage.answers.get(form.id, frozenset())
    for question in form.fields:
        ruled = question.rules or any(inner.rules for inner in question.questions)
        if question.editable and not ruled and question.key.split(".")[0] not in read:
            message = f'No rule and no step needs the answer to "{question.label}" of {form.id}.'
            remedy = "Name the rule for which it is asked, use the answer in a step, or do not ask."
            notes.warn("question-unneeded", message, remedy=remedy, element=question.key)


def _known_roles(form: Form, parts: Parts, notes: Notes) -> None:
    """A list of workers that names a role which nobody can have would offer nobody."""
    known = parts.authority.roles if parts.authority is not None else {}
    for question in (inner for each in form.fields for inner in (each, *each.questions)):
        for role in question.properties.get("roles", "").split():
            if role not in known:
                message = f'"{question.label}" offers people with the role {role}, which the authority does not have.'
                notes.add(
                    "form-role-unknown",
                    message,
                    remedy="Use ids of roles under Roles and words (authority.yaml).",
                    element=question.id,
                )


def _reports(parts: Parts, usage: Usage, notes: Notes) -> None:
    known = {Source.RECORDS: parts.forms, Source.EVENTS: usage.events, Source.DEADLINES: parts.deadlines}
    for report in parts.reports.values():
        _known_rules(report.rules, parts, notes, element=report.id)
        if report.source in known and report.name not in known[report.source]:
            message = f"The report {report.id} has rows of {report.source}:{report.name}, which there are none of."
            remedy = "Name a form that is there, an event that some step records, or a key of deadlines.dmn."
            notes.add("report-source-unknown", message, remedy=remedy, element=report.id)
        if report.period and report.period not in usage.events:
            message = f'The period of {report.id} is that of "{report.period}", which no step records.'
            remedy = "Name an event that some step records, or leave the period out."
            notes.add("report-source-unknown", message, remedy=remedy, element=report.id)


def _decisions(parts: Parts, usage: Usage, findings: list[Finding]) -> None:
    model = parts.decisions.model if parts.decisions is not None else None
    decisions = model.decisions if model is not None else {}
    required = {id_ for decision in decisions.values() for id_ in decision.requires}
    for id_, decision in decisions.items():
        notes = Notes(file=decision.file, found=findings)
        used = id_ in usage.decisions | required | {DEADLINES} or f"/{SHARED}/" in decision.file
        if not used:
            message = f"No step asks the decision {id_}."
            notes.warn("decision-unused", message, remedy="Ask it in a business rule task, or remove it.", element=id_)
        _known_rules(rules_of_decision(decision), parts, notes, element=id_)


def _people(parts: Parts, usage: Usage, notes: Notes) -> None:
    """Where there are people for demonstration, each task is somebody's."""
    people = parts.authority.people if parts.authority is not None else ()
    held = {role for person in people for role in person.roles}
    for role, task in sorted(usage.roles.items()) if people else ():
        if role not in held:
            message = f"Nobody among the people for demonstration has the role {role}, which does {task}."
            notes.warn("role-nobody", message, remedy="Give the role to one of demo.people.", element=role)


def _publishers(parts: Parts, notes: Notes) -> None:
    """Somebody can change the procedure after this one is live."""
    roles = parts.authority.roles.values() if parts.authority is not None else None
    if roles is not None and not any("publish" in role.can for role in roles):
        message = "No role can publish: nobody could change the procedure any more, or go back to the one before."
        remedy = "Write publish to what a role can do, and give the role to two people or more."
        notes.add("publisher-missing", message, remedy=remedy, element="roles")


def _authority_rules(parts: Parts, notes: Notes) -> None:
    if parts.authority is not None:
        for role in parts.authority.roles.values():
            _known_rules(role.rules, parts, notes, element=role.id)
        for team in parts.authority.teams.values():
            _known_rules(team.rules, parts, notes, element=team.id)


def _known_rules(rules: Iterable[str], parts: Parts, notes: Notes, *, element: str) -> None:
    for rule in rules:
        if rule not in parts.rules.rules:
            message = f"{element} names the rule {rule}, which is not in the register."
            notes.add("rule-unknown", message, remedy=RULE_REMEDY, element=element)
