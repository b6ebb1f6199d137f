"""Expressions: they parse, and every name, function and key they read is one that somebody provides."""

from collections.abc import Iterator, Mapping

from service.engine.checks.calls import decision_of
from service.engine.checks.diagram import Diagram
from service.engine.checks.formula import HOST_FUNCTIONS, Formula, read_formula
from service.engine.checks.known import Known
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, did_you_mean, warning
from service.engine.checks.tasks import FORM_UNKNOWN
from service.engine.checks.texts import Text, loop_names, own_loop_names, texts
from service.engine.checks.variables import sole_writers, variables
from service.feel import BUILT_IN_FUNCTIONS
from service.feel.errors import FeelSyntaxError
from service.findings import Finding

CASE_FIELDS = frozenset(
    {
        "reference",
        "authority",
        "family",
        "children",
        "team",
        "lead",
        "stage",
        "status",
        "outcome",
        "opened",
        "episode",
        "record_link",
        "consent",
    }
)
"""What Facts.case holds; a name beside these is null for ever."""

NOT_READABLE = Rule(code="expression-not-readable", remedy="Correct the FEEL expression, or remove it.")
NAME_UNKNOWN = Rule(
    code="name-unknown", remedy="Write the variable with an output parameter before it is read, or correct the name."
)
INPUT_UNKNOWN = warning(
    code="decision-input-unknown",
    remedy="Write the variable before the decision is asked, or correct the input of the decision.",
)
ANSWER_UNKNOWN = Rule(code="answer-unknown", remedy="Read a field that the form has, or add the field to the form.")
FUNCTION_UNKNOWN = Rule(code="function-unknown", remedy="Use a built-in function of FEEL or one of the service's own.")
DEADLINE_UNKNOWN = Rule(code="deadline-unknown", remedy="Use a key of deadlines.dmn, or add the deadline there.")
PANEL_UNKNOWN = Rule(
    code="panel-unknown", remedy='Use a repeating row of deadlines.dmn that has a day and time in the column "at".'
)
EVENT_UNKNOWN = Rule(
    code="event-never-recorded", remedy="Record the event with the property event on some step, or correct its name."
)
CASE_FIELD = warning(code="case-field-unknown", remedy=f"A case has: {', '.join(sorted(CASE_FIELDS))}.")
PLAIN_TEXT = Rule(
    code="expression-without-equals", remedy="Begin it with = if it is an expression; without, it is plain text."
)


def check(diagram: Diagram, library: Library) -> Iterator[Finding]:
    known_names = variables(library)
    for text in texts(diagram, library.known):
        visible = text.names | known_names.get(text.of_process, frozenset())
        if text.feel is None:
            yield from _plain(text, visible)
            continue
        try:
            formula = read_formula(text.feel)
        except FeelSyntaxError as error:
            yield NOT_READABLE.at(text.element, f"{_where(text)} cannot be read: {error}.")
            continue
        yield from _names(text, formula, (visible - _own(text, library)) | (formula.tested_for_null & visible))
        yield from _functions(text, formula)
        yield from _keys(text, formula, library)
    yield from _decision_inputs(diagram, library)


def _own(text: Text, library: Library) -> frozenset[str]:
    """Variables that only this step writes, read where its answers become variables.

    Before the step they are null, so a name among them that is no answer is a slip: `=outcome` without such a field.
    What the expression itself tests for null is meant so: a count that begins with null.
    """
    if text.answers_of is None or not text.where.startswith("the output parameter"):
        return frozenset()
    answers = library.known.answers(text.answers_of)
    writers = sole_writers(library).items()
    own = {name for (process, name), id_ in writers if process == text.of_process and id_ == text.element.id}
    return frozenset(own - answers - text.names)


def _where(text: Text) -> str:
    where = text.where[0].upper() + text.where[1:]
    return f"{where} of {text.element.label}"


def _plain(text: Text, visible: frozenset[str]) -> Iterator[Finding]:
    if text.text.split(".")[0] in visible - {"case"}:
        yield PLAIN_TEXT.at(text.element, f'{_where(text)} is the plain text "{text.text}".')


def _names(text: Text, formula: Formula, visible: frozenset[str]) -> Iterator[Finding]:
    for name in sorted(formula.names - visible) if not text.outside else ():
        if text.answers_of:
            message = f'{_where(text)} reads "{name}", which is neither a field of {text.answers_of} nor a variable.'
            yield ANSWER_UNKNOWN.at(text.element, message, hint=did_you_mean(name, visible))
        else:
            message = f'{_where(text)} reads "{name}", which nothing writes.'
            yield NAME_UNKNOWN.at(text.element, message, hint=did_you_mean(name, visible))
    for field in sorted(formula.case_fields - CASE_FIELDS):
        yield CASE_FIELD.at(text.element, f"{_where(text)} reads case.{field}, which a case does not have.")


def _functions(text: Text, formula: Formula) -> Iterator[Finding]:
    for name in sorted(formula.functions - HOST_FUNCTIONS - BUILT_IN_FUNCTIONS):
        message = f"{_where(text)} calls {name}(), which does not exist."
        yield FUNCTION_UNKNOWN.at(text.element, message, hint=did_you_mean(name, HOST_FUNCTIONS | BUILT_IN_FUNCTIONS))


def _decision_inputs(diagram: Diagram, library: Library) -> Iterator[Finding]:
    """A decision reads the variables of the process under their own names."""
    for scope, node in diagram.nodes:
        if node.kind != "businessRuleTask":
            continue
        wanted = library.known.decisions.get(decision_of(node) or "", frozenset())
        visible = variables(library)[scope.process.get("id") or ""] | loop_names(scope) | own_loop_names(node)
        for name in sorted(wanted - visible):
            message = f'The decision of {node.label} reads "{name}", which nothing writes.'
            yield INPUT_UNKNOWN.at(node, message, hint=did_you_mean(name, visible))


def _keys(text: Text, formula: Formula, library: Library) -> Iterator[Finding]:
    """Check the literal first argument of our own functions."""
    for function, key in formula.calls_with_text:
        rule, known = _registers(library).get(function, (None, ()))
        if rule is not None and key not in known:
            message = f'{_where(text)} asks {function}("{key}"), which does not exist.'
            yield rule.at(text.element, message, hint=did_you_mean(key, known))


def _registers(library: Library) -> Mapping[str, tuple[Rule, frozenset[str]]]:
    known: Known = library.known
    return {
        "due": (DEADLINE_UNKNOWN, frozenset(known.deadlines) | known.optional_deadlines),
        "next_sitting": (PANEL_UNKNOWN, known.panels),
        "record": (FORM_UNKNOWN, frozenset(known.forms) | known.unreadable_forms),
        "event": (EVENT_UNKNOWN, library.recorded_events),
    }
