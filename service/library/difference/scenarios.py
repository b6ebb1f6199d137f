"""The scenarios: stories that the library's tests tell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.library.compose import Composed
from service.library.difference.catalogue import Catalogue, section
from service.library.difference.model import Section, Subject, Weight
from service.library.difference.side import Sides
from service.library.difference.speech import spelled
from service.library.difference.traits import Trait
from service.library.notes import Notes
from service.library.yaml_file import read_mapping


@dataclass(frozen=True, kw_only=True)
class Story:
    title: str
    text: bytes


SCENARIOS = Catalogue[Story](
    name=lambda story: story.title,
    added="New scenario {it}.",
    removed="The scenario {it} is no longer there.",
    weight=Weight.PROOF,
    traits=(
        Trait(
            what="story",
            weight=Weight.PROOF,
            read=lambda story: story.text,
            otherwise="The scenario {it} has changed.",
        ),
    ),
)


def scenario_sections(sides: Sides) -> Iterator[Section]:
    """Yield the scenarios that differ, as one section."""
    old, new = (_stories(side.composed) for side in sides)
    changes = tuple(SCENARIOS.changes(old, new, sides))
    yield from section(Subject.SCENARIOS, changes, files=frozenset(change.id for change in changes))


def _stories(composed: Composed) -> Mapping[str, Story]:
    files = ((path, composed.files[path]) for path in composed.scenarios)
    return {path: Story(title=_title(path, text), text=text) for path, text in files}


def _title(path: str, data: bytes) -> str:
    title = (read_mapping(data, Notes(file=path)) or {}).get("title")
    return str(title) if title else spelled(path.rpartition("/")[2].removesuffix(".yaml"))
