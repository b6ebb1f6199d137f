"""The pages about one case.  Other areas add their own pages to it: people, meetings, documents, consent."""

from flask import Blueprint

area = Blueprint("cases", __name__)
