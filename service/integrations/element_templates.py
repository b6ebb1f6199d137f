"""The service catalogue as element templates: one file for the editor in the browser and for Camunda Modeler."""

import json
from collections.abc import Mapping, Sequence
from importlib import resources


def element_templates() -> Sequence[Mapping[str, object]]:
    """Return the templates in the format of Camunda 7 element templates; their ids are the topics that they call.

    A diagram names the version with which it was drawn: a template that changes keeps its older versions in the list.
    """
    found: Sequence[Mapping[str, object]] = json.loads(element_templates_file())
    return found


def element_templates_file() -> str:
    """The same as the text of a file for `.camunda/element-templates/`."""
    return (resources.files(__package__) / "templates" / "services.json").read_text(encoding="utf-8")
