import pytest

from service.models import TaskStatus
from service.pathways.queries.task_page import Allowed
from service.web.tasks.lost import Late, late, loose, lost_page, out_of_reach
from tests.unit.forms.builders import question, read
from tests.unit.web.tasks.builders import ID, NOW, a_page

MINE = {"status": TaskStatus.COMPLETED, "completed_by": "worker.west", "ended_at": NOW}
OTHERS = {**MINE, "completed_by": "worker.two"}
LOOKING_ON = Allowed(work=False, claim=False, put_back=False, hand_over=False)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"paused": True}, Late.PAUSED),
        ({"allowed": LOOKING_ON}, Late.GIVEN),
        ({"task": MINE}, Late.DONE_BY_ME),
        ({"task": OTHERS}, Late.DONE),
        ({"task": {"status": TaskStatus.CANCELLED, "ended_at": NOW}}, Late.WITHDRAWN),
    ],
)
def test_a_task_that_cannot_be_answered_says_why(changes, why):
    assert late(a_page(**changes), "worker.west") is why


@pytest.mark.parametrize("why", list(Late))
def test_every_reason_has_words_and_a_way_on(why):
    page = lost_page(why, a_page(read(question(key="name"))), {"name": "Ash"})

    assert page.happened
    assert page.advice
    assert page.ways_on[-1].text == "Go to My work"
    assert page.typed[0].rows[0].label == "Full name"


def test_what_somebody_else_answered_can_be_read_where_the_case_can():
    page = lost_page(Late.DONE, a_page(task=OTHERS, completed_by="Worker Two", record_id=ID), {})

    assert page.happened == "Worker Two completed it on 14 December 2026 at 10am."
    assert page.ways_on[0].text == "Read what was answered"


def test_fields_are_given_back_even_where_the_form_is_gone():
    fields = {"answer-visited_on-day": "3", "answer-note": " ", "answer-children-count": "1", "version": "2"}

    assert loose(fields) == (("visited on day", "3"),)
    assert out_of_reach(None, {}, fields).loose == (("visited on day", "3"),)
