"""The reports of an authority: processes/<authority>/reports.yaml.

reports:
- id: first_visit_in_time
  title: First visits within five working days
  about: Of the standards that fell due, those that were met.
  rules: [HAR-056]
  rows: deadlines:first_visit       # cases, records:<form>, events:<event> or deadlines:<key>
  period: allocated                 # event that puts a row into a period; left out: the row's own moment
  counted: clock.status != "cancelled"
  met: clock.status = "met"
  value: clock.ended - clock.base   # a number or a duration: gives average and median
  by: case.team
  target: {op: min, amount: 90, unit: percent}
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from service import feel
from service.feel import FeelSyntaxError
from service.findings import Finding
from service.library.files import Files
from service.library.notes import Notes
from service.library.yaml_file import read_mapping
from service.reporting.definitions import NAMES, Bound, Report, Source, Target

NEEDED = ("id", "title", "rows")
KEYS = frozenset({*NEEDED, "about", "rules", "period", "counted", "met", "value", "by", "target"})
REMEDY = "Correct the entry; docs/how-to/add-a-report.md explains each."
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")


def read_reports(files: Files, path: str, found: list[Finding]) -> Mapping[str, Report]:
    """Return the reports by id, in the order of the file; what cannot be read is noted and left out."""
    notes = Notes(file=path, found=found)
    document = read_mapping(files[path], notes) if path in files else None
    entries = [] if document is None else document.get("reports")
    if not isinstance(entries, list):
        notes.add("reports-unreadable", "The file has no list of reports.", remedy='Begin the list with "reports:".')
        return {}
    reports: dict[str, Report] = {}
    for entry in entries:
        report = _Reader(entry, notes).report()
        if report is not None and report.id in reports:
            notes.add("report-twice", f"The report {report.id} stands twice.", remedy=REMEDY, element=report.id)
        elif report is not None:
            reports[report.id] = report
    return reports


class _Reader:
    """One entry of the list."""

    def __init__(self, entry: object, notes: Notes) -> None:
        self._entry: Mapping[str, object] = entry if isinstance(entry, dict) else {}
        self._notes = notes
        self._id = str(self._entry.get("id") or "")
        self._good = True

    def report(self) -> Report | None:
        if unknown := self._entry.keys() - KEYS:
            self._bad(f"The report {self._id} has entries that mean nothing: {', '.join(sorted(map(str, unknown)))}.")
        if any(not isinstance(self._entry.get(name), str) for name in NEEDED) or not _ID.fullmatch(self._id):
            self._bad(f"A report needs {', '.join(NEEDED)}; the id is a word of small letters, digits and _.")
            return None
        source, _, name = str(self._entry["rows"]).partition(":")
        if source not in list(Source) or bool(name) is (source == Source.CASES):
            self._bad(f"The rows of {self._id} are cases, records:<form>, events:<event> or deadlines:<key>.")
            return None
        report = Report(
            id=self._id,
            title=str(self._entry["title"]),
            about=str(self._entry.get("about") or ""),
            rules=self._rules(),
            source=Source(source),
            name=name,
            period=str(self._entry.get("period") or ""),
            target=self._target(),
            **{entry: self._expression(entry) for entry in ("counted", "met", "value", "by")},
        )
        return report if self._good else None

    def _rules(self) -> tuple[str, ...]:
        rules = self._entry.get("rules", [])
        if isinstance(rules, list) and all(isinstance(rule, str) for rule in rules):
            return tuple(rules)
        self._bad(f"The rules of {self._id} are a list of ids.")
        return ()

    def _expression(self, name: str) -> str | None:
        if self._entry.get(name) is None:
            return None
        text = str(self._entry[name]).removeprefix("=")
        try:
            unknown = feel.names(text) - NAMES
        except FeelSyntaxError as error:
            self._bad(f'"{name}" of {self._id} cannot be read: {error}.', code="report-expression")
            return None
        if unknown:
            words = f'"{name}" of {self._id} reads {", ".join(sorted(unknown))}, which a report does not know.'
            self._bad(words, code="report-expression", remedy=f"A report knows {', '.join(sorted(NAMES))}.")
        return text

    def _target(self) -> Target | None:
        target = self._entry.get("target")
        if target is None:
            return None
        try:
            words = dict(target)  # type: ignore[call-overload]
            amount = Decimal(str(words["amount"]))
            return Target(bound=Bound(words["op"]), amount=amount, unit=str(words["unit"]))
        except (KeyError, TypeError, ValueError, InvalidOperation):
            self._bad(f"The target of {self._id} has op (min or max), amount (a number) and unit.")
            return None

    def _bad(self, message: str, *, code: str = "report-unreadable", remedy: str = REMEDY) -> None:
        self._good = False
        self._notes.add(code, message, remedy=remedy, element=self._id or None)
