"""Actions on many processes as rows: the action, its items, and when it is over.

Each item is one transaction, done by a job (service.pathways.run_bulk_item); the sweep finds items that wait for one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BegunBulk:
    """`total`: how many processes the action is about; 0: there was nothing to do, and it is finished already."""

    bulk_id: str
    total: int
