"""Forms that show only what a test is about."""

import json
from datetime import UTC, datetime

from service.forms import Form, read_form

NOW = datetime(2026, 12, 14, 10, tzinfo=UTC)


def document(*components, **changes):
    return {"type": "default", "id": "visit", "schemaVersion": 19, "components": list(components), **changes}


def read(*components, **changes) -> Form:
    return read_form(json.dumps(document(*components, **changes)).encode(), "forms/haringey/visit.form")


def question(kind="textfield", key="name", label="Full name", **changes):
    labels = {"dateLabel": label, "timeLabel": label} if kind == "datetime" else {"label": label}
    return {"type": kind, "id": f"Field_{key}", "key": key, **labels, **changes}


def choice(kind="radio", key="outcome", values=("yes", "no"), **changes):
    options = [{"value": value, "label": value.capitalize()} for value in values]
    return question(kind, key, changes.pop("label", "Outcome"), values=options, **changes)


def required(**rules):
    return {"required": True, **rules}


def hidden_unless(text):
    return {"hide": f"=not({text})"}


def repeat(*components, path="children", **changes):
    return {
        "type": "dynamiclist",
        "id": "Children",
        "path": path,
        "label": "Children",
        "components": list(components),
        **changes,
    }


def page(*components, label="Visit", **changes):
    return {
        "type": "group",
        "id": f"Page_{label}",
        "label": label,
        "properties": {"page": "true"},
        "components": list(components),
        **changes,
    }
