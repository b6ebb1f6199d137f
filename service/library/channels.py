"""The channels by which an urgent concern is told besides the page: each that the authority names can be sent by."""

from collections.abc import Iterator

from service import feel
from service.engine.checks import Usage
from service.engine.decisions.model import Row, Table
from service.findings import Finding
from service.library.notes import Notes
from service.library.parts import Parts

ROUTE = "urgent_route"  # the authority's decision
ALERT = "urgent_alert"  # the process that sends one alert by one channel
SEND = ".send"  # a channel is called as its topic without this
CHANNELS, ADDRESS, WEBHOOK = "channels", "webhook_url", "webhook"


def check_channels(parts: Parts, usage: Usage, findings: list[Finding]) -> None:
    """Note channels that nothing sends by: nobody would hear of the concern that way."""
    decision = parts.decisions.model.decisions.get(ROUTE) if parts.decisions is not None else None
    known = {topic.removesuffix(SEND) for topic in usage.topics.get(ALERT, ())}
    if decision is None or not known:
        return
    notes = Notes(file=decision.file, found=findings)
    names = [output.name for output in decision.logic.outputs] if isinstance(decision.logic, Table) else []
    if not isinstance(decision.logic, Table) or CHANNELS not in names:
        message = f"The decision {ROUTE} does not say by which channels an urgent concern is told."
        remedy = f'Make it a table with the output {CHANNELS}, such as ["mail"].'
        notes.add("urgent-channels-missing", message, remedy=remedy, element=ROUTE)
        return
    for row in decision.logic.rows:
        cells = dict(zip(names, row.outputs, strict=False))
        for code, message, remedy in _wrong(row, cells, sorted(known)):
            notes.add(code, message, remedy=remedy, element=row.id)


def _wrong(row: Row, cells: dict[str, str], known: list[str]) -> Iterator[tuple[str, str, str]]:
    channels = _listed(cells[CHANNELS])
    if not channels:
        message = f"Row {row.number} of {ROUTE} does not list the channels by which an urgent concern is told."
        yield "urgent-channels-unreadable", message, 'Write a list of names, such as ["mail"].'
    for channel in channels:
        if channel not in known:
            message = f'Row {row.number} of {ROUTE} tells of an urgent concern by "{channel}", which nothing sends by.'
            remedy = f"Known are: {', '.join(known)}. For another add a service task to the process {ALERT}."
            yield "urgent-channel-unknown", message, remedy
    if WEBHOOK in channels and cells.get(ADDRESS, "").strip() in {"", "null", '""'}:
        message = f"Row {row.number} of {ROUTE} tells of an urgent concern by webhook and does not say where."
        yield "urgent-channel-without-address", message, f"Write the address (https) into the output {ADDRESS}."


def _listed(cell: str) -> tuple[str, ...]:
    """The names in a list that is written out; nothing where it is none."""
    try:
        value = feel.evaluate(cell or "null", {})
    except feel.FeelSyntaxError:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        return ()
    return tuple(str(each) for each in value)
