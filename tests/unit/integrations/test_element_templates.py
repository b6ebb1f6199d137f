"""The service catalogue that modelers show offers what this service can call, and nothing else."""

from service.integrations.adapters import adapters
from service.integrations.element_templates import element_templates
from service.pathways.open_episode import TOPIC as OPEN_EPISODE
from service.settings import Settings

ENOUGH = {"SECRET_KEY": "x" * 32, "DATABASE_URL": "postgresql://nowhere/x", "REDIS_URL": "redis://nowhere"}


def bound(template, kind):
    bindings = (entry["binding"] | {"value": entry.get("value")} for entry in template["properties"])
    return {binding["name"]: binding["value"] for binding in bindings if binding["type"] == kind}


def test_there_is_a_template_for_every_topic_that_is_served():
    offered = {bound(template, "property")["camunda:topic"] for template in element_templates()}

    assert offered == {*adapters(Settings.from_environment(ENOUGH)), OPEN_EPISODE}


def test_a_template_is_an_external_task_that_is_named_after_its_topic():
    for template in element_templates():
        fixed = bound(template, "property")

        assert fixed == {"camunda:type": "external", "camunda:topic": template["id"]}
        assert template["version"] >= 1


def test_no_version_of_a_template_is_there_twice():
    versions = [(template["id"], template["version"]) for template in element_templates()]

    assert len(set(versions)) == len(versions)
