"""Making people findable by their names who were written before there was a search."""

from sqlalchemy import func, select

from service.models import Family, Person, db
from service.pathways.names import name_keys
from service.pathways.transaction import transact

BATCH = 1_000


def fill_name_keys() -> int:
    """Write the keys of people who have none, a batch at a time; returns how many."""
    filled = 0
    while count := transact(_fill):
        filled += count
    return filled


def _fill() -> int:
    rows = db.session.execute(
        select(Person, Family.name)
        .join(Family, Family.id == Person.family_id)
        .where(func.cardinality(Person.name_keys) == 0)
        .order_by(Person.id)
        .limit(BATCH)
        .with_for_update(of=Person, skip_locked=True)
    ).all()
    for person, family in rows:
        person.name_keys = name_keys(person.name, person.known_as, family)
    return sum(1 for person, _ in rows if person.name_keys)
