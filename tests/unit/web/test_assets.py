import json
import re

import pytest

from service.web import assets
from service.web.assets import AssetsMissingError, asset
from service.web.theme import Theme, contrast, theme_of
from tests.unit.web.components.drawing import style_app


def test_built_files_are_kept_for_ever_under_a_name_with_their_digest():
    app = style_app()
    with app.test_request_context():
        address = asset("app.css")

    with app.test_client().get(address) as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "text/css"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_licences_have_one_name_for_ever_and_are_asked_for_again():
    with style_app().test_client().get("/assets/licences.txt") as answer:
        assert answer.status_code == 200
        assert "immutable" not in answer.headers["Cache-Control"]


def test_the_style_sheet_names_nothing_that_only_govuk_may_show():
    built = json.loads(assets.MANIFEST.read_text())
    style_sheet = (assets.STATIC / built["app.css"]).read_text()

    assert "arial" in style_sheet
    for name in ("GDS Transport", "crest", "govuk-logo", "@font-face"):
        assert name not in style_sheet


def test_what_the_scripts_are_made_of_is_licensed_and_named():
    told = (assets.STATIC / "licences.txt").read_text()

    assert "govuk-frontend 6.3.0 (MIT)" in told
    for package in ("bpmn-js 18.31.1", "dmn-js 17.10.2", "@bpmn-io/form-js-editor 1.23.0", "bpmnlint 11.15.0"):
        assert f"\n{package} (" in told
    assert "watermark" in told  # the terms of bpmn.io


@pytest.mark.parametrize("editor", ["modeler", "dmn", "form-editor"])
def test_an_editor_is_a_script_and_a_style_sheet_and_fetches_nothing_from_elsewhere(editor):
    with style_app().test_request_context():
        assert asset(f"{editor}.js")
        style_sheet = (assets.STATIC / assets.built_name(f"{editor}.css")).read_text()

    assert not re.search(r"url\(\s*[\"']?(https?:)?//|@import", style_sheet)


def test_files_that_are_not_built_are_said_how_to_build(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "manifest.json")

    with pytest.raises(AssetsMissingError, match="make run"), style_app().test_request_context():
        asset("app.css")


def test_an_unknown_name_is_refused():
    with pytest.raises(AssetsMissingError, match=r"nothing\.css"), style_app().test_request_context():
        asset("nothing.css")


def test_nothing_outside_the_built_files_is_served():
    for path in ("/assets/../assets.py", "/assets/%2e%2e%2fassets.py", "/assets/manifest.jsonx"):
        assert style_app().test_client().get(path).status_code == 404


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_that_of_the_guidelines(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


def test_an_authority_has_its_own_colours():
    theme = theme_of({"brand": "#00544d", "link": "#00635a"})

    assert "--govuk-brand-colour:#00544d;" in theme.style_sheet
    assert theme.digest != Theme().digest


def test_a_colour_that_white_cannot_be_read_on_is_not_taken(caplog):
    theme = theme_of({"brand": "#ffdd00", "link": "#00635a"})

    assert theme == Theme(link="#00635a")
    assert "colour not readable with white" in caplog.text
