"""The diary of a panel, filled from its rule as far as somebody needs it."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert

from service.errors import InvalidInputError
from service.library import Composed
from service.models import Sitting, db

MOST_SITTINGS = 200  # a mistyped year must not fill the diary


def fill_diary(composed: Composed, panel: str, *, now: datetime, until: datetime) -> None:
    """Write down every regular sitting from now to the first one after `until`, so that each can be moved.

    :raises InvalidInputError: there is no such panel, or `until` is too far away.
    """
    rule = composed.release.deadlines.get(panel)
    if rule is None or rule.at is None:
        raise InvalidInputError({"panel": [f"There is no panel “{panel}”."]})
    sittings = [composed.release.calendar.next_sitting(rule, now)]
    while sittings[-1] <= until:
        if len(sittings) == MOST_SITTINGS:
            raise InvalidInputError({"to": ["This is too far away."]})
        sittings.append(composed.release.calendar.next_sitting(rule, sittings[-1]))
    authority = composed.release.authority
    rows = [
        {"id": uuid4(), "authority": authority, "panel": panel, "at": sitting, "regular_at": sitting}
        for sitting in sittings
    ]
    db.session.execute(insert(Sitting).on_conflict_do_nothing(), rows)
