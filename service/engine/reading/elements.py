"""What a diagram says about each of its elements, free of XML and of SpiffWorkflow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Expression:
    """FEEL, or plain text that stands for itself."""

    text: str
    feel: bool = True

    @classmethod
    def of(cls, text: str) -> "Expression":
        """Read a normalised text: FEEL when it begins with `=`."""
        return cls(text[1:].strip()) if text.startswith("=") else cls(text, feel=False)


class Occasion(StrEnum):
    """What a catching event waits for, or a throwing event brings about."""

    MESSAGE = "message"
    SIGNAL = "signal"
    TIMER = "timer"
    ERROR = "error"
    ESCALATION = "escalation"
    TERMINATE = "terminate"
    NONE = "none"


class TimerKind(StrEnum):
    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, kw_only=True)
class EventDefinition:
    """`name`: of the message or signal, or the code of the error or escalation (None: any)."""

    occasion: Occasion = Occasion.NONE
    name: str | None = None
    timer: TimerKind | None = None
    expression: Expression | None = None  # of the timer


@dataclass(frozen=True, kw_only=True)
class Parameter:
    name: str
    value: Expression


@dataclass(frozen=True, kw_only=True)
class CallMapping:
    """`camunda:in` or `camunda:out`: one value under a name; without a value everything."""

    target: str = ""
    value: Expression | None = None

    @property
    def everything(self) -> bool:
        return self.value is None


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """Who is to do a user task, and until when."""

    groups: Expression | None = None
    users: Expression | None = None
    assignee: Expression | None = None
    due: Expression | None = None
    follow_up: Expression | None = None
    priority: Expression | None = None


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """A multi-instance: one instance per item of the collection, or a fixed number of them."""

    sequential: bool
    collection: Expression | None = None
    cardinality: Expression | None = None
    item: str | None = None  # name of the variable that holds the item
    until: Expression | None = None  # completion condition


@dataclass(frozen=True, kw_only=True)
class Element:
    """One flow node.  `kind` is its BPMN name ("userTask"); `process` the id of the process that holds it."""

    id: str
    name: str
    kind: str
    process: str
    lane: str | None = None
    documentation: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[Parameter, ...] = ()
    outputs: tuple[Parameter, ...] = ()
    form: str | None = None
    assignment: Assignment = field(default_factory=Assignment)
    event: EventDefinition = field(default_factory=EventDefinition)
    interrupting: bool = True
    topic: Expression | None = None
    retries: int = 3
    called: str | None = None
    passed_in: tuple[CallMapping, ...] = ()
    passed_out: tuple[CallMapping, ...] = ()
    decision: str | None = None
    script: Expression | None = None
    result_variable: str | None = None
    result_mapping: str = "resultList"  # mapDecisionResult
    repetition: Repetition | None = None

    def words(self, name: str) -> tuple[str, ...]:
        """Return the space separated words of a property."""
        return tuple(self.properties.get(name, "").split())

    def expression(self, name: str) -> Expression | None:
        """Return the property as an expression, or None when it is absent or empty."""
        text = self.properties.get(name, "")
        return Expression.of(text) if text else None

    def formula(self, name: str) -> Expression | None:
        """Return a property that is always FEEL, with or without the leading `=`."""
        text = self.properties.get(name, "").strip().removeprefix("=").strip()
        return Expression(text) if text else None

    @property
    def collect(self) -> Parameter | None:
        """The property `collect`: "variable: =expression per item"."""
        name, colon, text = self.properties.get("collect", "").partition(":")
        return Parameter(name=name.strip(), value=Expression.of(text.strip())) if colon else None
