import pytest

from tests.unit.simulator.builders import SEEN, play, told


def failure(steps, **given):
    outcome = play(steps, **given)
    assert outcome.failure is not None, "the scenario holds"
    return str(outcome.failure)


def test_the_timeline_tells_who_did_what_and_what_followed():
    outcome = play(
        """
        - {do: Make the visit, as: worker, by: worker.one, at: 2026-12-18 15:00, answers: {outcome: seen}}
        """
    )

    assert told(outcome) == [
        "▸ Visit the family begins (Test Family Ash, TST-2026-00001)",
        "· stage: Visit",
        "◷ First visit: due Tue 29 Dec 2026 17:00 [TST-003]",
        "◷ Support: due Fri 16 Apr 2027 17:00",
        "+ Make the visit: Family Worker, due Tue 29 Dec 2026 17:00",
        "✓ Family Worker (worker.one): Make the visit",
        "◷ First visit: met (due Tue 29 Dec 2026 17:00)",
        "→ Send the letter: letter.send (template closing)",
        "· status: closed",
        "◷ Support: met (due Fri 16 Apr 2027 17:00)",
        "✉ Message ended",
        "▸ Visit the family completed",
        "✉ Message ended is kept: nobody waits for it",
    ]


def test_days_are_headings_with_weekday_and_holiday():
    lines = list(play(f"- wait_until: 2026-12-25 12:00\n- {SEEN}").timeline.lines())

    assert "Fri 18 Dec 2026" in lines
    assert "Fri 25 Dec 2026 (Christmas Day)" in lines
    assert "  10:00  ▸ Visit the family begins (Test Family Ash, TST-2026-00001)" in lines
    assert "         · stage: Visit" in lines


def test_what_is_due_on_the_way_happens_at_its_own_moment():
    outcome = play(f"- wait_until: 2026-12-30 12:00\n- {SEEN}\n- {{do: Remind the worker, as: manager}}")

    told(outcome)
    at = {entry.text: f"{entry.at:%d %H:%M}" for entry in outcome.timeline.entries}
    assert at["Not visited yet"] == "20 10:00"
    assert at["First visit: MISSED (was due Tue 29 Dec 2026 17:00) [TST-003]"] == "30 00:00"
    assert at["First visit: met late (was due Tue 29 Dec 2026 17:00)"] == "30 12:00"


@pytest.mark.parametrize(
    ("wait", "status"),
    [("2026-12-29 23:59", "running"), ("2026-12-30 00:00", "breached")],
)
def test_a_deadline_in_days_is_missed_when_the_day_is_over(wait, status):
    outcome = play(
        f"""
        - wait_until: {wait}
        - expect:
            deadlines:
              first_visit: {{due: 2026-12-29, base: 2026-12-18, status: {status}}}
              support: {{status: running}}
        """
    )

    assert outcome.failure is None


def test_the_end_of_office_hours_is_the_due_moment():
    steps = """
        - wait_until: 2026-12-29 17:01
        - expect:
            deadlines: {first_visit: {due: 2026-12-29 17:00, status: running}, support: {status: running}}
        """

    assert play(steps).failure is None


def test_a_closed_case_has_no_open_deadlines():
    refused = "{do: Make the visit, as: worker, answers: {outcome: refused}}"

    steps = f"""
        - {refused}
        - expect:
            case: {{status: closed, outcome: Stopped}}
            events: {{visited: null}}
            deadlines: {{first_visit: {{status: met}}, support: {{status: cancelled}}}}
        """

    assert "◷ Support: no longer applies" in told(play(steps))


def test_a_role_that_the_task_is_not_for_is_refused():
    assert "step 1 (do Make the visit): You may not do “Make the visit”: it is for worker, not manager" in failure(
        "- {do: Make the visit, as: manager, answers: {outcome: seen}}"
    )


def test_a_role_that_does_not_exist_is_refused():
    assert "there is no role wroker" in failure("- {do: Make the visit, as: wroker, answers: {outcome: seen}}")


def test_answers_are_checked_as_they_are_over_http():
    assert "outcome: Select outcome" in failure("- {do: Make the visit, as: worker}")
    assert "mood: This form does not ask for that" in failure(
        "- {do: Make the visit, as: worker, answers: {outcome: seen, mood: good}}"
    )
    assert "words: There is no form here" in failure(
        f"- wait: 2 days\n- {{do: Remind the worker, as: manager, answers: {{words: hello}}}}\n- {SEEN}"
    )


def test_a_task_that_is_not_open_names_those_that_are():
    assert 'expected an open task "Close the case"; found open are Make the visit: Family Worker, due' in failure(
        "- {do: Close the case, as: worker}"
    )


def test_a_refusal_is_expected_with_its_words_and_changes_nothing():
    steps = f"""
        - refuse: {{do: Make the visit, as: worker, answers: {{outcome: never}}, because: one of the answers offered}}
        - refuse: {{do: Make the visit, as: manager, answers: {{outcome: seen}}, because: not manager}}
        - expect: {{only_tasks: [Make the visit]}}
        - {SEEN}
        """

    assert "# Refused: outcome: Outcome must be one of the answers offered" in told(play(steps))


def test_a_refusal_that_does_not_come_fails():
    assert "found it was accepted" in failure(
        "- refuse: {do: Make the visit, as: worker, answers: {outcome: seen}, because: anything}"
    )


def test_a_refusal_for_another_reason_fails():
    assert "expected it to be refused because “too late”; found outcome: Select outcome" in failure(
        "- refuse: {do: Make the visit, as: worker, because: too late}"
    )


def test_a_failure_names_file_line_and_step():
    text = failure("- wait: 1 day\n- expect: {only_tasks: []}")

    assert text.startswith("visit.yaml:7: step 2 (expect): expected open tasks to be exactly no open task; found")


def test_the_clock_does_not_go_back():
    assert "It is Fri 18 Dec 2026 10:00 already" in failure("- wait_until: 2026-12-17 09:00")


def test_a_while_can_be_counted_in_working_days():
    outcome = play(f"- wait: 2 working days 09:30\n- {SEEN}\n- {{do: Remind the worker, as: manager}}")

    told(outcome)
    assert f"{outcome.timeline.entries[-1].at:%Y-%m-%d %H:%M}" == "2026-12-22 09:30"


def test_waiting_for_the_next_timer_lets_it_fire():
    outcome = play(
        f"- wait: next timer\n- expect: {{tasks: [{{name: Task_Remind, role: manager}}]}}\n- {SEEN}\n"
        "- {do: Remind the worker, as: manager}"
    )

    assert "⏰ Not visited yet" in told(outcome)


def test_a_deadline_that_will_be_missed_is_no_timer():
    assert "No timer is waiting" in failure("- wait: next timer\n- wait: next timer")


def test_a_message_start_event_can_be_started_by_hand_with_its_payload():
    steps = f"- start: {{process: concern, event: Event_Concern, answers: {{concern: A bruise}}}}\n- {SEEN}"

    assert "▸ Urgent concern begins (Test Family Ash, TST-2026-00001)" in told(play(steps))


def test_waiting_for_a_timer_that_is_not_there_fails():
    assert "No timer is waiting" in failure(f"- {SEEN}\n- wait: next timer")


def test_a_message_starts_the_process_that_begins_with_it_on_the_same_case():
    outcome = play(f"""
        - concern: {{concern: A bruise}}
        - expect: {{tasks: [{{name: Act on the concern, role: manager}}], processes: {{concern: running}}}}
        - {{do: Act on the concern, as: manager}}
        - {SEEN}
        """)

    assert "▸ Urgent concern begins (Test Family Ash, TST-2026-00001)" in told(outcome)


def test_a_message_goes_to_the_process_that_waits_for_it():
    outcome = play(
        "- {do: Ask, as: manager}\n- message: {name: reply}\n- expect: {processes: {reply: completed}}",
        process="reply",
        event="Event_Asked",
    )

    assert outcome.failure is None


def test_a_message_that_comes_early_is_kept_until_somebody_waits():
    outcome = play(
        "- message: {name: reply}\n- {do: Ask, as: manager}\n- expect: {processes: {reply: completed}}",
        process="reply",
        event="Event_Asked",
    )

    assert "✉ Message reply is kept: nobody waits for it" in told(outcome)


def test_a_message_that_waited_too_long_is_not_taken_any_more():
    steps = "- message: {name: reply}\n- {do: Ask, as: manager, after: 3 months}"
    expected = "\n- expect: {processes: {reply: running}}"

    assert play(steps + expected, process="reply", event="Event_Asked").failure is None


def test_a_message_for_another_case_is_not_taken():
    steps = """
        - {do: Ask, as: manager}
        - message: {name: reply, keys: {case: TST-2026-00002}}
        - expect: {processes: {reply: running}}
        """

    assert play(steps, process="reply", event="Event_Asked").failure is None


def test_calls_succeed_at_once_and_are_remembered():
    steps = (
        f"- {SEEN}\n- expect: {{sent: [{{topic: letter.send, template: closing}}], not_sent: [{{topic: mail.send}}]}}"
    )

    assert play(steps).failure is None


def test_a_call_that_was_not_made_is_missed():
    assert "expected topic: mail.send to be sent; found nothing like it" in failure(
        f"- {SEEN}\n- expect: {{sent: [{{topic: mail.send}}]}}"
    )


def test_calls_can_be_answered_by_the_scenario():
    waiting = f"- {SEEN}\n- expect: {{processes: {{visit: running}}}}\n"
    manual = "services: manual"

    answered = play(waiting + "- service: {topic: letter.send}\n- expect: {events: {visited: 2026-12-18}}", more=manual)
    bounced = play(
        waiting + "- service: {topic: letter.send, error: {code: bounced}}\n"
        "- expect: {events: {visited: null}, processes: {visit: completed}}",
        more=manual,
    )

    assert answered.failure is None
    assert bounced.failure is None


def test_a_call_that_is_given_up_is_an_incident_that_can_be_tried_again():
    steps = f"- {SEEN}\n- service: {{topic: letter.send, fail: The printer is broken}}\n"
    manual = "services: manual"

    left = failure(steps, more=manual)
    mended = play(
        steps
        + "- expect: {incidents: 1}\n- retry: Task_Letter\n- service: {topic: letter.send}\n- expect: {incidents: 0}",
        more=manual,
    )

    assert "(the end): expected no open incidents; found Send the letter failed" in left
    assert mended.failure is None


def test_a_call_that_nobody_made_cannot_be_answered():
    assert "expected a waiting call letter.send; found no call waits" in failure("- service: {topic: letter.send}")


def test_a_deadline_left_open_at_the_end_fails_unless_it_is_expected():
    assert 'expected the deadline "first_visit" to have ended' in failure("- wait: 1 day")
    assert play("- expect: {deadlines: {first_visit: {status: running}, support: {status: running}}}").failure is None


def test_a_cancelled_process_takes_the_deadlines_of_its_open_steps_along():
    steps = """
        - cancel: {process: visit, reason: Moved away}
        - expect:
            processes: {visit: cancelled}
            deadlines: {first_visit: {status: cancelled}, support: {status: running}}
        """

    assert play(steps).failure is None


def test_records_can_be_looked_at():
    seen = "{do: Make the visit, as: worker, answers: {outcome: seen, words: It was fine}}"

    assert play(f"- {seen}\n- expect: {{records: {{visit: {{words: It was fine}}}}}}").failure is None
    assert 'expected the record "visit" with words: Bad; found words: It was fine' in failure(
        f"- {seen}\n- expect: {{records: {{visit: {{words: Bad}}}}}}"
    )


def test_sittings_begin_by_themselves_when_schedules_are_on():
    steps = f"- {SEEN}\n- wait_until: 2026-12-28 10:00\n- expect: {{processes: {{sitting: running}}}}"

    with_schedules, without = play(steps, more="schedules: on"), failure(steps)

    begun = [f"{e.at:%d %H:%M}" for e in with_schedules.timeline.entries if e.text == "Weekly sitting begins"]
    assert begun == ["21 09:00", "28 09:00"]
    assert 'expected the process "sitting" running; found not started' in without


def test_only_the_named_schedules_run():
    steps = f"- {SEEN}\n- wait_until: 2026-12-28 10:00"

    assert not any("sitting" in line for line in told(play(steps, more="schedules: [visit]")))
    assert any("sitting" in line for line in told(play(steps, more="schedules: [sitting]")))


def test_a_sitting_runs_outside_the_case():
    steps = f"- start: {{process: sitting, event: Event_Monday}}\n- {{do: Hold the sitting, as: manager}}\n- {SEEN}"

    assert "▸ Weekly sitting begins" in told(play(steps))


@pytest.mark.parametrize(
    ("expectation", "found"),
    [
        ("{tasks: [{name: Make the visit, due: 2026-12-30}]}", "due Tue 29 Dec 2026 17:00"),
        ("{tasks: [{name: Make the visit, role: manager}]}", "Make the visit: Family Worker"),
        ("{no_tasks: [Make the visit]}", 'expected no open task "Make the visit"'),
        (
            "{deadlines: {first_visit: {due: 2026-12-30}}}",
            "due Tue 29 Dec 2026 17:00, counted from Fri 18 Dec 2026 10:00",
        ),
        ("{deadlines: {first_visit: {status: met}}}", "found running"),
        ("{deadlines: {second_visit: {status: met}}}", "the authority has no such deadline"),
        ("{case: {stage: Closing}}", "expected the case's stage to be Closing; found Visit"),
        ("{case: {shoe: 3}}", "found no shoe"),
        ("{events: {referred: 2026-12-19}}", "found Fri 18 Dec 2026 10:00"),
        ("{events: {visited: 2026-12-19}}", "found it has not happened"),
        ("{events: {referred: null}}", 'expected no event "referred"'),
        ("{not_sent: [{topic: letter.send}], processes: {visit: completed}}", "found running"),
        ("{records: {visit: {outcome: seen}}}", "found no such record"),
        ("{incidents: 1}", "expected 1 open incident; found none"),
    ],
)
def test_what_does_not_hold_is_told_with_what_was_found(expectation, found):
    assert found in failure(f"- expect: {expectation}")
