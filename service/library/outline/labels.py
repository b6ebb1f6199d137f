"""Where texts beside lines and shapes stand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from service.library.outline.clear import cost_of_label
from service.library.outline.plane import Box, Plane, Point

LETTER, LINE = 6.5, 14.0
ACROSS, WIDEST = 13, 90.0  # modelers break lines of labels there: letters, units
ASIDE = 6.0
PIECES = 3  # of a line, beside which its label may stand


@dataclass(frozen=True)
class Spot:
    box: Box
    cost: float


def size_of(text: str) -> Box:
    """Return how large a label will be, about as modelers break its lines; it stands nowhere yet."""
    lines = wrap(text, ACROSS) or [""]
    return Box(0, 0, round(min(WIDEST, max(map(len, lines)) * LETTER + 4)), LINE * len(lines))


def best_spot(plane: Plane, spots: Iterable[Box]) -> Spot:
    """Return the place that is least in the way; of equals, the first."""
    judged = (Spot(spot, cost_of_label(plane, spot) + liking) for liking, spot in enumerate(spots))
    return min(judged, key=lambda spot: spot.cost)


def along(points: Sequence[Point], label: Box) -> Iterator[Box]:
    """Yield places beside the line, those near its beginning first."""
    for start, end in list(pairwise(points))[:PIECES]:
        sides = _beside_level if start[1] == end[1] else _beside_upright
        yield from sides(start, end, label)


def _beside_level(start: Point, end: Point, label: Box) -> Iterator[Box]:
    near = start[0] + ASIDE if end[0] > start[0] else start[0] - ASIDE - label.width
    for x in (near, (start[0] + end[0] - label.width) / 2):
        for y in (start[1] - 4 - label.height, start[1] + 4):
            yield label._replace(x=round(x), y=round(y))


def _beside_upright(start: Point, end: Point, label: Box) -> Iterator[Box]:
    near = start[1] + ASIDE if end[1] > start[1] else start[1] - ASIDE - label.height
    for y in (near, (start[1] + end[1] - label.height) / 2):
        for x in (start[0] + ASIDE, start[0] - ASIDE - label.width):
            yield label._replace(x=round(x), y=round(y))


def around(box: Box, label: Box) -> Iterator[Box]:
    """Yield places above, below and beside a shape."""
    (left, top), (right, bottom), (x, y) = box.low, box.high, box.centre
    half = label.width / 2
    for across in (0, -15, 15, -30, 30, -half - 8, half + 8):
        for down in (top - ASIDE - label.height, bottom + ASIDE):
            yield label._replace(x=round(x - half + across), y=round(down))
    for across in (left - ASIDE - label.width, right + ASIDE):
        yield label._replace(x=round(across), y=round(y - label.height / 2))
