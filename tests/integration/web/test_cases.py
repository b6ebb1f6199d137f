"""The pages about one case: its frame, what to do next, who may see it."""

import pytest

from tests.integration.builders import triaged
from tests.integration.web.conftest import Visit


@pytest.fixture
def case(visit: Visit):
    with visit.app.app_context():
        return triaged(visit.clock)


def test_the_frame_says_who_it_is_about_and_how_it_stands(visit: Visit, case):
    page = visit.as_("worker.west").get(f"/cases/{case.case_id}")

    assert page.h1 == "Overview"
    assert "Test Family Ash" in page.text
    assert "Child One (age not known)" in page.text
    assert "Agreement not recorded" in page.text
    concern = page.links()["Worried about a child?"]
    assert concern.endswith(f"case={case.case_id}")


def test_a_case_of_another_team_is_not_there(visit: Visit, case):
    page = visit.as_("worker.east").get(f"/cases/{case.case_id}", status=404)

    assert "Test Family Ash" not in page.text
    assert "it is not open to you" in page.text
