"""Giving back what somebody wrote when its session ended before it was sent.

The form travels through the sign-in page inside the browser that sent it, and is shown again for one more click to
the person it was drawn for, and to nobody else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response, json, request

from service.web.hidden import CSRF, WRITER, name_in
from service.web.pages import render
from service.web.requests import somebody, storable

FIELD, PLACE, WROTE = "resume", "resume_to", "resume_writer"
Pairs = tuple[tuple[str, str], ...]
_ODD = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")  # no address of ours holds these


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """What was written: the address it was for and its fields, and the signed name of whoever wrote it.

    `files`: some were chosen, and have to be again.
    """

    to: str
    pairs: Pairs
    writer: str = ""
    files: bool = False
    mine: bool = True  # False: somebody else wrote it; it is not shown

    @property
    def packed(self) -> str:
        return json.dumps(self.pairs)


@dataclass(frozen=True, kw_only=True)
class SignInPage:
    name: str = ""
    next: str = ""
    unsent: Unsent | None = None


def ask_to_sign_in() -> Response:
    """The sign-in page, with what was just sent kept inside it."""
    return render(
        "account/sign_in.html",
        title="Sign in again to go on",
        page=SignInPage(unsent=_sent()),
        status=HTTPStatus.UNAUTHORIZED,
    )


def ask_to_send_again() -> Response:
    """A form whose token is not of this session: shown again, sent only by another click of the person."""
    return give_back(_sent(), status=HTTPStatus.BAD_REQUEST)


def give_back(unsent: Unsent, *, status: int = HTTPStatus.OK) -> Response:
    person = somebody()
    mine = name_in(unsent.writer) == (person.name if person else None)
    page = unsent if mine else Unsent(to=unsent.to, pairs=(), mine=False)
    title = "What you wrote is still here" if mine else "Open the page again"
    return render("account/send_again.html", title=title, page=page, status=status)


def carried() -> Unsent | None:
    """What the sign-in form carries along; None: nothing, or nothing that can be read."""
    place, packed = request.form.get(PLACE, ""), request.form.get(FIELD)
    if packed is None or not is_own_path(place):
        return None
    try:
        pairs = tuple((storable(str(name)), storable(str(value))) for name, value in json.loads(packed))
    except (ValueError, TypeError, RecursionError):
        return None
    return Unsent(to=place, pairs=pairs, writer=request.form.get(WROTE, ""))


def is_own_path(place: str) -> bool:
    """Whether an address leads to a page of ours and nowhere else.

    Browsers leave out tabs and line ends and take a backslash for a slash: "/<tab>/elsewhere" would lead elsewhere.
    """
    return place.startswith("/") and not place.startswith(("//", "/\\")) and _ODD.search(place) is None


def _sent() -> Unsent:
    return Unsent(
        to=request.full_path.rstrip("?"),
        pairs=tuple(_kept(request.form.items(multi=True))),
        writer=request.form.get(WRITER, ""),
        files=any(file.filename for file in request.files.values()),
    )


def _kept(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return (pair for pair in pairs if pair[0] not in {CSRF, WRITER})
