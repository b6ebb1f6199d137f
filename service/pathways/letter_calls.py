"""What goes with a letter when somebody fetches it to print and post it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from service.letters import as_text
from service.models import Letter, Outbox, db
from service.pathways.letters import warnings_on

TOPIC = "letter.send"


def letter_parameters(calls: Sequence[Outbox]) -> Mapping[UUID, dict[str, object]]:
    """Return further parameters by the call's id: `subject` and `wording` of the letter, and `heed`.

    `heed` says of each person of the case how they may be reached, where that is recorded, as it is recorded now:
    whoever posts the letter reads it before.  It is no part of the letter.
    """
    letters = [call for call in calls if call.topic == TOPIC]
    if not letters:
        return {}
    written = db.session.scalars(select(Letter).where(Letter.outbox_id.in_([call.id for call in letters])))
    by_call = {letter.outbox_id: letter for letter in written}
    heeds = warnings_on({call.case_id for call in letters if call.case_id is not None})
    found: dict[UUID, dict[str, object]] = {}
    for call in letters:
        letter, heed = by_call.get(call.id), heeds.get(call.case_id) if call.case_id else None
        about: dict[str, object] = {}
        if letter is not None and "text" not in call.parameters:
            about |= {"subject": letter.title, "wording": as_text(letter.body)}
        found[call.id] = about | ({"heed": list(heed)} if heed else {})
    return found
