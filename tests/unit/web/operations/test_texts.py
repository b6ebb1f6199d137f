"""Processes, incidents, waits and actions on many in the words of operators."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from service import feel
from service.access import Actor, ActorKind, Capability
from service.engine.failures import FailureKind
from service.models import BulkKind, BulkStatus, InstanceState, ItemResult
from service.pathways.held_timers import IN_VAIN_KIND
from service.pathways.queries.bulk import BulkItemView, BulkView
from service.pathways.queries.incident_groups import IncidentGroup
from service.pathways.queries.instances import HistoryView
from service.pathways.queries.move_details import DueChangeView
from service.pathways.queries.operated import OperatedFilter, OperatedSummary, Trouble
from service.pathways.queries.replay_details import ReplayDetails
from service.pathways.queries.stuck import StuckReason
from service.pathways.queries.waits import ProcessWaits, StepWaits, Waits
from service.pathways.read_process import DataEntry, DataPart
from service.simulator.replay_difference import Apart, Sort
from service.web.operations import bulk, data, frame, incidents, index, process, waiting
from service.web.operations.area import area
from service.web.tryouts.area import area as tryouts

NOW = datetime(2026, 12, 15, 14, 30, tzinfo=UTC)
ID = UUID(int=7)


@pytest.fixture(autouse=True)
def addresses():
    app = Flask(__name__)
    app.register_blueprint(area)
    app.register_blueprint(tryouts)
    with app.test_request_context():
        yield


def actor(*capabilities: Capability) -> Actor:
    return Actor(
        kind=ActorKind.USER, id="1", name="a", display_name="A", authority="test", capabilities=frozenset(capabilities)
    )


OWNER = actor(Capability.PUBLISH)
OPERATOR = actor(Capability.OPERATE)


def summary(**about: object) -> OperatedSummary:
    found: dict[str, object] = {
        "id": ID,
        "process": "support",
        "process_name": "Family support",
        "status": InstanceState.RUNNING,
        "case_id": ID,
        "case_reference": "TST-1",
        "restricted": False,
        "release_number": 3,
        "started_at": NOW - timedelta(days=3),
        "ended_at": None,
        "reason": None,
        "next_due": None,
        "incidents": 0,
        "last_at": NOW - timedelta(hours=5),
        **about,
    }
    return OperatedSummary(**found)  # type: ignore[arg-type] # a test's shorthand


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(), "less than a minute"),
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "1 hour"),
        (timedelta(hours=24), "1 day"),
        (timedelta(days=9, hours=23), "9 days"),
    ],
)
def test_a_span_is_said_in_its_largest_unit(span: timedelta, text: str):
    assert frame.span_text(span) == text


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ('"Opal fell" is not a date or a date and time.', "The value is not a date or a date and time."),
        ("'Opal' is not a cycle such as R3/PT1H.", "The value is not a cycle such as R3/PT1H."),
        ('The priority "Opal" is not a whole number.', "The priority is not a whole number."),
        ("=children gives nothing to repeat over, but Opal.", "=children gives nothing to repeat over."),
        ('="a" + 1 cannot be evaluated: no', '="a" + 1 cannot be evaluated: no'),
        ("Busy", "Busy"),
    ],
)
def test_what_happened_is_told_without_the_value_it_happened_to(message: str, told: str):
    assert frame.without_values(message) == told


def test_every_kind_of_failure_and_of_being_stuck_has_words():
    assert {*(kind.value for kind in FailureKind), IN_VAIN_KIND} == set(frame.CAUSES)
    assert set(StuckReason) == set(incidents.REASONS)


def test_everybody_is_shown_the_way_to_what_they_may_open():
    def ways(*capabilities: Capability) -> list[str]:
        return [tab.text for tab in frame.tabs_of(frame.Tab.WAITING, actor(*capabilities))]

    assert ways(Capability.OPERATE) == ["Processes", "Incidents", "Stuck", "Where cases wait", "Actions on many"]
    assert ways(Capability.PUBLISH) == ["Where cases wait", "Actions on many"]
    assert ways(Capability.READ_REPORTS) == ["Where cases wait"]


def test_the_address_of_the_list_is_a_filter():
    query = {"process": "support", "status": "any", "trouble": "incident", "release": "2", "age": "7"}

    assert index.filter_in(query, NOW) == OperatedFilter(
        process="support", trouble=Trouble.INCIDENT, release=2, started_before=NOW - timedelta(days=7)
    )
    assert index.filter_in({}, NOW).statuses == {InstanceState.RUNNING, InstanceState.SUSPENDED}
    assert index.filter_in({"status": "cancelled"}, NOW).statuses == {InstanceState.CANCELLED}


@pytest.mark.parametrize(
    "query", [{"release": "x"}, {"release": "9" * 40}, {"age": "8"}, {"trouble": "x"}, {"status": "x"}]
)
def test_what_is_no_filter_filters_nothing(query: dict[str, str]):
    assert index.filter_in(query, NOW) == index.filter_in({}, NOW)


def test_a_row_of_the_list_is_ready_made():
    row = index.process_row(summary(incidents=2, next_due=NOW), now=NOW)

    assert (row.state, row.incidents, row.last) == ("Running", "2 incidents", "5 hours ago")
    assert (row.next_due, row.about) == (
        "15 December 2026 at 2:30pm",
        "Family support, TST-1, started 12 December 2026",
    )


def test_a_process_that_ended_has_no_next_timer_and_one_without_a_case_says_so():
    row = index.process_row(summary(ended_at=NOW, next_due=NOW, case_reference=None), now=NOW)

    assert (row.next_due, row.reference) == ("", "No case")


@pytest.mark.parametrize(
    ("number", "shown", "text"),
    [
        (50, 50, ""),
        (51, 50, "All 51 processes that fit the filters, not only those on this page"),
        (6000, 50, "The first 5,000 of all 6,000 processes that fit the filters, not only those on this page"),
    ],
)
def test_the_box_for_all_says_how_many_they_are(number: int, shown: int, text: str):
    assert index.all_text(number, shown) == text


def test_only_the_first_of_many_chosen_processes_are_listed_and_all_are_sent():
    ids = [UUID(int=number) for number in range(60)]

    page = index.confirm_page(
        BulkKind.CANCEL, [summary(id=each) for each in ids[:50]], ids=ids, back="status=any", now=NOW
    )

    assert (len(page.rows), len(page.ids), page.hidden) == (50, 60, "and 10 processes more")
    assert page.button == "Cancel: 60 processes"


def test_a_group_of_incidents_says_how_many_and_how_often():
    row = incidents.group_row(
        IncidentGroup(
            key="k",
            process="support",
            process_name="Family support",
            element="Service_Letter",
            name="Post a letter",
            kind="service",
            message="Busy",
            incidents=3,
            processes=3,
            times=7,
            first_at=NOW - timedelta(days=1),
            last_at=NOW,
        )
    )

    assert (row.number, row.times, row.retry) == ("3 incidents", "7 times", "Retry all 3")
    assert row.cause == "A call to another system failed"


def test_incidents_of_restricted_cases_are_counted_for_those_who_may_not_open_them():
    assert incidents.hidden_text(0) == ""
    assert incidents.hidden_text(1).startswith("There is 1 more incident in restricted cases")
    assert incidents.hidden_text(2).startswith("There are 2 more incidents in restricted cases")


def test_the_history_leaves_out_the_item_which_may_be_a_child():
    entry = HistoryView(
        id=1,
        process="support",
        element="Task_Visit",
        name="Visit",
        kind="userTask",
        state="completed",
        at=NOW,
        flows=(),
        item="Opal",
        actor="worker.west",
    )

    row = process.history_row(entry, {"worker.west": "Worker West"})

    assert (row.step, row.kind, row.happened, row.by) == ("Visit", "Task", "Done", "Worker West")
    assert "Opal" not in str(row)


def test_values_are_named_by_what_they_are():
    def entry(kind: feel.Kind, count: int | None = None) -> DataEntry:
        return DataEntry(name="x", kind=kind, count=count, value=None)

    assert data.kind_text(entry(feel.Kind.LIST, 2)) == "List of 2"
    assert data.kind_text(entry(feel.Kind.CONTEXT, 1)) == "Group of 1 value"
    assert data.kind_text(entry(feel.Kind.BOOLEAN)) == "Yes or no"


def test_data_of_an_item_are_headed_by_its_step_and_not_by_a_name_that_was_left_out():
    part = DataPart(process="p", process_name="Visits", element="Task_Visit", item=None, entries=())

    assert data.block_of(part).title == "Visits: Task_Visit"


def test_long_values_are_cut():
    assert data.shortened("x" * 3000) == "x" * 2000 + " …"
    assert data.shortened(None) is None


def waits(count: int, days: float) -> Waits:
    return Waits(count=count, median=timedelta(days=days), longest=timedelta(days=2 * days))


def step(name: str, *, now: Waits | None = None, past: Waits | None = None, known: bool = True) -> StepWaits:
    return StepWaits(element=name, name=name, kind="userTask", lane="Worker", known=known, now=now, past=past)


def test_waits_are_the_same_in_the_table_the_drawing_and_the_file():
    shown = ProcessWaits(
        process="support",
        name="Family support",
        known=True,
        running=12,
        steps=(step("Visit", now=waits(4, 3), past=waits(10, 0.5)),),
    )

    page = waiting.waiting_page([shown], shown, ())

    (line,) = page.lines
    assert (line.now.count, line.now.median, line.past.count, line.past.median) == ("4", "3 days", "10", "12 hours")
    assert page.heat == (
        '{"now": {"Visit": {"value": 4, "text": "4 \\u00b7 3 days"}}, '
        '"past": {"Visit": {"value": 5.0, "text": "10 \\u00b7 12 hours"}}}'
    )
    assert "Family support,Visit,Worker,4,3,6,10,0,1" in waiting.table_of([shown])
    assert page.processes[0].text == "Family support (4 waiting)"


def test_numbers_that_are_not_told_are_few_everywhere():
    few = Waits(count=None, median=None, longest=None)
    steps = (step("Visit", now=few, past=few),)
    shown = ProcessWaits(process="p", name="Support", known=True, running=None, steps=steps)

    page = waiting.waiting_page([shown], shown, ())

    assert page.lines[0].now == waiting.WaitCells(count="fewer than 5", median="", longest="")
    assert '{"Visit": {"value": 0, "text": "fewer than 5"}}' in page.heat
    assert "Support,Visit,Worker,fewer than 5,,,fewer than 5,," in waiting.table_of([shown])
    assert page.about == (
        "How many run now is not told: they are fewer than 5, or fewer than 5 of them wait at one of the steps."
    )
    assert page.processes[0].text == "Support (a few waiting)"


def test_a_number_that_is_not_told_cannot_be_reckoned_from_the_whole():
    few = Waits(count=None, median=None, longest=None)
    steps = (step("Visit", now=waits(6, 1)), step("Triage", now=few))
    shown = ProcessWaits(process="p", name="Support", known=True, running=None, steps=steps)

    assert waiting.waiting_text(shown) == "6 or more waiting"
    assert waiting.about_of(shown).startswith("How many run now is not told")


def test_a_step_that_the_current_release_no_longer_has_says_so():
    line = waiting.line_of(step("Old", past=waits(1, 1), known=False))

    assert line.note == "Not in the current release"
    assert line.now == waiting.WaitCells(count="0", median="", longest="")


def test_a_process_that_the_current_release_no_longer_has_is_not_drawn():
    gone = ProcessWaits(process="old", name="old", known=False, running=1, steps=())

    assert waiting.waiting_page([gone], gone, ()).diagram_href is None


def action(kind: BulkKind, status: BulkStatus = BulkStatus.RUNNING, **counts: int) -> BulkView:
    return BulkView(
        id=ID,
        authority="test",
        kind=kind,
        status=status,
        target="Release 7" if kind in {BulkKind.MOVE, BulkKind.PREVIEW} else None,
        release_id=None,
        release_number=7,
        draft_id=None,
        draft_digest=None,
        reason="Better words",
        total=sum(counts.values()),
        counts={result: counts.get(result.value, 0) for result in ItemResult},
        begun_at=NOW,
        begun_by="system",
        finished_at=None,
    )


def test_an_action_says_how_far_it_is_and_what_still_waits():
    moved = action(BulkKind.MOVE, done=1200, pending=30, waiting=2)

    assert bulk.title_of(moved) == "Move to release 7"
    assert bulk.progress_text(moved) == "1,200 of 1,232 processes, 2 of them waiting for their next stage"
    assert bulk.bulk_row(moved, {}).by == "the service"
    assert [(each.label, each.value) for each in bulk.counts_of(moved)] == [
        ("Done", "1,200"),
        ("Waits for the next stage of its case", "2"),
        ("Not yet", "30"),
    ]


def test_a_preview_says_what_could_be_done_and_not_what_was():
    assert bulk.result_words(BulkKind.PREVIEW, ItemResult.DONE) == ("Can move", "green")
    assert bulk.result_words(BulkKind.MOVE, ItemResult.DONE) == ("Done", "green")


def test_a_replay_says_which_way_each_case_would_have_gone():
    apart = (Apart(sort=Sort.STEP, what="Visit", before="Reached", after="Not reached"),) * 2
    replay = ReplayDetails(places=3, apart=apart, notes=1)
    replayed = replace(action(BulkKind.REPLAY, differs=1, done=2), target="Plainer words", draft_id=ID)

    row = bulk.item_row(item(result=ItemResult.DIFFERS, message=None, replay=replay), replayed, OWNER)

    assert bulk.title_of(replayed) == "Replay with the draft “Plainer words”"
    assert [each.label for each in bulk.counts_of(replayed)] == ["Another way", "The same way"]
    assert (row.result, row.href) == ("Another way", f"/drafts/{ID}/try/replay/{ID}")
    assert row.message == "In 3 places. The draft had no place for 1 thing that happened."
    assert row.details == ("Step “Visit”: not in the draft", "and 1 place more, which its own replay shows")
    assert bulk.item_row(item(), replayed, OPERATOR).href == f"/operations/{ID}"


@pytest.mark.parametrize(
    ("kind", "capability", "allowed"),
    [
        (BulkKind.SUSPEND, Capability.OPERATE, True),
        (BulkKind.SUSPEND, Capability.PUBLISH, False),
        (BulkKind.MOVE, Capability.PUBLISH, True),
        (BulkKind.MOVE, Capability.OPERATE, False),
        (BulkKind.REPLAY, Capability.PUBLISH, True),
        (BulkKind.REPLAY, Capability.OPERATE, False),
    ],
)
def test_operations_are_stopped_by_operators_and_moves_by_process_owners(
    kind: BulkKind, capability: Capability, allowed: bool
):
    assert bulk.may_stop(action(kind, pending=1), actor(capability)) is allowed
    assert not bulk.may_stop(action(kind, BulkStatus.FINISHED, done=1), actor(capability))


def item(**about: object) -> BulkItemView:
    found: dict[str, object] = {
        "position": 1,
        "visible": True,
        "instance_id": ID,
        "case_id": ID,
        "case_reference": "TST-1",
        "process": "support",
        "process_name": "Family support",
        "result": ItemResult.REFUSED,
        "stage": None,
        "message": "It has ended.",
        "details": None,
        "ended_at": NOW,
        **about,
    }
    return BulkItemView(**found)  # type: ignore[arg-type] # a test's shorthand


def test_nothing_is_said_of_a_restricted_case():
    row = bulk.item_row(
        item(visible=False, instance_id=None, case_id=None, case_reference=None, message=None),
        action(BulkKind.MOVE),
        OWNER,
    )

    assert (row.name, row.href, row.message) == ("A restricted case", None, "")


def test_what_waits_says_for_what():
    row = bulk.item_row(
        item(result=ItemResult.WAITING, stage="Triage", message=None, ended_at=None), action(BulkKind.MOVE), OWNER
    )

    assert row.message == "It moves when its case leaves the stage “Triage”."


def test_the_file_has_no_formula():
    table = bulk.table_of([item(message="=1+1")], action(BulkKind.CANCEL), OWNER)

    assert "1,TST-1,Family support,Could not be done,'=1+1," in table


@pytest.mark.parametrize(
    ("before", "after", "kept", "text"),
    [
        (3, 5, False, "Deadline “Review”: due 5 March 2027 instead of 3 March 2027"),
        (None, 5, False, "Deadline “Review”: due 5 March 2027"),
        (3, None, False, "Deadline “Review”: no longer due (3 March 2027)"),
        (3, 5, True, "Deadline “Review”: keeps 3 March 2027, although it would be 5 March 2027"),
    ],
)
def test_a_changed_due_date_is_a_sentence(before: int | None, after: int | None, kept: bool, text: str):
    def day(number: int | None) -> datetime | None:
        return None if number is None else datetime(2027, 3, number, 12, tzinfo=UTC)

    change = DueChangeView(
        kind="deadline", name="Review", process=None, element=None, before=day(before), after=day(after), kept=kept
    )

    assert bulk.due_text(change) == text
