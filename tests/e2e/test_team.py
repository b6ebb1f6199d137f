"""A manager gives out many tasks and families at once, and has somebody cover for whoever is away."""

from datetime import UTC, date, datetime

import pytest

from tests.e2e.pages.work import WorkPage

SCENARIO = "whole_case_christmas_to_easter"
STARTS = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)
FAMILIES = ("Test Family Larch", "Test Family Aspen")
TASK, WORKERS_TASKS = "Discuss the case together", ["Assess home visit risk", "Check lone working documents"] * 2
WORKER, SENIOR = "Family Support Worker West", "Senior Family Support Worker West"
COLLEAGUE, THEIR_USER = "Second Family Support Worker West", "fsw.west.two"


@pytest.mark.timeout(180)
def test_work_is_given_out_covered_and_given_to_others(council, office):
    cases = [council.case(SCENARIO, until=TASK, family=family) for family in FAMILIES]
    manager, senior, colleague = (office.desk(user) for user in ("manager.west", "sfsw.west", THEIR_USER))

    WorkPage.unallocated(manager).choose(TASK).press("Reassign")
    manager.fill({"Give to": SENIOR}).press("Reassign").sees("2 tasks reassigned.")
    assert WorkPage.mine(senior).tasks() == [TASK, TASK]

    manager.open("/team").press("Record an absence").press("Record the absence")
    assert manager.errors == [
        "Choose who is away",
        "Enter the first day as a real date, such as 27 3 2027",
        "Enter the last day as a real date, such as 27 3 2027",
    ]
    days = {"First day": date(2026, 12, 18), "Last day": date(2026, 12, 22)}
    manager.fill({"Who is away?": WORKER, **days, "Who covers?": COLLEAGUE}).press("Record the absence")
    away = manager.page.get_by_role("table", name="Who is away").get_by_role("row", name=WORKER).inner_text()
    assert "Away now" in away
    assert COLLEAGUE in away
    assert sorted(WorkPage.mine(colleague).tasks()) == sorted(WORKERS_TASKS)
    colleague.sees(f"Covering for {WORKER}")

    manager.open("/team").follow(WORKER, exact=True)
    for box in manager.page.locator("main input[name='family']").all():
        box.check()
    manager.fill({"Everything that is chosen to": COLLEAGUE}).press("Reassign")
    manager.sees("2 families and 4 tasks reassigned.")
    assert WorkPage.mine(office.desk("fsw.west")).tasks() == []
    for case in cases:
        overview = colleague.open(f"/cases/{council.case_id(case)}").page.locator("main").inner_text()
        assert f"Lead worker\n{COLLEAGUE}" in overview
