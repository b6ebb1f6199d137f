"""What operators read over HTTP about many processes: where cases wait, and what failed for one cause."""

from datetime import timedelta

from tests.integration.api.conftest import Api


def test_where_cases_wait_is_told_in_seconds(api: Api):
    api.start_case()
    api.clock.move_to(api.clock.now() + timedelta(hours=1, milliseconds=1))

    (found,) = api.person("demo.admin").get("/waits", process="short_referral")["items"]

    assert (found["process"], found["running"]) == ("short_referral", 1)
    assert {"count": 1, "median": 3600, "longest": 3600} in [step["now"] for step in found["steps"]]


def test_who_does_not_operate_is_told_of_a_single_case_neither_number_nor_time(api: Api):
    api.start_case()

    (found,) = api.person("demo.owner").get("/waits")["items"]

    assert found["running"] is None
    assert {"count": None, "median": None, "longest": None} in [step["now"] for step in found["steps"]]


def test_open_incidents_are_listed_by_cause_for_operators_alone(api: Api):
    api.person("demo.worker").get("/incidents/groups", status=403)

    assert api.person("demo.admin").get("/incidents/groups", limit=5) == {"items": [], "next": None}
    assert api.program().get("/incidents/groups")["items"] == []
