"""The one dialect that is run: Camunda 7 with FEEL, made on a copy of the file's XML."""

import copy

from lxml import etree

from service.engine.normalise.dialect import adopt_spiffworkflow
from service.engine.normalise.juel import JuelError
from service.engine.normalise.places import expressions
from service.engine.normalise.texts import expression_text, value_text
from service.findings import Finding

__all__ = ["normalise"]

REMEDY = 'Write it in FEEL, beginning with = (for example =outcome = "accepted").'


def normalise(root: etree._Element, file: str) -> tuple[etree._Element, list[Finding]]:
    """Return a copy in which every expression is FEEL, and what could not be translated."""
    root = copy.deepcopy(root)
    adopt_spiffworkflow(root)
    findings = []
    for place in expressions(root):
        try:
            place.write((expression_text if place.always else value_text)(place.read()))
        except JuelError as error:
            findings.append(
                Finding(
                    file=file,
                    element=place.element,
                    code="expression-not-translatable",
                    message=f'"{place.read().strip()}" cannot be run: {error}.',
                    remedy=REMEDY,
                )
            )
    return root, findings
