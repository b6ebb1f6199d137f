"""A small library of an authority called little, complete and without findings."""

import json
from pathlib import Path

import pytest

DIAGRAMS = Path(__file__).parents[1] / "engine" / "checks" / "fixtures" / "valid"
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"

AUTHORITY = """
id: little
name: Little Early Help
council: Little Council
colours: {brand: "#00544d", link: "#00635a"}
case_reference: {prefix: LIT}
record_system: Mosaic
words: {case: family}
roles:
  - {id: fsw, name: Family Support Worker, can: [start_cases, publish], rules: [LIT-004]}
  - {id: spa, name: Single Point of Access, can: []}
teams:
  - {id: west, name: Team West, localities: [Hill], rules: [LIT-005]}
demo:
  people:
    - {user: fsw.west, name: Family Support Worker West, roles: [fsw], team: west}
  cases: []
"""
CALENDAR = """
country: England
timezone: Europe/London
office_hours: {monday: "09:00-17:00", tuesday: "09:00-17:00"}
closure_days: [{date: 2026-12-24, name: Council closed}]
non_working_day: previous
"""
REGISTER = """
title: Little guidance
rules:
  - {id: HAR-001, stage: allocation, automatable: "yes", text: Visit the family.}
  - {id: LIT-002, stage: allocation, automatable: "yes", text: Within five working days.}
  - {id: LIT-003, stage: closure, automatable: "yes", text: Write a letter.}
  - {id: LIT-004, stage: closure, automatable: "partly", text: Workers are trained.}
  - {id: LIT-005, stage: access, automatable: "yes", text: One team is there.}
  - {id: LIT-006, stage: access, automatable: "no", text: Be kind.}
  - {id: LIT-007, stage: review, automatable: "yes", text: The team is found by rule.}
  - {id: LIT-008, stage: review, automatable: "yes", text: The outcome is written down.}
"""
COLUMNS = ("label", "amount", "unit", "from", "met_by", "enforcement", "rule")


def table(decision: str, *, column: str, outputs: tuple[str, ...], rows: list[tuple[str, ...]], about: str = "") -> str:
    outs = "".join(f'<output id="{decision}_{name}" name="{name}"/>' for name in outputs)
    body = "".join(
        f'<rule id="{decision}_row{number}"><inputEntry id="{decision}_i{number}"><text>{row[0]}</text></inputEntry>'
        + "".join(
            f'<outputEntry id="{decision}_{number}_{n}"><text>{cell}</text></outputEntry>'
            for n, cell in enumerate(row[1:])
        )
        + "</rule>"
        for number, row in enumerate(rows, 1)
    )
    return (
        f'<decision id="{decision}" name="{decision}"><description>{about}</description>'
        f'<decisionTable id="{decision}_table" hitPolicy="UNIQUE"><input id="{decision}_in" label="{column}">'
        f'<inputExpression id="{decision}_ie" typeRef="string"><text>{column}</text></inputExpression></input>'
        f"{outs}{body}</decisionTable></decision>"
    )


def dmn(*decisions: str) -> bytes:
    return f'<definitions xmlns="{DMN}" id="d" name="d" namespace="urn:d">{"".join(decisions)}</definitions>'.encode()


def deadlines(*rows: tuple[str, ...]) -> bytes:
    return dmn(table("deadlines", column="key", outputs=COLUMNS, rows=list(rows)))


FIRST_VISIT = (
    '"first_visit"',
    '"First visit"',
    "5",
    '"working_days"',
    '"referral_received"',
    '"visit_done"',
    '"hard"',
    '"LIT-002"',
)


def form(*components: dict[str, object], id_: str = "visit") -> bytes:
    return json.dumps({"type": "default", "id": id_, "schemaVersion": 19, "components": list(components)}).encode()


LETTER = """---
title: The end of your support
for: The family
purpose: Says that the support has ended.
rules: LIT-008
editable: true
fields:
  - {id: ended_on, label: Day of the last visit, kind: date, required: true}
  - {id: thanks, label: What you want to thank for}
---
Dear {{ recipient.name }},

we came for the last time on {{ ended_on }}. {{ thanks }}
"""
OUTCOME = {"type": "textfield", "id": "F1", "key": "outcome", "label": "Outcome", "properties": {"rules": "LIT-008"}}
VISITED = {"type": "datetime", "id": "F2", "key": "visited_on", "subtype": "date", "dateLabel": "Visited on"}


@pytest.fixture
def files() -> dict[str, bytes]:
    decided = table(
        "team_for", column="case.stage", outputs=("team",), rows=[("-", '"west"')], about="Teams.\nrules: LIT-007"
    )
    return {
        **{f"processes/little/{name}.bpmn": (DIAGRAMS / f"{name}.bpmn").read_bytes() for name in ("valid", "case")},
        "processes/shared/urgent_concern.bpmn": (DIAGRAMS / "urgent_concern.bpmn").read_bytes(),
        "processes/little/deadlines.dmn": deadlines(FIRST_VISIT),
        "processes/little/team.dmn": dmn(decided),
        "processes/little/authority.yaml": AUTHORITY.encode(),
        "processes/little/calendar.yaml": CALENDAR.encode(),
        "processes/little/rules.yaml": REGISTER.encode(),
        "processes/little/README.md": b"# Little",
        "processes/little/scenarios/one.yaml": b"title: One",
        "processes/little/letters/closure.md": LETTER.encode(),
        "forms/little/visit.form": form(OUTCOME, VISITED),
    }
