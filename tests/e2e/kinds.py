"""Kinds of page.  A kind is a route that answers with a page: one task stands for all tasks."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from service.web import AREAS

# what is no page, and why
NO_PAGES: Mapping[str, str] = {
    "account.home": "leads to the list of work or to signing in",
    "account.token": "data for a script",
    "assets.file": "a style sheet, script or picture",
    "cases.diagram": "the drawing that a page shows",
    "changes.drawing": "the drawing that a page shows",
    "changes.release_drawing": "the drawing that a page shows",
    "documents.download": "a file",
    "documents.look": "a file",
    "drafts.findings": "data for a script",
    "drafts.version_source": "the drawing that a page shows",
    "folders.download": "a file",
    "folders.release": "a file",
    "impact.download": "a file",
    "letters.pdf": "a file",
    "moves.preview_table": "a file",
    "operations.bulk_table": "a file",
    "operations.diagram": "the drawing that a page shows",
    "operations.waiting_diagram": "the drawing that a page shows",
    "operations.waiting_table": "a file",
    "panels.allocations_pdf": "a file",
    "panels.pack_pdf": "a file",
    "panels.signed_pack": "a file",
    "procedure.source": "the drawing that a page shows",
    "reports.download": "a file",
    "theme.colours": "a style sheet",
    "tryouts.drawing": "the drawing that a page shows",
    "work.feed": "a calendar for other programs",
}
# pages that no link leads to, and how somebody comes there
BEHIND_FORMS: Mapping[str, str] = {
    "public.check": "by answering the last question",
    "public.questions": "by telling about the family",
    "public.sent": "by sending the request",
    "referrals.check": "by answering the last question",
    "referrals.questions": "by choosing among the matches",
    "tasks.check": "by answering the last question",
    "tryouts.replay": "by choosing the process whose cases are listed",
    "work.complete": "by choosing tasks of a list",
    "work.reassign": "by choosing tasks of a list",
}


class Kinds:
    def __init__(self, app: Flask) -> None:
        self._app, self._routes = app, app.url_map.bind("")
        areas = {area.name for area in AREAS}
        self.all = frozenset(
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if rule.endpoint.partition(".")[0] in areas
            and "GET" in (rule.methods or ())
            and rule.endpoint not in NO_PAGES
        )

    def of(self, address: str) -> str | None:
        """The kind of page that is at the address; None: no page of ours."""
        try:
            endpoint, _ = self._routes.match(urlsplit(address).path, method="GET")
        except HTTPException:
            return None
        return endpoint if endpoint in self.all else None

    def path(self, kind: str, ids: Mapping[str, str]) -> str:
        """The address of the page of that kind about the things with these ids."""
        rule = next(iter(self._app.url_map.iter_rules(kind)))
        return self._routes.build(kind, {name: ids[name] for name in rule.arguments})
