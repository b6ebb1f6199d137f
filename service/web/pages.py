"""Drawing a page, and going to the next one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response, flash, make_response, redirect, render_template

Errors = Mapping[str, Sequence[str]]
NO_ERRORS: Errors = {}


@dataclass(frozen=True)
class Link:
    text: str
    href: str


def render(
    template: str,
    *,
    title: str,
    page: object = None,
    errors: Errors = NO_ERRORS,
    status: int | None = None,
    **layout: object,
) -> Response:
    """Return the page.

    `title`: the text of its h1 and the start of <title>; it names no person.  `errors`: sentences by the id of the
    field that they stand beside; with them the status is 422 and the summary is drawn on top.  `layout`: `back` (a
    Link) or `crumbs` (Links), and what else the layout knows.
    """
    body = render_template(template, title=title, page=page, errors=errors, **layout)
    return make_response(body, status or (HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK))


def saved(text: str, *, to: str) -> Response:
    """Say on the next page what was done, and go there.  The text names no person: it is kept in the cookie."""
    flash(text)
    return go(to)


def go(to: str) -> Response:
    """Send the browser to another page after a form.  The fragment is given so that no old one sticks."""
    response = redirect(to if "#" in to else f"{to}#", code=HTTPStatus.SEE_OTHER)
    return make_response(response)
