"""What the service reports."""

from collections.abc import Iterator

from service.library.difference.catalogue import Catalogue, section
from service.library.difference.model import Section, Subject, Weight
from service.library.difference.side import Sides
from service.library.difference.speech import quoted
from service.library.difference.traits import Trait
from service.reporting.definitions import Bound, Report

REPORTS = Catalogue[Report](
    name=lambda report: report.title,
    added="New report {it}.",
    removed="The report {it} is no longer made.",
    weight=Weight.PROOF,
    traits=(
        Trait(
            what="target",
            weight=Weight.PROOF,
            read=lambda report: report.target,
            say=lambda report, _: _target(report),
            changed="The target of the report {it} is now {after} instead of {before}.",
            gained="The report {it} now has the target {after}.",
            lost="The report {it} has no target any more.",
            otherwise="The target of the report {it} has changed.",
        ),
        Trait(
            what="what it counts",
            weight=Weight.PROOF,
            read=lambda report: (report.source, report.name, report.period, report.counted, report.met),
            otherwise="What the report {it} counts has changed.",
        ),
        Trait(
            what="what it measures",
            weight=Weight.PROOF,
            read=lambda report: (report.value, report.by),
            otherwise="What the report {it} measures, or how it is broken down, has changed.",
        ),
        Trait(
            what="name",
            weight=Weight.PROOF,
            read=lambda report: report.title,
            say=lambda report, _: quoted(report.title),
            changed="The report {before} is now called {after}.",
            otherwise="The report {it} has another name.",
        ),
        Trait(
            what="explanation",
            weight=Weight.PROOF,
            read=lambda report: report.about,
            otherwise="The explanation of the report {it} has changed.",
        ),
        Trait(what="rules", weight=Weight.PROOF, read=lambda report: frozenset(report.rules), otherwise=""),
    ),
)


def report_sections(sides: Sides) -> Iterator[Section]:
    path = f"processes/{sides.after.composed.authority.id}/reports.yaml"
    old, new = (side.composed.reports for side in sides)
    yield from section(Subject.REPORTS, REPORTS.changes(old, new, sides), files=frozenset({path}))


def _target(report: Report) -> str:
    if report.target is None:
        return ""
    bound = "at least" if report.target.bound is Bound.MIN else "at most"
    return f"{bound} {report.target.amount} {report.target.unit.replace('_', ' ')}"
