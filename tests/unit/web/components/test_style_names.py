"""A class that no style sheet knows does nothing: it is a spelling mistake, or its style was forgotten."""

import json
import re

from service.web import assets

TEMPLATES = assets.STATIC.parent / "templates"
CLASSES = re.compile(r'class="([^"]*)"|"classes": "([^"]*)"')


def known():
    built = json.loads(assets.MANIFEST.read_text())
    sheets = [assets.STATIC / file for name, file in built.items() if name.endswith(".css")]
    return {name.replace("\\", "") for sheet in sheets for name in re.findall(r"\.((?:\\.|[\w-])+)", sheet.read_text())}


def used(template):
    source = re.sub(r"\{[{%#].*?[}%#]\}", " ", template.read_text(), flags=re.DOTALL)
    texts = [" ".join(found) for found in CLASSES.findall(source)]
    return {name for text in texts for name in text.split() if name.startswith("app-")}


def test_every_class_in_the_templates_has_a_style():
    names = known()
    unknown = {
        str(template.relative_to(TEMPLATES)): sorted(
            name for name in used(template) - names if not name.endswith(("-", "--"))
        )
        for template in TEMPLATES.rglob("*.html")
        if template.parent.name != "print"  # PDF has a style sheet of its own
    }

    assert len(names) > 500
    assert {template: found for template, found in unknown.items() if found} == {}
