"""What a process holds and what it decided by, as texts.  Values only where they were asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from service import feel
from service.pathways.queries.instances import DecisionView
from service.pathways.read_process import DataEntry, DataPart
from service.web.operations.process import ProcessFrame
from service.web.texts import moment_text, spelt

KINDS = {
    feel.Kind.NULL: "Empty",
    feel.Kind.BOOLEAN: "Yes or no",
    feel.Kind.NUMBER: "Number",
    feel.Kind.STRING: "Text",
    feel.Kind.DATE: "Date",
    feel.Kind.TIME: "Time",
    feel.Kind.DATE_TIME: "Date and time",
    feel.Kind.DAYS: "Span of days and hours",
    feel.Kind.MONTHS: "Span of years and months",
    feel.Kind.RANGE: "Range",
}
LONGEST = 2_000  # characters of one value


@dataclass(frozen=True, kw_only=True)
class ValueRow:
    name: str
    kind: str
    value: str | None


@dataclass(frozen=True, kw_only=True)
class DataBlock:
    title: str
    rows: tuple[ValueRow, ...]


@dataclass(frozen=True, kw_only=True)
class DataPage:
    """`shown`: the values are on the page.  `refusal`: why they are shown to nobody."""

    frame: ProcessFrame
    blocks: tuple[DataBlock, ...]
    shown: bool
    show_href: str
    hide_href: str
    refusal: str


@dataclass(frozen=True, kw_only=True)
class DecisionBlock:
    title: str
    at: str
    rows: str
    inputs: tuple[ValueRow, ...]
    result: str


@dataclass(frozen=True, kw_only=True)
class DecisionsPage:
    frame: ProcessFrame
    blocks: tuple[DecisionBlock, ...]
    shown: bool
    show_href: str
    hide_href: str
    refusal: str
    next_href: str | None
    first_href: str | None


RESTRICTED = "This case is restricted: the values are shown to nobody here."


def hrefs_of(endpoint: str, instance_id: UUID) -> Mapping[str, str]:
    """Where the values are shown, and hidden again."""
    return {
        "show_href": url_for(endpoint, instance_id=instance_id, values="yes"),
        "hide_href": url_for(endpoint, instance_id=instance_id),
    }


def block_of(part: DataPart) -> DataBlock:
    title = part.process_name
    if part.element is not None:
        title = f"{title}: {part.item or part.element}"
    return DataBlock(title=title, rows=tuple(map(value_row, part.entries)))


def value_row(entry: DataEntry) -> ValueRow:
    return ValueRow(name=entry.name, kind=kind_text(entry), value=shortened(entry.value))


def kind_text(entry: DataEntry) -> str:
    match entry.kind:
        case feel.Kind.LIST:
            return f"List of {entry.count}"
        case feel.Kind.CONTEXT:
            return f"Group of {spelt(entry.count or 0, 'value')}"
        case _:
            return KINDS.get(entry.kind, entry.kind.capitalize())


def shortened(value: str | None) -> str | None:
    return value if value is None or len(value) <= LONGEST else f"{value[:LONGEST]} …"


def decision_block(decision: DecisionView, *, shown: bool) -> DecisionBlock:
    """`rows` are the ids of the rows that fired."""
    inputs = decision.inputs if shown else {}
    return DecisionBlock(
        title=decision.decision,
        at=moment_text(decision.at),
        rows=", ".join(decision.rows) or "None",
        inputs=tuple(
            ValueRow(name=name, kind="", value=shortened(feel.to_text(feel.from_json(value))))
            for name, value in inputs.items()
        ),
        result=shortened(feel.to_text(feel.from_json(decision.result))) or "" if shown else "",
    )
