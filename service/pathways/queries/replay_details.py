"""Where a draft would have gone another way with one of many real processes: read from what was kept with its item."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.simulator.replay_difference import Apart, Sort


@dataclass(frozen=True, kw_only=True)
class ReplayDetails:
    """`places`: in how many it would have; `apart` are the first of them, without what people answered.

    `notes`: how much of what happened the draft had no place for.
    """

    places: int
    apart: tuple[Apart, ...]
    notes: int


def read_replay(kept: Mapping[str, Any]) -> ReplayDetails:
    """`kept`: as service.pathways.replay_item wrote it."""
    apart = tuple(Apart(**{**each, "sort": Sort(each["sort"])}) for each in kept["apart"])
    return ReplayDetails(places=kept["places"], apart=apart, notes=kept["notes"])
