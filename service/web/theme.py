"""An authority's colours as a style sheet of its own: custom properties, nothing else, so that the CSP stays strict.

A colour that white text cannot be read on (WCAG 2.2, 1.4.3) is not used; the log says so.
"""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from service.web.assets import FOR_EVER
from service.web.guards import open_to_everybody
from service.web.site import Site, site_of

log = logging.getLogger(__name__)

BRAND = "#1d70b8"
LINK = "#1a65a6"
READABLE = 4.5  # contrast with white
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)

area = Blueprint("theme", __name__)

Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class Theme:
    """Colours as #rrggbb, each readable with white."""

    brand: str = BRAND
    link: str = LINK

    @property
    def style_sheet(self) -> str:
        brand, link = _rgb(self.brand), _rgb(self.link)
        colours = {
            "brand": self.brand,
            "link": self.link,
            "link-hover": _hex(_mixed(link, _BLACK, 0.5)),
            "template-background": _hex(_mixed(brand, _WHITE, 0.95)),
            "surface-background": _hex(_mixed(brand, _WHITE, 0.95)),
            "surface-border": _hex(_mixed(brand, _WHITE, 0.5)),
        }
        lines = (f"--govuk-{name}-colour:{colour}" for name, colour in colours.items())
        return f":root{{{';'.join(lines)}}}\n"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.style_sheet.encode()).hexdigest()[:12]


def theme_of(colours: Mapping[str, str]) -> Theme:
    """Return the theme of an authority's `colours` (brand, link), with the default for what cannot be read."""
    return Theme(brand=_readable(colours, "brand", BRAND), link=_readable(colours, "link", LINK))


def theme_href(site: Site) -> str:
    """Return the address of the authority's style sheet; it changes with the colours."""
    return url_for("theme.colours", authority=site.authority, digest=theme_of(site.colours).digest)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, relative luminance)."""
    lights = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@area.route("/theme/<authority>-<digest>.css")
@open_to_everybody
def colours(authority: str, digest: str) -> Response:
    """The colours as they are now; kept for ever only under the address that names exactly these."""
    theme = theme_of(site_of(authority).colours)
    response = Response(theme.style_sheet, mimetype="text/css")
    response.headers["Cache-Control"] = FOR_EVER if digest == theme.digest else "no-cache"
    return response


def _readable(colours: Mapping[str, str], name: str, default: str) -> str:
    colour = colours.get(name, default)
    if contrast(colour, "#ffffff") >= READABLE:
        return colour
    log.warning("colour not readable with white", extra={"name_of_colour": name, "colour": colour, "taken": default})
    return default


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _mixed(colour: Rgb, other: Rgb, share: float) -> Rgb:
    """Return `colour` with that share of the other, 0 to 1."""
    red, green, blue = (round(own + (its - own) * share) for own, its in zip(colour, other, strict=True))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB
