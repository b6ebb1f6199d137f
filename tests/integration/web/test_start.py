"""Starting what is about no one case: what a role is offered, its form, and where it leads."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from service.errors import NotAllowedError
from service.library import read_directory
from service.models import Instance, Record, RecordVersion, Task, db
from service.pathways.publish_release import BUNDLE, publish_release
from service.pathways.start_instance import start_instance
from tests.integration.builders import AUTHORITY, LIBRARY, person
from tests.integration.web.conftest import Visit

START = "/start/panel/Event_PanelDue"
KIND = b'<camunda:property name="kind" value="sitting"/>'
OFFERED = (
    b'<bpmn:extensionElements><camunda:properties><camunda:property name="offered_to" value="manager"/>'
    b"</camunda:properties></bpmn:extensionElements>"
)
FORM = b"""{"type": "default", "id": "supervised", "schemaVersion": 19, "components": [
  {"type": "select", "id": "Field_1", "key": "worker", "label": "Worker", "valuesKey": "workers",
   "validate": {"required": true}}], "properties": {"title": "Supervision"}}"""


def by_hand(diagram: bytes) -> bytes:
    """The panel as a worker's supervision: started by hand with a form that names the worker."""
    before, _, after = diagram.partition(b'<bpmn:timerEventDefinition id="Event_PanelDue_def">')
    diagram = before + after.partition(b"</bpmn:timerEventDefinition>")[2]
    event = b'<bpmn:startEvent id="Event_PanelDue" name="Day before the panel"'
    form = b' camunda:formRef="supervised" camunda:formRefBinding="latest">'
    diagram = diagram.replace(event + b">", event + form + OFFERED)
    return diagram.replace(KIND, KIND + b'<camunda:property name="supervises" value="worker"/>')


@pytest.fixture
def offering(visit: Visit) -> Visit:
    files: Mapping[str, bytes] = read_directory(LIBRARY, AUTHORITY)
    panel = "processes/test/panel.bpmn"
    changed = {
        **files,
        panel: by_hand(files[panel]),
        "forms/test/supervised.form": FORM,
    }
    with visit.app.app_context():
        publish_release(authority=AUTHORITY, files=changed, actor=BUNDLE, clock=visit.clock)
    return visit


def test_my_work_leads_to_what_the_role_is_offered(offering: Visit):
    manager = offering.as_("manager.west")
    manager.get("/work")

    page = manager.follow("Start something")

    assert page.links()["Weekly panel"] == START


def test_nothing_is_offered_to_other_roles(offering: Visit):
    worker = offering.as_("worker.west")

    assert "Start something" not in worker.get("/work").links()
    assert "Nothing is for your role to start." in worker.get("/start").text
    worker.get(START, status=404)
    worker.post(START, {"worker": "worker.west"}, status=404)


def test_what_is_about_a_case_is_not_started_without_one(visit: Visit):
    browser = visit.as_("door.one")

    assert "Nothing is for your role to start." in browser.get("/start").text
    browser.get("/start/support/Event_Referred", status=404)


def test_starting_leads_to_the_task_that_is_the_persons(offering: Visit):
    manager = offering.as_("manager.west")
    manager.get(START)

    answer = manager.submit({"answer-worker": "worker.west"})

    with offering.app.app_context():
        task, answers = db.session.execute(
            select(Task, RecordVersion.answers)
            .join(Instance, Instance.id == Task.instance_id)
            .join(Record, Record.instance_id == Instance.id)
            .join(RecordVersion, RecordVersion.record_id == Record.id)
            .where(Instance.process == "panel")
        ).one()
    assert urlsplit(answer.answer.headers["Location"]).path == f"/tasks/{task.id}"
    assert answers == {"worker": "worker.west"}


def test_what_is_wrong_is_said_beside_the_field(offering: Visit):
    manager = offering.as_("manager.west")
    manager.get(START)

    page = manager.submit({"answer-worker": ""}, status=422)

    assert list(page.errors) == ["answer-worker"]


def test_the_team_leads_to_the_supervision_of_a_worker_who_has_none(offering: Visit):
    manager = offering.as_("manager.west")
    manager.get("/team")

    page = manager.follow("Start supervision of Worker West")

    assert page.form()["answer-worker"] == "worker.west"


def test_the_offer_is_no_leave_to_start_what_needs_a_case(offering: Visit):
    with offering.app.app_context(), pytest.raises(NotAllowedError):
        start_instance(process="support", actor=person("manager.west"), clock=offering.clock)
