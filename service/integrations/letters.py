"""letter.send: a letter to be printed, as a text and an HTML file for the post room.

Parameters: `template` (what kind of letter, required), `to` (name and address), `subject`, `text` (may use
{{parameters}}) or `wording` (stands as it is), `document` (its PDF is written beside it), `heed` (what has to be known
before anything is posted to this family: a sheet of its own).  Without `text` and `wording` the letter lists its other
parameters.
"""

from collections.abc import Mapping
from html import escape
from pathlib import Path

from service.integrations.calls import Call
from service.integrations.files import safe_name, write_once
from service.integrations.merge import merge
from service.integrations.plain import as_words, label

_PAGE = """<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ font: 12pt/1.5 Arial, sans-serif; max-width: 40em; margin: 3em auto; }}
address {{ font-style: normal; white-space: pre-line; }} .text {{ white-space: pre-line; }}</style></head>
<body><p>{date}<br>{reference}</p><address>{receiver}</address><h1>{title}</h1><div class="text">{text}</div></body>
</html>
"""
HEED = "Read this before the letter is posted.  If in doubt, ask the family's worker and do not post it."
_OWN = frozenset(
    {"template", "to", "subject", "text", "wording", "document", "heed"}
)  # parameters with a place of their own


class Letters:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __call__(self, call: Call) -> Mapping[str, object]:
        parts = _parts(call)
        folder = self._directory / safe_name(call.authority)
        name = f"{safe_name(parts['template'])}-{call.id}"
        write_once(folder / f"{name}.txt", _text(parts).encode())
        write_once(folder / f"{name}.html", _PAGE.format(**{key: escape(part) for key, part in parts.items()}).encode())
        if heed := as_words(call.parameters.get("heed")):
            write_once(folder / f"{name}-READ-FIRST.txt", f"{HEED}\n\n{heed}\n".encode())
        for file in call.files:
            write_once(folder / f"{name}{Path(file.name).suffix}", file.content)
        return {"letter": name}


def _parts(call: Call) -> dict[str, str]:
    template = call.text("template")
    return {
        "template": template,
        "title": merge(str(call.parameters.get("subject") or label(template)), call.parameters),
        "date": as_words(call.made_at.date()),
        "reference": f"Our reference: {call.case}" if call.case else "",
        "receiver": as_words(call.parameters.get("to")),
        "text": _wording(call.parameters),
    }


def _wording(parameters: Mapping[str, object]) -> str:
    wording, text = parameters.get("wording"), parameters.get("text")
    if isinstance(wording, str):
        return wording
    return merge(text, parameters) if isinstance(text, str) else _listed(parameters)


def _listed(parameters: Mapping[str, object]) -> str:
    return "\n".join(f"{label(name)}: {as_words(value)}" for name, value in parameters.items() if name not in _OWN)


def _text(parts: Mapping[str, str]) -> str:
    blocks = (parts["date"], parts["reference"], parts["receiver"], parts["title"], parts["text"])
    return "\n\n".join(block for block in blocks if block) + "\n"
