"""What every part of writing a Step needs to know."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.access import Actor
from service.library import Composed
from service.models import Case, Instance


@dataclass(frozen=True, kw_only=True)
class Writing:
    """`case` is as it was before the step."""

    instance: Instance
    case: Case | None
    composed: Composed
    actor: Actor
    now: datetime

    @property
    def authority(self) -> str:
        return self.instance.authority

    @property
    def case_id(self) -> UUID | None:
        return self.instance.case_id
