"""The page that says of every rule of an authority what carries it out, and in which scenario that can be seen."""

from collections.abc import Iterator, Sequence

from service.library.carriers import Carrier, Kind
from service.library.compose import Composed
from service.library.coverage import Coverage, RuleCoverage

MOST_RUNS = 3
_WORDS = {
    Kind.DECISION: "decision",
    Kind.DEADLINE: "deadline",
    Kind.FORM: "form",
    Kind.ROLE: "role",
    Kind.TEAM: "team",
    Kind.LETTER: "letter",
    Kind.REPORT: "report",
}


def rules_page(composed: Composed, found: Coverage) -> str:
    """Return the page as Markdown.  Its links hold for docs/rules/<authority>.md."""
    return "\n".join([*_head(composed, found), *_stages(composed, found), *_principles(composed, found)]) + "\n"


def _head(composed: Composed, found: Coverage) -> Iterator[str]:
    authority = composed.authority
    yield f"# {authority.name}: every rule and what carries it out"
    yield ""
    yield f"Source: {composed.rules.title}. Written by `pathways rules page {authority.id}`; a test holds it."
    yield ""
    yield f"- **{found.covered} of {found.automatable}** rules that can be executed, in whole or in part,"
    yield "  are carried out and exercised by a scenario."
    yield f"- **{found.shown} of {len(found.principles)}** principles are shown as guidance where the work is done."
    yield ""
    yield "| Stage | Carried out | Of |"
    yield "|---|---|---|"
    for stage in found.stages:
        yield f"| {_title(stage.stage)} | {len(stage.covered())} | {len(stage.rules)} |"


def _stages(composed: Composed, found: Coverage) -> Iterator[str]:
    for stage in found.stages:
        yield from ("", f"## {_title(stage.stage)}", "")
        yield from ("| Rule | What it says | Carried out by | Seen in |", "|---|---|---|---|")
        for each in stage.rules:
            rule = f"{each.rule.id} ({each.rule.automatable})"
            yield f"| {rule} | {_cell(each.rule.text)} | {_carriers(composed, each)} | {_runs(composed, each)} |"


def _principles(composed: Composed, found: Coverage) -> Iterator[str]:
    if found.principles:
        yield from ("", "## Principles", "", "| Rule | What it says | Shown by |", "|---|---|---|")
        for each in found.principles:
            yield f"| {each.rule.id} | {_cell(each.rule.text)} | {_carriers(composed, each)} |"


def _title(stage: str) -> str:
    return stage.replace("_", " ").capitalize()


def _carriers(composed: Composed, each: RuleCoverage) -> str:
    return "<br>".join(dict.fromkeys(_carrier(composed, carrier) for carrier in each.carriers)) or "nothing yet"


def _carrier(composed: Composed, carrier: Carrier) -> str:
    match carrier.kind:
        case Kind.ELEMENT:
            name = composed.release.processes[carrier.within].elements[carrier.id].name or carrier.id
            return f"{_cell(name)} in {_picture(composed, carrier.within)}"
        case Kind.PROCESS:
            return _picture(composed, carrier.id)
        case Kind.QUESTION:
            return f"question `{carrier.id}` of `{carrier.within}`"
        case _:
            return f"{_WORDS[carrier.kind]} `{carrier.id}`"


def _picture(composed: Composed, process: str) -> str:
    folder = composed.release.processes[process].file.split("/")[1]
    return f"[{process}](../pictures/{folder}/{process}.svg)"


def _runs(composed: Composed, each: RuleCoverage) -> str:
    shown = [_run(composed, run) for run in each.runs[:MOST_RUNS]]
    more = len(each.runs) - len(shown)
    return "<br>".join(_and_more(shown, more)) or "nothing yet"


def _run(composed: Composed, path: str) -> str:
    name = path.rpartition("/")[2].removesuffix(".yaml")
    return f"[{name}](../../processes/{composed.authority.id}/scenarios/{name}.yaml)"


def _and_more(shown: Sequence[str], more: int) -> list[str]:
    return [*shown, f"and {more} more"] if more else list(shown)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
