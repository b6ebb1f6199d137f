"""Every diagram has a picture in docs/pictures, drawn from the diagram as it is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIAGRAMS = sorted(ROOT.glob("processes/*/*.bpmn"))


@pytest.mark.parametrize("diagram", DIAGRAMS, ids=lambda path: path.stem)
def test_the_picture_shows_the_elements_of_the_diagram(diagram: Path):
    picture = ROOT / "docs" / "pictures" / diagram.parent.name / f"{diagram.stem}.svg"

    shown = {name.removesuffix("_label") for name in re.findall(r'data-element-id="([^"]+)"', picture.read_text())}

    first_plane = re.search(r"<\w+:BPMNDiagram.*?</\w+:BPMNDiagram>", diagram.read_text(), re.DOTALL)
    assert first_plane is not None
    drawn = set(re.findall(r'<\w+:BPMN(?:Shape|Edge)[^>]*bpmnElement="([^"]+)"', first_plane.group()))
    assert drawn == shown
