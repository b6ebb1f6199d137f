"""A form as it will be seen, while it is being written."""

import json
from datetime import UTC, datetime

from service.web.drafts.preview import preview_of

NOW = datetime(2026, 12, 14, 12, 0, tzinfo=UTC)
PATH = "forms/test/visit.form"


def form(*pages: dict[str, object]) -> bytes:
    return json.dumps({"id": "visit", "title": "Visit", "schemaVersion": 19, "components": pages}).encode()


def page(title: str, *, hide: str | None = None) -> dict[str, object]:
    key = title.lower().replace(" ", "_")
    field = {"type": "textfield", "id": f"Field_{key}", "key": key, "label": title}
    hidden = {"conditional": {"hide": hide}} if hide else {}
    return {
        "type": "group",
        "id": f"Page_{key}",
        "label": title,
        "components": [field],
        "properties": {"page": "true"},
        **hidden,
    }


def test_every_page_that_applies_is_drawn():
    shown = preview_of(form(page("First"), page("Second")), PATH, now=NOW)

    assert [each.title for each in shown.pages] == ["First", "Second"]
    assert shown.wrong == ()
    assert shown.later == ""


def test_pages_that_depend_on_answers_are_named():
    shown = preview_of(form(page("First"), page("Second", hide='=first != "yes"')), PATH, now=NOW)

    assert [each.title for each in shown.pages] == ["First"]
    assert "“Second”" in shown.later


def test_what_cannot_be_drawn_says_why():
    shown = preview_of(b"{", PATH, now=NOW)

    assert shown.pages == ()
    assert shown.wrong
