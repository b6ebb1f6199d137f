"""A letter as a PDF."""

import logging

from flask import render_template

from service.errors import NoPdfError
from service.web.letters.present import Paper
from service.web.pdf import make_pdf

log = logging.getLogger(__name__)


def pdf_of(paper: Paper) -> bytes | None:
    """Return the tagged PDF; None where this installation cannot make any: the letter can be printed from its page."""
    try:
        return make_pdf(render_template("letters/paper.html", paper=paper), title=paper.title)
    except NoPdfError:
        log.warning("letter without a PDF")
        return None
