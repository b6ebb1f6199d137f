"""The service catalogue as element templates: one file for the editor in the browser and for Camunda Modeler."""

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import NotRequired, TypedDict


class _Binding(TypedDict):
    name: str


class _Entry(TypedDict):
    binding: _Binding
    label: NotRequired[str]
    constraints: NotRequired[Mapping[str, object]]


class _Template(TypedDict):
    id: str
    properties: Sequence[_Entry]


def element_templates() -> Sequence[Mapping[str, object]]:
    """Return the templates in the format of Camunda 7 element templates; their ids are the topics that they call.

    A diagram names the version with which it was drawn: a template that changes keeps its older versions in the list.
    """
    found: Sequence[Mapping[str, object]] = json.loads(element_templates_file())
    return found


def required_inputs() -> Mapping[str, Mapping[str, str]]:
    """Return by topic the input parameters that the service cannot do without, each with its label."""
    templates: Sequence[_Template] = json.loads(element_templates_file())
    return {
        template["id"]: {
            entry["binding"]["name"]: entry["label"]
            for entry in template["properties"]
            if entry.get("constraints", {}).get("notEmpty")
        }
        for template in templates
    }


def element_templates_file() -> str:
    """The same as the text of a file for `.camunda/element-templates/`."""
    return (resources.files(__package__) / "templates" / "services.json").read_text(encoding="utf-8")
