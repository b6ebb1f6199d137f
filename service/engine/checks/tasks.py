"""Tasks of people: a form that exists, a role that exists, prefill that fits the form."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.known import Known
from service.engine.checks.namespaces import PERSON_TASKS
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, did_you_mean, warning
from service.findings import Finding

NO_FORM = Rule(
    code="user-task-without-form",
    remedy="Choose its form (in Camunda Modeler: Forms, form reference), or make it a manual task.",
)
FORM_UNKNOWN = Rule(code="form-unknown", remedy="Choose a form of this authority or add the form's file.")
FORM_BINDING = Rule(
    code="form-binding", remedy='Set the binding of the form to "latest": the release fixes the version.'
)
NO_ROLE = Rule(
    code="task-without-role",
    remedy="Choose who does it (in Camunda Modeler: candidate groups, or an assignee or candidate users).",
)
ROLE_UNKNOWN = Rule(
    code="role-unknown",
    remedy="Choose a role of the authority, or add it under Roles and words (authority.yaml).",
)
PREFILL_UNKNOWN = Rule(
    code="prefill-unknown-field", remedy="Name the input parameter after a field of the form, or remove it."
)
FORM_ON_MANUAL = warning(code="form-on-manual-task", remedy="Make it a user task, or remove the form.")

ASSIGNMENT = ("candidateGroups", "candidateUsers", "assignee")


def check(diagram: Diagram, library: Library) -> Iterator[Finding]:
    for _, node in diagram.nodes:
        if node.kind in PERSON_TASKS:
            yield from _role(node, library.known)
        if node.kind in {"manualTask", "task"} and form_of(node):
            yield FORM_ON_MANUAL.at(node, f"{node.label} is not a user task; its form is not shown.")
        if node.kind == "userTask" and not form_of(node):
            yield NO_FORM.at(node, f"{node.label} has no form.")
        if node.kind in {"userTask", "startEvent"}:
            yield from _form(node, library.known)


def form_of(node: Element) -> str | None:
    """Id of its form; a form key may be a path such as "embedded:app:forms/triage.form"."""
    key = node.camunda("formKey") or ""
    return node.camunda("formRef") or key.rpartition(":")[2].rpartition("/")[2].removesuffix(".form") or None


def static_roles(node: Element) -> tuple[str, ...]:
    """Role ids of its candidate groups; none when an expression finds them."""
    groups = node.camunda("candidateGroups") or ""
    if groups.startswith("=") or "{" in groups:
        return ()
    return tuple(group.strip() for group in groups.split(",") if group.strip())


def _role(node: Element, known: Known) -> Iterator[Finding]:
    if not any(node.camunda(attribute) for attribute in ASSIGNMENT):
        yield NO_ROLE.at(node, f"Nobody is offered {node.label}.")
    for role in static_roles(node):
        if role not in known.roles:
            yield ROLE_UNKNOWN.at(
                node, f'There is no role "{role}"; nobody could do {node.label}.', hint=did_you_mean(role, known.roles)
            )


def _form(node: Element, known: Known) -> Iterator[Finding]:
    form = form_of(node)
    if form is None:
        return
    if form in known.unreadable_forms:
        return
    if form not in known.forms:
        yield FORM_UNKNOWN.at(
            node, f'{node.label} uses the form "{form}", which does not exist.', hint=did_you_mean(form, known.forms)
        )
        return
    if node.camunda("formRefBinding") not in (None, "latest"):
        yield FORM_BINDING.at(node, f"{node.label} binds its form to a {node.camunda('formRefBinding')}.")
    keys = known.forms[form] | known.answers(form)
    for parameter in node.parameters("inputParameter"):
        key = parameter.get("name") or ""
        if key not in keys:
            yield PREFILL_UNKNOWN.at(
                node,
                f'{node.label} fills the field "{key}", which the form {form} lacks.',
                hint=did_you_mean(key, keys),
            )
