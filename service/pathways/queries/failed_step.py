"""A step that failed, and which variables it goes by: what can be corrected before it runs again."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from uuid import UUID

from sqlalchemy import select

from service import feel
from service.access import Actor
from service.engine.reading.elements import Element, Expression
from service.feel import FeelSyntaxError
from service.models import Instance, db
from service.pathways.queries.incidents import IncidentView, get_incident
from service.pathways.queries.operated import require_operator
from service.pathways.releases import composed

_GIVEN = frozenset({"case"})  # by the service, not a variable that could be corrected


@dataclass(frozen=True, kw_only=True)
class FailedStep:
    """`reads`: names of the variables that its expressions read, in order."""

    incident: IncidentView
    process_name: str
    revision: int
    reads: tuple[str, ...]


def failed_step(*, incident_id: UUID, actor: Actor) -> FailedStep:
    """:raises NotFoundError: there is no such incident that the actor may see."""
    require_operator(actor)
    incident = get_incident(incident_id=incident_id, actor=actor)
    row = db.session.execute(
        select(Instance.release_id, Instance.revision).where(Instance.id == incident.instance_id)
    ).one()
    process = composed(row.release_id).release.processes.get(incident.process)
    return FailedStep(
        incident=incident,
        process_name=incident.process if process is None else process.name,
        revision=row.revision,
        reads=names_read(None if process is None else process.elements.get(incident.element)),
    )


def names_read(element: Element | None) -> tuple[str, ...]:
    """Names that the expressions of the element read; none where it has none."""
    found: dict[str, None] = {}
    for text in _formulas(element):
        try:
            found |= dict.fromkeys(sorted(feel.names(text) - _GIVEN))
        except FeelSyntaxError:  # a diagram from before the checks; that may be why it failed
            continue
    return tuple(found)


def _formulas(part: object) -> Iterator[str]:
    if isinstance(part, Expression):
        if part.feel:
            yield part.text
    elif isinstance(part, tuple):
        for each in part:
            yield from _formulas(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _formulas(getattr(part, field.name))
