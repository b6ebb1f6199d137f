"""What the outline calls things."""

from collections.abc import Mapping

from service.engine.checks.diagram import Element as Drawn
from service.engine.checks.diagram import Scope, is_event_subprocess
from service.engine.reading.elements import Element, Occasion
from service.forms import Question
from service.library.difference.formulas import formula_words
from service.library.difference.side import Side
from service.library.difference.speech import quoted, spelled

KINDS = {
    "userTask": "Task",
    "manualTask": "Task without a form",
    "task": "Task without a form",
    "serviceTask": "Automatic step",
    "scriptTask": "Calculation",
    "sendTask": "Sending a message",
    "receiveTask": "Waiting for a message",
    "businessRuleTask": "Decision table",
    "callActivity": "Part with a diagram of its own",
    "subProcess": "Part with steps of its own",
    "transaction": "Part with steps of its own",
    "exclusiveGateway": "Choice of one way",
    "inclusiveGateway": "Choice of one or more ways",
    "parallelGateway": "Ways that are all taken",
    "eventBasedGateway": "Waiting for what comes first",
}
TOGETHER = "Ways come together"
EVENTS = {  # kind of the event and what it is about
    ("startEvent", Occasion.NONE): "Start",
    ("startEvent", Occasion.MESSAGE): "Start with a message",
    ("startEvent", Occasion.TIMER): "Start at a time",
    ("startEvent", Occasion.SIGNAL): "Start with a signal",
    ("startEvent", Occasion.ERROR): "Start with an error",
    ("startEvent", Occasion.ESCALATION): "Start with an escalation",
    ("intermediateCatchEvent", Occasion.TIMER): "Waiting for a time",
    ("intermediateCatchEvent", Occasion.MESSAGE): "Waiting for a message",
    ("intermediateCatchEvent", Occasion.SIGNAL): "Waiting for a signal",
    ("intermediateThrowEvent", Occasion.NONE): "Milestone",
    ("intermediateThrowEvent", Occasion.MESSAGE): "Sending a message",
    ("intermediateThrowEvent", Occasion.SIGNAL): "Sending a signal",
    ("intermediateThrowEvent", Occasion.ESCALATION): "Telling the part around it",
    ("boundaryEvent", Occasion.TIMER): "Timer",
    ("boundaryEvent", Occasion.MESSAGE): "Message",
    ("boundaryEvent", Occasion.SIGNAL): "Signal",
    ("boundaryEvent", Occasion.ERROR): "Error",
    ("boundaryEvent", Occasion.ESCALATION): "Call from within",
    ("endEvent", Occasion.NONE): "End",
    ("endEvent", Occasion.MESSAGE): "End with a message",
    ("endEvent", Occasion.SIGNAL): "End with a signal",
    ("endEvent", Occasion.TERMINATE): "End of everything around it",
    ("endEvent", Occasion.ERROR): "End with an error",
    ("endEvent", Occasion.ESCALATION): "End that tells the part around it",
}
PROCESS_KINDS = {
    "case": "A case goes through it",
    "called": "Called by other processes",
    "sitting": "A meeting outside any case",
    "concern": "The way of an urgent concern",
}
CASE_PROPERTIES = {
    "case_stage": "Stage of the case",
    "case_status": "Status of the case",
    "case_outcome": "Outcome of the case",
    "case_team": "Team of the case",
    "case_lead": "Lead worker of the case",
    "case_consent": "Consent that is kept",
}


class Names(Side):
    """How a library calls things; a diagram that it does not know yet has no answers to speak of."""

    def answers(self, process: str) -> Mapping[str, Question]:
        return super().answers(process) if process in self.composed.release.processes else {}


def kind_words(element: Element, drawn: Drawn, scope: Scope) -> str:
    """Return what kind of step it is."""
    if is_event_subprocess(drawn):
        return "Part that begins by itself"
    if drawn.kind.endswith("Gateway") and len(scope.outgoing[drawn.id or ""]) < 2:  # noqa: PLR2004 - a choice has two
        return TOGETHER
    words = EVENTS.get((element.kind, element.event.occasion)) or KINDS.get(element.kind, spelled(element.kind))
    if element.kind != "boundaryEvent":
        return words
    return f"{words} during this step, which {'it stops' if element.interrupting else 'goes on'}"


def occasion_words(element: Element, names: Names) -> str:
    """Return what an event waits for or brings about, such as 'the message "visit booked"'; "" for nothing."""
    event = element.event
    match event.occasion:
        case Occasion.TIMER:
            return formula_words(event.expression, names, element.process) or ""
        case Occasion.MESSAGE | Occasion.SIGNAL | Occasion.ERROR | Occasion.ESCALATION:
            return f"the {event.occasion} {quoted(spelled(event.name or 'any'))}"
        case _:
            return ""
