"""A decision file as values: what the reader makes and the evaluator runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class HitPolicy(StrEnum):
    UNIQUE = "UNIQUE"
    ANY = "ANY"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


SINGLE_HIT = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY})


class Aggregation(StrEnum):
    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True, kw_only=True)
class Literal:
    """A FEEL expression."""

    text: str
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Input:
    id: str | None
    label: str
    expression: str
    type: str | None
    values: str | None  # allowed values, as a unary test


@dataclass(frozen=True, kw_only=True)
class Output:
    id: str | None
    name: str
    type: str | None
    values: str | None  # in order of priority
    default: str | None


@dataclass(frozen=True, kw_only=True)
class Row:
    number: int  # from 1, as the editors count
    id: str
    tests: tuple[str, ...]  # "" fits everything
    outputs: tuple[str, ...]  # "" is null
    test_ids: tuple[str | None, ...] = ()
    output_ids: tuple[str | None, ...] = ()
    remark: str = ""  # for people


@dataclass(frozen=True, kw_only=True)
class Table:
    id: str | None
    policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Entries:
    """A boxed context; an entry without a name is its result."""

    entries: "tuple[tuple[str | None, Logic], ...]"


@dataclass(frozen=True, kw_only=True)
class Items:
    """A boxed list."""

    items: "tuple[Logic, ...]"


@dataclass(frozen=True, kw_only=True)
class Relation:
    columns: tuple[str, ...]
    rows: "tuple[tuple[Logic, ...], ...]"


@dataclass(frozen=True, kw_only=True)
class Invocation:
    function: "Logic"
    bindings: "tuple[tuple[str, Logic], ...]"


@dataclass(frozen=True, kw_only=True)
class FunctionLogic:
    parameters: tuple[str, ...]
    types: tuple[str | None, ...]
    body: "Logic"


Logic = Literal | Table | Entries | Items | Relation | Invocation | FunctionLogic


@dataclass(frozen=True, kw_only=True)
class Decision:
    id: str
    name: str  # of its variable: how expressions call its result
    title: str
    file: str
    type: str | None
    requires: tuple[str, ...]  # ids of decisions
    reads: tuple[str, ...]  # ids of input data
    knows: tuple[str, ...]  # ids of business knowledge models
    logic: Logic | None
    description: str


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """A business knowledge model: a function that decisions share."""

    id: str
    name: str
    file: str
    knows: tuple[str, ...]
    function: FunctionLogic | None


@dataclass(frozen=True, kw_only=True)
class InputData:
    id: str
    name: str
    type: str | None


@dataclass(frozen=True, kw_only=True)
class ItemType:
    """An item definition."""

    name: str
    base: str | None
    allowed: str | None  # unary test
    members: "tuple[ItemType, ...]"
    is_list: bool


@dataclass(frozen=True, kw_only=True)
class Model:
    """Everything that one or several decision files hold, by id (types by name)."""

    decisions: Mapping[str, Decision]
    knowledge: Mapping[str, Knowledge]
    inputs: Mapping[str, InputData]
    types: Mapping[str, ItemType]
