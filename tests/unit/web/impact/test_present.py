"""Previews as texts."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask

from service.models import BulkKind, BulkStatus, ItemResult
from service.pathways.queries.bulk import BulkItemView, BulkView
from service.pathways.queries.impact import ImpactDue, ImpactListening, ImpactStep, ImpactSummary
from service.pathways.queries.move_details import DueChangeView, ListeningView, MoveDetails, RefusalView, StandingView
from service.web.impact.present import (
    due_lines,
    filters_of,
    item_line,
    listening_table,
    numbers_of,
    progress_of,
    sentence_of,
    step_lines,
    table_rows,
)
from service.web.impact.shown import HEADS
from service.web.site import Site
from service.web.spreadsheet import as_csv

ID = UUID(int=1)
CALENDAR = Site().calendar
BEFORE, AFTER = datetime(2027, 5, 12, 16, tzinfo=UTC), datetime(2027, 4, 28, 16, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _addresses():
    app = Flask("addresses")
    app.add_url_rule("/cases/<uuid:case_id>", "cases.overview")
    with app.test_request_context():
        yield


def summary(**about: object) -> ImpactSummary:
    usual = {
        "bulk_id": ID,
        "total": 142,
        "checked": 142,
        "can_move": 140,
        "cannot": 2,
        "steps": (),
        "reasons": (),
        "due": (),
        "listening": (),
        "forms_changed": 0,
    }
    return ImpactSummary(**(usual | about))


def due(**about: object) -> ImpactDue:
    return ImpactDue(
        **({"kind": "deadline", "name": "Review", "sooner": 0, "later": 0, "added": 0, "removed": 0} | about)
    )


def change(*, kept: bool = False, before: datetime | None = BEFORE, after: datetime | None = AFTER) -> DueChangeView:
    return DueChangeView(
        kind="deadline", name="Review", process=None, element=None, before=before, after=after, kept=kept
    )


def item(result: ItemResult = ItemResult.DONE, *, visible: bool = True, **details: object) -> BulkItemView:
    usual = {"release_before": 7, "standing": (), "refusals": (), "due": (), "tasks": (), "begins": (), "ceases": ()}
    return BulkItemView(
        position=1,
        visible=visible,
        instance_id=ID if visible else None,
        case_id=ID if visible else None,
        case_reference="TST-1" if visible else None,
        process="support",
        process_name="Family support",
        result=result,
        stage=None,
        message=None,
        details=MoveDetails(**(usual | details)) if visible else None,
        ended_at=None,
    )


def preview(status: BulkStatus, **counts: int) -> BulkView:
    return BulkView(
        id=ID,
        authority="test",
        kind=BulkKind.PREVIEW,
        status=status,
        target="Plainer words",
        release_id=None,
        release_number=None,
        draft_id=ID,
        draft_digest="d",
        reason=None,
        total=sum(counts.values()),
        counts={result: counts.get(result.value, 0) for result in ItemResult},
        begun_at=BEFORE,
        begun_by="owner.one",
        finished_at=None,
    )


def test_in_all_it_is_one_sentence():
    told = sentence_of(summary(due=(due(sooner=30), due(sooner=1, later=2))))

    assert told == (
        "142 processes running; 140 can move as they are; 2 cannot; 31 due dates would be sooner; "
        "2 due dates would be later."
    )
    assert sentence_of(summary(total=0)).endswith("nobody is affected.")


def test_every_kind_of_change_counts_as_a_due_date_that_changes():
    numbers = numbers_of(summary(due=(due(sooner=1, later=2, added=3, removed=4),)), "/impact")

    assert [(number.label, number.value) for number in numbers][-1] == ("Due dates that would change", 10)
    assert numbers[2].href == "/impact?result=refused#processes"


def test_while_it_runs_it_says_how_far_it_is():
    progress = progress_of(preview(BulkStatus.RUNNING, done=2, refused=1, pending=3))

    assert progress is not None
    assert (progress.text, progress.ended, progress.total) == ("3 of 6 processes looked at", 3, 6)
    assert progress_of(preview(BulkStatus.FINISHED, done=2)) is None


def test_due_dates_of_a_case_are_told_before_and_after_but_not_those_of_timers_that_go_on():
    line = item_line(item(due=(change(), change(kept=True), change(after=None))), CALENDAR)

    assert [(each.before, each.after) for each in line.due] == [
        ("Wednesday 12 May 2027", "Wednesday 28 April 2027"),
        ("Wednesday 12 May 2027", ""),
    ]
    assert (line.case, line.href, line.release, line.state) == (
        "TST-1",
        f"/cases/{ID}",
        "Release 7",
        "Can move",
    )


def test_what_cannot_move_says_where_it_stands_and_why_and_has_no_new_due_dates():
    stands = StandingView(
        process="support",
        element="Task_Visit",
        name="Visit the family",
        kind="userTask",
        item=None,
        new_process="support",
        new_element="Task_Visit",
    )
    why = RefusalView(
        reason="element-gone", process="support", element="Task_Visit", name="Visit the family", message="It is gone."
    )

    line = item_line(item(ItemResult.REFUSED, standing=(stands,), refusals=(why, why), due=(change(),)), CALENDAR)

    assert (line.stands, line.reasons, line.due) == (("Visit the family",), ("It is gone.",), ())
    assert (line.state, line.tone) == ("Cannot move", "red")


def test_a_case_that_nobody_here_may_open_is_not_named():
    line = item_line(item(visible=False), CALENDAR)

    assert (line.case, line.href, line.stands, line.reasons, line.due) == (
        "A case that you may not open",
        None,
        (),
        (),
        (),
    )


def test_the_table_holds_a_row_for_each_process_and_no_formulas():
    (row,) = table_rows([item(due=(change(),))], CALENDAR)

    assert row[-2] == "Review: Wednesday 12 May 2027 -> Wednesday 28 April 2027"
    assert as_csv(("A",), [("=1+1",)]) == "A\r\n'=1+1\r\n"


def test_steps_lead_to_the_processes_that_stand_there():
    step = ImpactStep(
        process="support", element="Task_Visit", name="", kind="userTask", standing=3, can_move=2, cannot=1
    )

    (line,) = step_lines([step], {"support": "Family support"}, "/impact")

    assert (line.name, line.process) == ("A step without a name", "Family support")
    assert line.href == "/impact?step=support/Task_Visit#processes"


def test_what_is_due_has_a_kind_in_words():
    assert [line.kind for line in due_lines([due(), due(kind="task"), due(kind="timer")])] == [
        "Standard",
        "Task",
        "Timer",
    ]


def test_processes_can_be_chosen_with_all_of_their_steps():
    steps = [
        ImpactStep(process="support", element=element, name=name, kind="", standing=1, can_move=1, cannot=0)
        for element, name in (("Task_A", "Visit"), ("Task_B", ""))
    ]

    filters = filters_of(
        summary(steps=tuple(steps)), {"support": "Family support"}, chosen=("", "support/"), clear_href="/impact"
    )

    assert [(choice.value, choice.text) for choice in filters.steps] == [
        ("support/", "Family support: any step"),
        ("support/Task_A", "Family support: Visit"),
        ("support/Task_B", "Family support: a step without a name"),
    ]
    assert (filters.step, filters.clear_href) == ("support/", "/impact")


def heard(name: str, due_at: datetime | None = None) -> ListeningView:
    return ListeningView(name=name, process="support", element="Event_Late", due_at=due_at)


def test_what_begins_and_ceases_to_be_waited_for_is_told_with_its_time():
    told = item(begins=(heard("Much later", BEFORE),), ceases=(heard("Late", AFTER), heard("Urgent concern")))

    line, (row,) = item_line(told, CALENDAR), table_rows([told], CALENDAR)

    assert line.listening == (
        "Begins to wait for Much later, due 12 May 2027 at 5pm",
        "Waits no more for Late, due 28 April 2027 at 5pm",
        "Waits no more for Urgent concern",
    )
    assert row[-1] == "; ".join(line.listening)
    assert len(row) == len(HEADS)


def test_what_ceases_is_counted_by_name():
    listening = (
        ImpactListening(name="Late", begins=0, ceases=3),
        ImpactListening(name="Much later", begins=3, ceases=0),
    )

    assert sentence_of(summary(listening=listening)).endswith("2 cannot; 1 event would no longer be waited for.")
    assert [(line.name, line.begins, line.ceases) for line in listening_table(listening)] == [
        ("Late", 0, 3),
        ("Much later", 3, 0),
    ]
