from service.library import compose, coverage
from service.simulator import PartKind, run_all
from tests.unit.simulator.builders import FILES, SEEN, scenario


def suite(*files):
    scenarios = {f"processes/testshire/scenarios/s{number}.yaml": data for number, data in enumerate(files)}
    composed = compose("testshire", {**FILES, **scenarios})
    return composed, run_all(composed)


def missed(found, kind):
    return {part.id for part in found.paths.missed(kind) if part.owner == "visit"}


def test_one_way_through_leaves_the_others_out():
    _, found = suite(scenario(f"- {SEEN}"))

    assert missed(found, PartKind.FLOW) == {
        "Flow_Gateway_Outcome_Event_Stopped",
        "Flow_Event_Remind_Task_Remind",
        "Flow_Task_Remind_Event_Reminded",
        "Flow_Event_Bounced_Event_NoLetter",
    }
    assert missed(found, PartKind.BOUNDARY) == {"Event_Remind", "Event_Bounced"}


def test_several_scenarios_count_together():
    refused = "{do: Make the visit, as: worker, answers: {outcome: refused}}"
    _, found = suite(
        scenario(f"- {SEEN}"),
        scenario(f"- wait: 3 days\n- {{do: Remind the worker, as: manager}}\n- {refused}"),
        scenario(f"- {SEEN}\n- service: {{topic: letter.send, error: {{code: bounced}}}}", more="services: manual"),
    )

    assert not found.failures
    assert missed(found, PartKind.FLOW) == set()
    assert missed(found, PartKind.BOUNDARY) == set()


def test_a_timer_that_was_armed_but_never_fired_is_not_taken():
    _, found = suite(scenario(f"- wait: 1 day\n- {SEEN}"))

    assert "Event_Remind" in missed(found, PartKind.BOUNDARY)


def test_the_lines_give_numbers_and_name_what_was_left_out():
    _, found = suite(scenario(f"- {SEEN}"))

    lines = list(found.paths.lines())

    assert "           deadlines: 2 of 2 (100%)" in lines
    assert "  not taken: visit Event_Remind (Not visited yet)" in lines
    assert "  not taken: visit Flow_Event_Remind_Task_Remind (Not visited yet to Remind the worker)" in lines


def test_a_rule_counts_when_a_run_completed_what_carries_it():
    composed, found = suite(scenario(f"- {SEEN}"))
    other, opened_only = suite(scenario("- expect: {deadlines: {first_visit: {status: running}}}"))

    assert coverage(composed, found.runs).covered == 1
    assert coverage(other, opened_only.runs).covered == 0


def test_a_failure_is_kept_with_its_scenario():
    _, found = suite(scenario("- {do: Nothing, as: worker}"), scenario(f"- {SEEN}"))

    assert [outcome.scenario.file for outcome in found.failures] == ["processes/testshire/scenarios/s0.yaml"]
