"""The rules of a day as texts."""

from datetime import UTC, datetime
from uuid import UUID

from service.pathways.queries.applied_rules import (
    AppliedRules,
    DeadlineThen,
    ProcessThen,
    ReleaseThen,
    RuleText,
    StepThen,
)
from service.web.cases.rules import nothing_text, process_block, standard_line, step_line
from service.web.texts import LONDON

ID = UUID(int=1)
NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
RELEASE = ReleaseThen(
    id=ID, number=7, digest="0123456789abcdef", note="Shorter reviews", published_at=NOON, effective_from=NOON
)


def applied(*processes: ProcessThen) -> AppliedRules:
    return AppliedRules(
        case_id=ID,
        case_reference="TST-1",
        opened_at=NOON,
        closed_at=None,
        begin=datetime(2027, 3, 1, tzinfo=UTC),
        end=datetime(2027, 3, 2, tzinfo=UTC),
        processes=processes,
        deadlines=(),
    )


def process(until: datetime | None = None) -> ProcessThen:
    return ProcessThen(
        instance_id=ID,
        process="support",
        name="Family support",
        started_at=NOON,
        ended_at=None,
        release=RELEASE,
        since=NOON,
        until=until,
        steps=(),
    )


def test_a_process_says_since_when_and_until_when_it_followed_the_release():
    block = process_block(process(), LONDON, lambda _: None)
    over = process_block(process(until=NOON), LONDON, lambda release_id: f"/releases/{release_id}")

    assert block.release == "Release 7"
    assert {fact.key: fact.value for fact in block.facts} == {
        "Followed by the process": "From 3 March 2027 at midday, and it still does",
        "Published": "3 March 2027",
        "For new cases": "From 3 March 2027",
        "What it changed": "Shorter reviews",
        "Its content": "Digest 0123456789ab",
    }
    assert over.facts[0].value == "From 3 March 2027 at midday until 3 March 2027 at midday"
    assert (block.href, over.href) == (None, f"/releases/{ID}")


def test_a_step_says_which_rules_it_carries_out():
    rules = (RuleText(id="T-1", text="Each is triaged."), RuleText(id="T-2", text=None))
    step = StepThen(
        process="support", element="Task", name="Triage", kind="userTask", entered_at=NOON, ended_at=None, rules=rules
    )

    line = step_line(step, LONDON)

    assert (line.since, line.until) == ("3 March 2027 at midday", "Still open")
    assert [(rule.id, rule.text) for rule in line.rules] == [
        ("T-1", "Each is triaged."),
        ("T-2", "The register of rules did not have it then."),
    ]


def test_a_standard_without_a_rule_has_none():
    line = standard_line(
        DeadlineThen(key="visit", label="Visit", rule=None, base_at=NOON, due_at=NOON, ended_at=NOON), LONDON
    )

    assert (line.rules, line.ended) == ((), "3 March 2027 at midday")


def test_a_day_before_the_case_says_when_it_began():
    assert nothing_text(applied(), LONDON) == "The case had not begun then: it began on 3 March 2027."
    assert nothing_text(applied(process()), LONDON) == ""
