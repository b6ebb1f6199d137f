"""The form for one row of a decision table."""

from collections.abc import Iterator, Mapping

from service.clocks import Enforcement, Roll, Unit
from service.library.difference.deadlines import ROLLS, STRICTNESS
from service.library.tables import DecisionTable, TableRow, cells_of_deadline, deadline_of
from service.library.tables.cells import field_of
from service.web.outline.fields import Box, Choice, Field, kept
from service.web.outline.step_form import YES, Sent

UNITS = {
    Unit.HOURS: "hours, by the clock",
    Unit.DAYS: "days",
    Unit.WORKING_DAYS: "working days",
    Unit.WEEKS: "weeks",
    Unit.MONTHS: "months",
}
PLAIN = ("key", "label", "amount", "unit", "from", "met_by", "at", "roll", "enforcement", "rule")


def row_fields(table: DecisionTable, row: TableRow | None, events: Mapping[str, str]) -> Iterator[Field]:
    """`row` None: a new one."""
    if table.is_deadlines:
        yield from _deadline_fields({} if row is None else deadline_of(table, row), events)
        return
    for place, column in enumerate(table.columns):
        value = row.cells[place] if row is not None and place < len(row.cells) else ""
        kind = "What is answered" if column.answers else f"What {column.name} must be; empty for anything"
        allowed = f" Allowed: {column.values}." if column.values else ""
        hint = f"{kind}. In FEEL: texts in quotes, numbers as digits.{allowed}"
        yield Field(box=Box.TEXT, name=field_of(place), label=column.label, values=(value,), hint=hint, optional=True)


def cells_sent(table: DecisionTable, row: TableRow | None, sent: Sent) -> tuple[str, ...]:
    """Return the cells of the row as they are wanted.  :raises InvalidInputError: it can be no deadline."""
    if not table.is_deadlines:
        return tuple(sent.get(field_of(place)) for place in range(len(table.columns)))
    values = {name: sent.get(name) for name in PLAIN}
    values["repeat"] = "true" if sent.all("repeat") else "false"
    before = {} if row is None else deadline_of(table, row)
    cells = cells_of_deadline(table, values, row="" if row is None else row.id)
    if row is None or len(row.cells) != len(cells):
        return cells
    # what says the same keeps the way in which it is written, such as null for ""
    after = (values.get(column.name, "") for column in table.columns)
    same = [before.get(column.name, "") == value for column, value in zip(table.columns, after, strict=True)]
    return tuple(old if alike else new for old, new, alike in zip(row.cells, cells, same, strict=True))


def _deadline_fields(said: Mapping[str, str], events: Mapping[str, str]) -> Iterator[Field]:
    def value(name: str) -> tuple[str, ...]:
        return (said.get(name, ""),)

    units = tuple(Choice(value=each.value, text=text) for each, text in UNITS.items())
    counted = tuple(Choice(value=event, text=text) for event, text in events.items())
    key_hint = "How diagrams call it, such as first_visit. If you change it, change the diagrams, too."
    at_hint = 'Only for a fixed day: "Thursday 12:00", or "third Thursday 10:00" if it comes again in months.'
    yield Field(box=Box.TEXT, name="label", label="Name", values=value("label"), hint="What people read.")
    yield Field(box=Box.TEXT, name="key", label="Key", values=value("key"), hint=key_hint)
    yield Field(box=Box.TEXT, name="amount", label="How long", values=value("amount"), hint="A whole number.")
    yield Field(box=Box.SELECT, name="unit", label="Unit", values=value("unit"), choices=units)
    yield Field(
        box=Box.SEVERAL,
        name="repeat",
        label="Again and again",
        values=(YES,) if said.get("repeat") == "true" else (),
        choices=(Choice(value=YES, text="It is counted again each time"),),
        optional=True,
    )
    yield Field(
        box=Box.SELECT,
        name="from",
        label="Counts from",
        values=value("from"),
        choices=kept(counted, *value("from")),
        choose="Nothing: the day of a panel",
    )
    yield Field(
        box=Box.SELECT,
        name="met_by",
        label="Met by",
        values=value("met_by"),
        choices=kept(counted, *value("met_by")),
        choose="The end of the step that starts it",
        optional=True,
    )
    yield Field(box=Box.TEXT, name="at", label="Day and time", values=value("at"), hint=at_hint, optional=True)
    yield from _strictness(said)


def _strictness(said: Mapping[str, str]) -> Iterator[Field]:
    rolls = tuple(Choice(value=each.value, text=text) for each, text in ROLLS.items() if each in Roll)
    strict = tuple(Choice(value=each.value, text=text) for each, text in STRICTNESS.items())
    yield Field(
        box=Box.SELECT,
        name="roll",
        label="When its day is no working day, it falls on",
        values=(said.get("roll", ""),),
        choices=rolls,
        choose="What the calendar says",
        optional=True,
    )
    now = said.get("enforcement") or Enforcement.HARD.value
    yield Field(box=Box.RADIOS, name="enforcement", label="How strict it is", values=(now,), choices=strict)
    hint = "Id in the register of rules."
    yield Field(box=Box.TEXT, name="rule", label="Rule", values=(said.get("rule", ""),), hint=hint, optional=True)
