"""Saves of one person without a pause read as one change."""

from datetime import UTC, datetime, timedelta

from service.pathways.queries.drafts import DraftEntry
from service.web.drafts.history import PAUSE, stretches

NOON = datetime(2026, 12, 14, 12, 0, tzinfo=UTC)
README, SUPPORT = "processes/test/README.md", "processes/test/support.bpmn"


def saved(revision: int, *, after: timedelta, by: str = "ada", path: str | None = README, action: str = "saved"):
    return DraftEntry(
        revision=revision, at=NOON + after, by=by, action=action, path=path, sha256=str(revision), digest=str(revision)
    )


def read(*entries: DraftEntry) -> list[tuple[int, int]]:
    """The first and the last revision of each stretch; entries are given as they happened."""
    return [(each.first.revision, each.last.revision) for each in stretches(reversed(entries))]


def test_saves_of_one_file_in_a_row_are_one():
    entries = [saved(number, after=timedelta(seconds=3 * number)) for number in range(1, 5)]

    assert read(*entries) == [(1, 4)]


def test_a_pause_ends_a_stretch():
    entries = [saved(1, after=timedelta()), saved(2, after=PAUSE), saved(3, after=2 * PAUSE + timedelta(seconds=1))]

    assert read(*entries) == [(3, 3), (1, 2)]


def test_another_person_file_or_act_ends_a_stretch():
    second = timedelta(seconds=1)
    entries = [
        saved(1, after=1 * second),
        saved(2, after=2 * second, by="ben"),
        saved(3, after=3 * second, by="ben", path=SUPPORT),
        saved(4, after=4 * second, by="ben", path=SUPPORT, action="removed"),
    ]

    assert read(*entries) == [(4, 4), (3, 3), (2, 2), (1, 1)]


def test_the_draft_as_a_whole_is_never_part_of_a_stretch():
    entries = [saved(0, after=timedelta(), path=None, action="begun"), saved(1, after=timedelta(seconds=1))]

    assert read(*entries) == [(1, 1), (0, 0)]
