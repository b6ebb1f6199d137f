"""The lists of the libraries agree with each other: tasks with forms and roles, forms with tasks, files with ids."""

import json
from pathlib import Path

import pytest
import yaml
from lxml import etree

from service.findings import Severity
from service.library import check, read_directory

ROOT = Path(__file__).parents[2]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
AUTHORITIES = sorted(path.parent.name for path in (ROOT / "processes").glob("*/authority.yaml"))

pytestmark = pytest.mark.parametrize("authority", AUTHORITIES)


def elements(authority: str, *kinds: str) -> list[tuple[str, etree._Element]]:
    """Every element of these kinds in the authority's diagrams and the shared ones, with its file."""
    files = [path for folder in (authority, "shared") for path in (ROOT / "processes" / folder).glob("*.bpmn")]
    return [(path.name, node) for path in files for node in etree.parse(path).iter(*(BPMN + kind for kind in kinds))]


def form_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in (ROOT / "forms" / folder).glob("*.form")]


def test_every_user_task_has_a_form_and_somebody_to_do_it(authority):
    without = [
        (file, node.get("id"))
        for file, node in elements(authority, "userTask")
        if not (node.get(f"{CAMUNDA}formRef") or node.get(f"{CAMUNDA}formKey"))
        or not (node.get(f"{CAMUNDA}candidateGroups") or node.get(f"{CAMUNDA}assignee"))
    ]

    assert without == []


def test_every_role_of_a_task_is_a_role_of_the_authority(authority):
    roles = yaml.safe_load((ROOT / "processes" / authority / "authority.yaml").read_text("utf-8"))["roles"]
    groups = [
        (file, node.get("id"), group.strip())
        for file, node in elements(authority, "userTask", "manualTask", "task")
        for group in node.get(f"{CAMUNDA}candidateGroups", "").split(",")
        if group and not node.get(f"{CAMUNDA}candidateGroups").startswith("=")
    ]

    assert [entry for entry in groups if entry[2] not in {role["id"] for role in roles}] == []


def test_every_form_that_is_named_exists_and_every_form_is_named(authority):
    named = {
        node.get(f"{CAMUNDA}formRef")
        for _, node in elements(authority, "userTask", "startEvent")
        if node.get(f"{CAMUNDA}formRef")
    }

    assert named == {json.loads(path.read_text("utf-8"))["id"] for path in form_files(authority, "shared")}


def test_every_form_has_the_id_of_its_file(authority):
    differing = [
        path.name for path in form_files(authority, "shared") if json.loads(path.read_text("utf-8"))["id"] != path.stem
    ]

    assert differing == []


def test_every_process_has_the_id_of_its_file(authority):
    differing = [
        (file, node.get("id")) for file, node in elements(authority, "process") if file != f"{node.get('id')}.bpmn"
    ]

    assert differing == []


def test_every_library_may_be_published(authority):
    findings = check(read_directory(ROOT, authority), authority)

    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []
