from datetime import date
from decimal import Decimal

import pytest

from service.simulator import ScenarioError, read_scenario
from service.simulator.scenario import Do, Wait
from tests.unit.simulator.builders import scenario


def refused(steps, **given):
    with pytest.raises(ScenarioError) as error:
        read_scenario(scenario(steps, **given), "visit.yaml")
    return str(error.value)


def test_words_are_words_and_numbers_are_exact():
    data = scenario(
        "- {do: X, as: r, answers: {a: yes, b: 10:30, c: 2026-12-14, d: 1.50, e: 07, f: true, g: 3, h: null}}"
    )

    (_, step) = read_scenario(data, "visit.yaml").steps

    assert isinstance(step.action, Do)
    assert step.action.answers == {
        "a": "yes",
        "b": "10:30",
        "c": date(2026, 12, 14),
        "d": Decimal("1.50"),
        "e": "07",
        "f": True,
        "g": 3,
        "h": None,
    }


def test_the_next_timer_can_be_waited_for():
    (_, step) = read_scenario(scenario("- wait: next timer"), "visit.yaml").steps

    assert step.action == Wait(next_timer=True)


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ("- {do: X, as: r, answer: {}}", 'visit.yaml:6: "answer" is not known here'),
        ("- {do: X}", 'visit.yaml:6: "as" is missing'),
        ("- {do: X, as: r, at: 2026-12-18 10:00, after: 1 day}", '"after" cannot stand beside "at"'),
        ("- {wait: 1 day}\n- {look: around}", "visit.yaml:7: step 2 must have exactly one of"),
        ("- {do: X, as: r, wait: 1 day}", "step 1 must have exactly one of"),
        ("- expect: {task: []}", '"task" is not known here'),
        ("- expect: {tasks: [{nmae: X}]}", '"nmae" is not known here'),
        ("- expect: {tasks: X}", '"tasks" must be a list of mappings'),
        ("- expect: {only_tasks: X}", '"only_tasks" must be a list of names'),
        ("- expect: {deadlines: {a: {status: late}}}", '"status" must be one of'),
        ("- expect: {deadlines: {a: 3}}", '"deadlines" must be a mapping of mappings'),
        ("- {do: X, as: r, answers: [1]}", '"answers" must be a mapping'),
        ("- message: reply", '"message" must be a mapping'),
        ("- service: {topic: t, error: {}}", '"code" is missing'),
        ("- {do: X, as: r, do: Y}", '"do" stands twice'),
        ("- {do: X, as: r, answers: {d: 2026-02-30}}", "2026-02-30 is not a real date"),
        ("- {do: [", "this is not YAML that can be read"),
        ("- just words", '"steps" must be a list of mappings'),
    ],
)
def test_a_mistake_is_refused_with_its_line(steps, reason):
    assert reason in refused(steps)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "a scenario is a mapping"),
        (b"title: A\n", 'has no "start"'),
        (b"title: A\nstart: {process: p}\n", 'needs "at"'),
        (b"title: A\nstart: {process: p, at: 2026-12-18 10:00}\nspeed: fast\n", 'x.yaml:3: "speed" is not known here'),
        (b"title: A\nstart: {process: p, at: 2026-12-18 10:00}\nschedules: weekly\n", "must be off, on or a list"),
        (b"title: A\nstart: {process: p, at: 2026-12-18 10:00}\nservices: some\n", "must be one of automatic, manual"),
        (
            b"title: A\nstart: {process: p, at: x}\ncase: {family: F, children: [{name: C, date_of_birth: x}]}",
            "must be a date",
        ),
        (b"title: !!python/object:os.system x\n", "this is not YAML that can be read"),
        (b"\xff\xfe\x00", "this is not YAML that can be read"),
        (b"#" * 500_001, "larger than"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused(data, reason):
    with pytest.raises(ScenarioError, match=reason):
        read_scenario(data, "x.yaml")
