"""The pages about one case.  Other areas add their own pages to it: people, meetings, documents, consent."""

from flask import Blueprint, request

from service.web.tasks.uploads import allow_files

area = Blueprint("cases", __name__)
WITH_FILES = frozenset({"cases.save_correction", "cases.take_offer"})


@area.before_request
def allow_large_answers() -> None:
    if request.endpoint in WITH_FILES:
        allow_files()
