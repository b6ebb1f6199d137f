"""Running processes that move from one release to another.

`plan_migration` says what a move would mean, `migrate` makes it; both are pure.
"""

from service.engine.migration.moving import migrate, plan_migration
from service.engine.migration.plan import (
    DueChange,
    DueKind,
    Listening,
    MigrationPlan,
    MigrationRefusedError,
    Place,
    PlanOutdatedError,
    Reason,
    Refusal,
    Standing,
)

__all__ = [
    "DueChange",
    "DueKind",
    "Listening",
    "MigrationPlan",
    "MigrationRefusedError",
    "Place",
    "PlanOutdatedError",
    "Reason",
    "Refusal",
    "Standing",
    "migrate",
    "plan_migration",
]
