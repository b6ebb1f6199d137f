"""Decision tables, row by row and cell by cell; the deadlines are one of them."""

from collections.abc import Iterator, Mapping, Sequence

from service.engine.deadlines import DECISION as DEADLINES
from service.engine.decisions.model import Decision, InputData, ItemType, Knowledge, Literal, Logic, Row, Table
from service.library.carriers import PREFIX
from service.library.difference.catalogue import Catalogue, section
from service.library.difference.matching import matched, pairs
from service.library.difference.model import Change, Detail, Section, Sentence, Sign, Subject, Weight
from service.library.difference.rows import Texts, when
from service.library.difference.side import Side, Sides
from service.library.difference.speech import capital, counted, quoted, spelled
from service.library.difference.traits import Comparable, Trait, details


def _about(decision: Decision) -> str:
    """What is noted about it, but for the rules that it carries out."""
    return "\n".join(line for line in decision.description.splitlines() if not line.strip().startswith(PREFIX))


def _frame(decision: Decision) -> object:
    """Everything about the logic but the rows of a table, and but for ids."""
    match decision.logic:
        case Literal(text=text):
            return text
        case Table(policy=policy, aggregation=aggregation, inputs=inputs, outputs=outputs):
            columns = [(i.label, i.expression, i.type, i.values) for i in inputs]
            return policy, aggregation, columns, [(o.name, o.type, o.values, o.default) for o in outputs]
        case other:
            return other


DECISION_TRAITS: tuple[Comparable[Decision], ...] = (
    Trait(
        what="columns and how rows are chosen",
        weight=Weight.WAY,
        read=_frame,
        say=lambda decision, _: decision.logic.text if isinstance(decision.logic, Literal) else None,
        changed="{it} is now {after} instead of {before}.",
        otherwise="What {it} asks and answers, or how it works that out, has changed.",
    ),
    Trait(
        what="what it rests on",
        weight=Weight.WAY,
        read=lambda decision: (decision.requires, decision.reads, decision.knows, decision.type),
        otherwise="{it} now rests on other decisions or data.",
    ),
    Trait(
        what="name",
        weight=Weight.WORDING,
        read=lambda decision: decision.title,
        say=lambda decision, _: quoted(decision.title),
        changed="The table {before} is now called {after}.",
        otherwise="The table {it} has another name.",
    ),
    Trait(what="notes", weight=Weight.WORDING, read=_about, otherwise="The notes on {it} have changed."),
)


SHARED = Catalogue[Knowledge | InputData | ItemType](
    name=lambda shared: spelled(shared.name),
    added="Tables can now use {it}.",
    removed="Tables can no longer use {it}.",
    weight=Weight.WAY,
    traits=(
        Trait(
            what="what tables share",
            weight=Weight.WAY,
            read=lambda shared: shared,
            otherwise="What tables share under the name {it} has changed.",
        ),
    ),
)


def decision_sections(sides: Sides) -> Iterator[Section]:
    """Yield the decisions that differ, the deadlines among them, and what decisions share."""
    old, new = (side.composed.release.decisions.model.decisions for side in sides)
    for _, before, after in pairs(old, new):
        if before is None and after is not None:
            yield _whole(sides.after, after, Sign.ADDED)
        elif after is None and before is not None:
            yield _whole(sides.before, before, Sign.REMOVED)
        elif before is not None and after is not None:
            yield from _of_both(sides, before, after)
    yield from _shared(sides)


def _of_both(sides: Sides, before: Decision, after: Decision) -> Iterator[Section]:
    changes = (*_frame_change(sides, before, after), *_rows(sides, before, after))
    own = tuple(_order(before, after, sides.after.decision(after.id)))
    if changes or own:
        yield Section(
            subject=_subject(after.id),
            sign=Sign.CHANGED,
            id=after.id,
            name=after.title,
            files=frozenset({before.file, after.file}),
            changes=changes,
            own=own,
        )


def _order(before: Decision, after: Decision, name: str) -> Iterator[Sentence]:
    both = [(o, n) for o, n in matched_rows(rows_of(before.logic), rows_of(after.logic)) if o and n]
    if [old.number for old, _ in both] != sorted(old.number for old, _ in both):
        yield Sentence(text=f"The rows of {name} stand in another order.", weight=Weight.WAY)


def _shared(sides: Sides) -> Iterator[Section]:
    """Yield the calculations, input data and types that differ: any decision may use them."""
    old, new = (side.composed.release.decisions.model for side in sides)
    changes = [
        *SHARED.changes(old.knowledge, new.knowledge, sides),
        *SHARED.changes(old.inputs, new.inputs, sides),
        *SHARED.changes(old.types, new.types, sides),
    ]
    yield from section(Subject.DECISION, changes, files=frozenset())


def _subject(id_: str) -> Subject:
    return Subject.DEADLINES if id_ == DEADLINES else Subject.DECISION


def _whole(side: Side, decision: Decision, sign: Sign) -> Section:
    rows, name = rows_of(decision.logic), side.decision(decision.id)
    size = f" with {counted(len(rows), 'row')}" if rows else ""
    text = f"New table {name}{size}." if sign is Sign.ADDED else f"The table {name} is no longer there."
    return Section(
        subject=_subject(decision.id),
        sign=sign,
        id=decision.id,
        name=decision.title,
        files=frozenset({decision.file}),
        changes=tuple(_whole_row(side, decision, row, sign=sign) for row in rows),
        own=(Sentence(text=text, weight=Weight.WAY),),
    )


def _whole_row(side: Side, decision: Decision, row: Row, *, sign: Sign) -> Change:
    sides = ((decision, None), (decision, row))
    cells = tuple(_cells_of(*(sides if sign is Sign.ADDED else reversed(sides))))
    return Change(sign=sign, id=row.id, name=row.remark, spoken=_spoken(side, decision, row), details=cells)


def _spoken(side: Side, decision: Decision, row: Row) -> str:
    """Return how to call a row: by its deadline, else by its remark or what it asks."""
    if decision.id == DEADLINES:
        return side.deadline(row.tests[0].strip().strip('"')).strip('"')
    return row.remark or capital(when(decision, row, side))


def _frame_change(sides: Sides, before: Decision, after: Decision) -> Iterator[Change]:
    found = details(DECISION_TRAITS, before, after, sides=sides, it=sides.after.decision(after.id))
    if found:
        yield Change(sign=Sign.CHANGED, id=after.id, name=after.title, details=found)


def _rows(sides: Sides, before: Decision, after: Decision) -> Iterator[Change]:
    old_rows, new_rows = rows_of(before.logic), rows_of(after.logic)
    for old, new in matched_rows(old_rows, new_rows):
        row = new or old
        if row is None or (old is not None and new is not None and _cells(old) == _cells(new)):
            continue
        sign = Sign.CHANGED if old and new else Sign.ADDED if new else Sign.REMOVED
        texts = Texts(sides, before, after)
        own = tuple(texts.of_deadline(old, new) if after.id == DEADLINES else texts.of_row(old, new))
        cells = tuple(_cells_of((before, old), (after, new)))
        earlier = old.id if old is not None and old.id != row.id else None
        spoken = _spoken(sides.after, after, new) if new else _spoken(sides.before, before, row)
        yield Change(sign=sign, id=row.id, name=row.remark, spoken=spoken, earlier_id=earlier, details=cells, own=own)


def rows_of(logic: Logic | None) -> tuple[Row, ...]:
    return logic.rows if isinstance(logic, Table) else ()


def matched_rows(before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Yield rows in pairs: by id, else by what they ask."""
    return matched(before, after, id_of=lambda row: row.id, alike=lambda row: row.tests)


def _cells(row: Row) -> object:
    return row.tests, row.outputs, row.remark


def _cells_of(before: tuple[Decision, Row | None], after: tuple[Decision, Row | None]) -> Iterator[Detail]:
    """Yield every cell of the row, also those that stay, so that the row can be shown as a whole."""
    was, is_now = _by_column(*before), _by_column(*after)
    for column, earlier, later in pairs(was, is_now):
        yield Detail(what=column, before=earlier or "", after=later or "")


def _by_column(decision: Decision, row: Row | None) -> Mapping[str, str]:
    if row is None or not isinstance(decision.logic, Table):
        return {}
    table = decision.logic
    names = [*(column.label or column.expression for column in table.inputs), *(out.name for out in table.outputs)]
    cells = dict(zip(names, (*row.tests, *row.outputs), strict=False))
    return {**cells, "remark": row.remark} if row.remark else cells
