"""Decisions on a case in words: of tables, of panels, of those who sign, and the rules that held."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from service.models import ItemStatus
from service.pathways.queries.case_decisions import (
    Fired,
    PanelDecision,
    RulesInForce,
    Signature,
    TableDecision,
)
from service.web.cases.frame import Frame, sentence
from service.web.texts import date_text, listed, moment_text

_TAG = "@feel"
_NOTHING = "nothing"
_PLAIN = {None: _NOTHING, True: "Yes", False: "No"}
_COMPARISONS = {"<=": "at most", ">=": "at least", "<": "below", ">": "above"}
_STATES = {
    ItemStatus.LISTED: "Listed, not decided yet",
    ItemStatus.DECIDED: "Decided",
    ItemStatus.DEFERRED: "Put off to a later sitting",
    ItemStatus.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """`because`: what the rows that fired say; `inputs`: label and value."""

    title: str
    when: str
    step: str
    result: str
    because: tuple[str, ...]
    inputs: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PanelRow:
    title: str
    href: str | None
    when: str
    whom: str
    state: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class SignatureLine:
    title: str
    href: str | None
    about: str
    text: str


@dataclass(frozen=True, kw_only=True)
class RulesRow:
    process: str
    release: str
    began: str
    ended: str
    note: str


@dataclass(frozen=True, kw_only=True)
class DecisionsPage:
    """`on`: the day for which the rules are shown; empty: all."""

    frame: Frame
    tables: tuple[TableRow, ...]
    panels: tuple[PanelRow, ...]
    sign_offs: tuple[SignatureLine, ...]
    oversight: tuple[SignatureLine, ...]
    rules: tuple[RulesRow, ...]
    on: str
    next_href: str | None
    first_href: str | None


def table_row(taken: TableDecision) -> TableRow:
    return TableRow(
        title=taken.title,
        when=moment_text(taken.at),
        step=f"{taken.process}: {taken.step}" if taken.step else taken.process,
        result=value_text(taken.result),
        because=tuple(fired_text(row) for row in taken.rows),
        inputs=tuple((sentence(label), value_text(value)) for label, value in taken.inputs),
        rules=taken.rules,
    )


def fired_text(row: Fired) -> str:
    """What the author of the table says about the row, else what it asks."""
    asked = "; ".join(f"{label}: {words}" for label, test in row.tests if (words := condition_text(test)))
    return f"Row {row.number}: {row.remark or asked}" if row.remark or asked else f"Row {row.number} of the table"


def condition_text(test: str) -> str:
    """A condition of a decision table in words; empty where only its author could say it."""
    if any(sign in test for sign in "()?["):
        return ""
    parts = [part.strip().strip('"') for part in test.split(",")]
    return listed((_part(part) for part in parts), last="or")


def _part(part: str) -> str:
    for sign, words in _COMPARISONS.items():
        if part.startswith(sign):
            return f"{words} {part.removeprefix(sign).strip()}"
    return {"true": "yes", "false": "no"}.get(part, part.replace("_", " "))


def value_text(value: object) -> str:
    """A FEEL value, kept as JSON, in words."""
    if isinstance(value, list):
        return ", ".join(value_text(each) for each in value) or _NOTHING
    if isinstance(value, dict):
        return _context_text(value)
    if isinstance(value, str):
        return sentence(value) or _NOTHING
    return _PLAIN.get(value, str(value)) if value is None or isinstance(value, bool) else str(value)


def _context_text(value: Mapping[str, object]) -> str:
    if _TAG in value:
        return str(value.get("value", ""))
    return "; ".join(f"{sentence(str(key))}: {value_text(each)}" for key, each in value.items())


def panel_row(each: PanelDecision) -> PanelRow:
    by = f" ({each.decided_by})" if each.decided_by else ""
    decided = f": {sentence(each.decision)}" if each.decision else ""
    return PanelRow(
        title=sentence(each.panel),
        href=url_for("panels.sitting", sitting_id=each.sitting_id) if each.sitting_id else None,
        when=date_text(each.at),
        whom=each.person or "The whole family",
        state=f"{_STATES[each.status]}{decided}{by}",
        reasons=each.rationale or "",
    )


def signature_line(signed: Signature, case_id: UUID) -> SignatureLine:
    by = f", by {signed.by}" if signed.by else ""
    href = url_for("cases.record", case_id=case_id, record_id=signed.record_id) if signed.record_id else None
    return SignatureLine(title=signed.title, href=href, about=f"{moment_text(signed.at)}{by}", text=signed.text or "")


def rules_row(each: RulesInForce) -> RulesRow:
    return RulesRow(
        process=each.process,
        release=f"Release {each.release}, published on {date_text(each.published_at)}",
        began=date_text(each.started_at),
        ended=date_text(each.ended_at) if each.ended_at else "It still runs",
        note=each.note or "",
    )
