"""Running processes that move from one release to another.

`plan_migration` says what a move would mean, `migrate` makes it, `attempt_migration` does both in one go; all are pure.
"""

from service.engine.migration.alike import Likeness
from service.engine.migration.moving import Attempted, attempt_migration, migrate, plan_migration, require_places
from service.engine.migration.plan import (
    DueChange,
    DueKind,
    Left,
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
    "Attempted",
    "DueChange",
    "DueKind",
    "Left",
    "Likeness",
    "Listening",
    "MigrationPlan",
    "MigrationRefusedError",
    "Place",
    "PlanOutdatedError",
    "Reason",
    "Refusal",
    "Standing",
    "attempt_migration",
    "migrate",
    "plan_migration",
    "require_places",
]
