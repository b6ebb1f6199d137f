"""A picture of a page, small enough to be kept with the code."""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.e2e.browser import Desk

PICTURES = Path(__file__).parents[1] / "docs" / "pictures" / "pages"
COLOURS = 64  # enough for text and flat colours; the files stay small
TALLEST = 1400  # pixels


def take(desk: Desk, name: str, *, tallest: int = TALLEST, top: str = "body") -> None:
    """Keep how the page of the desk looks, from the element `top` (a CSS selector) down."""
    desk.page.wait_for_load_state("networkidle")
    width, height = desk.page.evaluate("[window.innerWidth, document.documentElement.scrollHeight]")
    y = int(desk.page.evaluate("top => document.querySelector(top).getBoundingClientRect().y + window.scrollY", top))
    clip = {"x": 0, "y": y, "width": width, "height": min(height - y, tallest)}
    image = Image.open(BytesIO(desk.page.screenshot(full_page=True, clip=clip)))
    image.convert("RGB").quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)
    sys.stdout.write(f"· {name}.png\n")
