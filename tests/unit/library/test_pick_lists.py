from pathlib import Path

from service.library import read_directory
from service.library.parts import read_parts
from service.library.pick_lists import Pick, pick_lists

ROOT = Path(__file__).parents[3]


def test_everything_that_a_diagram_may_name_can_be_chosen(files):
    offered = pick_lists(read_parts(files, "little"))

    assert [role.id for role in offered.roles]
    assert [form.id for form in offered.forms] == ["visit"]
    assert [decision.id for decision in offered.decisions] == ["deadlines", "team_for"]
    assert {process.id for process in offered.processes} == {"valid", "case", "urgent_concern"}
    assert [deadline.id for deadline in offered.deadlines] == ["first_visit"]
    assert [event.id for event in offered.events]
    assert all(rule.text != rule.id for rule in offered.rules)


def test_a_file_that_cannot_be_read_offers_nothing_and_stops_nothing(files):
    broken = files | {"processes/little/valid.bpmn": b"<no diagram", "forms/little/visit.form": b"{"}

    offered = pick_lists(read_parts(broken, "little"))

    assert offered.forms == []
    assert {process.id for process in offered.processes} == {"case", "urgent_concern"}


def test_stages_are_offered_in_the_words_that_are_in_use():
    parts = read_parts(read_directory(ROOT, "haringey"), "haringey")

    stages = pick_lists(parts).stages

    assert Pick(id="Closed", text="Closed") in stages
    assert len(set(stages)) == len(stages)
    assert not any(stage.id.startswith("=") for stage in stages)


def test_events_are_offered_in_the_words_of_the_register_and_others_as_they_are_used():
    parts = read_parts(read_directory(ROOT, "haringey"), "haringey")

    events = pick_lists(parts).events

    assert Pick(id="initial_taf", text="Initial TAF meeting held") in events
    assert {event.id for event in events} > set(parts.rules.events)
    assert len({event.id for event in events}) == len(events)
    assert not any(" " in event.id for event in events)
