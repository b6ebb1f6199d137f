"""One of many real processes that are played again with a draft, and what is kept of that.

No answers are: of what differs names of steps, dates and the results of decision tables; reasons from a fixed list.
"""

from uuid import UUID

from service.access import actor_again
from service.clocks.clock import Clock
from service.errors import NotAllowedError, NotFoundError, PathwaysError
from service.library import Composed
from service.models import BulkAction, ItemResult, Json
from service.pathways.bulk_actions import Outcome, actor_of
from service.pathways.replay_process import DraftToPlay, ProcessReplay, played_with
from service.simulator.limits import Limits

LIMITS = Limits(steps=3_000, seconds=4.0)  # of each of its two runs: jobs have other things to do
KEPT = 20  # of what differs in one process
TOLD = 3  # of why it cannot be played
UNSEEN = "Whoever asked for this may not see it any more."
NO_END = "With the draft it does not come to its end, or takes too long. Its own replay says more."


def replay_item(action: BulkAction, instance_id: UUID, library: Composed, *, clock: Clock) -> Outcome:
    """Play it in the name of whoever began the action, if they may still see it."""
    actor = actor_again(actor_of(action), clock.now())
    if actor is None or action.draft_id is None:
        return Outcome(result=ItemResult.NOT_BEGUN, message=UNSEEN)
    draft = DraftToPlay(id=action.draft_id, library=library, limits=LIMITS, details={"action": str(action.id)})
    try:
        return _outcome(played_with(draft, instance_id, actor=actor, clock=clock))
    except (NotAllowedError, NotFoundError):
        return Outcome(result=ItemResult.NOT_BEGUN, message=UNSEEN)
    except PathwaysError:  # its words may quote answers
        return Outcome(result=ItemResult.REFUSED, message=NO_END)


def _outcome(found: ProcessReplay) -> Outcome:
    if not found.faithful:
        return Outcome(result=ItemResult.REFUSED, message=" ".join(found.hindrances[:TOLD]))
    if found.stopped is not None:
        return Outcome(result=ItemResult.REFUSED, message=NO_END)
    return Outcome(result=ItemResult.DIFFERS if found.apart else ItemResult.DONE, details=_details(found))


def _details(found: ProcessReplay) -> Json:
    kept = [each.without_answers for each in found.apart[:KEPT]]
    return {
        "places": len(found.apart),
        "apart": [
            {"sort": each.sort.value, "what": each.what, "before": each.before, "after": each.after} for each in kept
        ],
        "notes": len(found.notes),
    }
