"""The published description: complete, stable, browsable without another server."""

import json
import os
from pathlib import Path

from service.api.guards import guard_of
from tests.integration.api.conftest import Api, description


def golden(name: str, found: str) -> str:
    """What was agreed; with GOLDEN=write in the environment, what is found becomes what is agreed."""
    file = Path(__file__).parent / name
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found)
    return file.read_text()


def test_the_description_is_the_one_that_was_agreed(api: Api):
    """When this fails on purpose: look at the difference, then write the new one (see CONTRIBUTING.md)."""
    found = json.dumps(description(api.app), indent=1, sort_keys=True) + "\n"

    assert found == golden("openapi.json", found)


def test_every_route_says_who_may_call_it(api: Api):
    rules = [rule for rule in api.app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    doors = sorted(
        f"{method:6} {rule.rule}: {guard_of(api.app.view_functions[rule.endpoint])}"
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.endpoint.startswith(("explorer.", "api-docs."))
    )

    found = "\n".join(doors) + "\n"
    assert found == golden("doors.txt", found)


def test_the_browsable_page_asks_no_other_server(api: Api):
    client = api.app.test_client()

    page = client.get("/api/v1/docs/")

    assert page.status_code == 200
    assert "://" not in page.get_data(as_text=True)
    with client.get("/api/v1/docs/assets/swagger-ui-bundle.js") as script:
        assert script.status_code == 200
    assert client.get("/api/v1/openapi.json").get_json()["openapi"] == "3.1.0"


def test_the_description_can_be_read_in_a_browser(api: Api):
    page = api.app.test_client().get("/api/v1/docs/")

    assert (page.status_code, page.mimetype) == (200, "text/html")


def test_probes_answer(api: Api):
    client = api.app.test_client()

    assert client.get("/health/live").status_code == 200
    ready = client.get("/health/ready")
    assert ready.get_json()["status"] == "ok"
    assert ready.get_json()["checks"]["queue"] == "down"
    assert b"# HELP" in client.get("/metrics").get_data()
