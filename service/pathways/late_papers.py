"""A request that comes after the papers of the sitting that will hear it have closed says why."""

from sqlalchemy import select

from service.clocks.clock import Clock
from service.engine.step import Step, ThrownMessage
from service.errors import InvalidInputError
from service.library import Composed, Panel, panels_of
from service.models import Sitting, db
from service.pathways.forms import Checked
from service.pathways.sittings import find_place, papers_close

LATE_REASON = "late_reason"  # the question of a form that asks for it; the agenda shows what the request carries


def require_late_reason(
    step: Step, checked: Checked, composed: Composed, *, authority: str, clock: Clock
) -> str | None:
    """Return why the request comes late; None: it is in time, or the step sends none to a panel.

    :raises InvalidInputError: it comes late and `late_reason`, which the form asks for, has no answer.
    """
    if checked.form is None or all(question.key != LATE_REASON for question in checked.form.fields):
        return None
    asked = [panel for panel in panels_of(composed).values() if any(_hears(panel, each) for each in step.thrown)]
    late = [panel for panel in asked if _papers_have_closed(panel, composed, authority=authority, clock=clock)]
    if not late:
        return None
    reason = str(checked.values.get(LATE_REASON) or "").strip()
    if not reason:
        said = f"Enter why this request comes late: papers for the {late[0].name} have closed"
        raise InvalidInputError({LATE_REASON: [said]})
    return reason


def _hears(panel: Panel, thrown: ThrownMessage) -> bool:
    return any(each.message == thrown.message and dict(each.keys) == dict(thrown.keys) for each in panel.receivers)


def _papers_have_closed(panel: Panel, composed: Composed, *, authority: str, clock: Clock) -> bool:
    """Whether every sitting that takes requests now has its cut-off behind it.

    Where none does, a request waits for the next one, and is in time for that.
    """
    now = clock.now()
    collecting = db.session.scalars(
        select(Sitting.id).where(
            Sitting.authority == authority,
            Sitting.panel == panel.key,
            Sitting.instance_id.is_not(None),
            Sitting.frozen_at.is_(None),
            Sitting.at > now,
        )
    ).all()
    cut_offs = [papers_close(find_place(sitting, composed, now=now), composed, now=now) for sitting in collecting]
    return bool(cut_offs) and all(at is not None and at < now for at in cut_offs)
