"""The pages hold together: every link leads somewhere, every view has a guard, every template is used."""

import ast
import inspect
import re
import textwrap
from pathlib import Path
from urllib.parse import quote, unquote
from uuid import UUID

import pytest
from flask import Flask
from jinja2.nodes import FromImport, Import, Name

from service.app import create_app
from service.clocks.clock import SystemClock
from service.settings import Settings
from service.web import AREAS
from service.web.guards import EVERYBODY, guard_of
from service.web.openable import openable

ROOT = Path(__file__).parents[2]
WEB = ROOT / "service" / "web"
TEMPLATES = WEB / "templates"
SOURCES = sorted([*TEMPLATES.rglob("*.html"), *WEB.rglob("*.py")])
LINK = re.compile(r"""url_for\(\s*["']([\w.]+)["']""")
LONGEST_VIEW = 15  # lines
USED = re.compile(r"""["']([\w/-]+\.html)["']""")

# Everybody may open these; whoever adds one says why.
OPEN_TO_EVERYBODY = {
    "account.home": "leads to My work or to signing in",
    "account.sign_in": "signing in",
    "account.begin": "signing in",
    "account.accessibility": "a legal duty of the council",
    "account.help_page": "help with signing in",
    "assets.file": "style sheets and scripts say nothing about anybody",
    "theme.colours": "the colours of a council",
    "work.feed": "a calendar under a secret address, for programs that cannot sign in; it names no family",
    "public.start": "families, schools and neighbours ask for help without an account",
    "public.family": "the same; a draft is opened by the token of the browser that wrote it",
    "public.save_family": "the same",
    "public.questions": "the same",
    "public.save_questions": "the same",
    "public.check": "the same",
    "public.send": "the same",
    "public.sent": "the same; it shows a reference and no name",
    "public.discard": "the same",
}


@pytest.fixture(scope="module")
def app() -> Flask:
    settings = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    return create_app(Settings.from_environment({**settings, "SECRET_KEY": "0123456789abcdef" * 4}), SystemClock())


def views(app: Flask) -> dict[str, object]:
    areas = {area.name for area in AREAS}
    return {name: view for name, view in app.view_functions.items() if name.partition(".")[0] in areas}


def test_every_link_leads_to_a_page(app: Flask):
    named = {(name, path.relative_to(ROOT)) for path in SOURCES for name in LINK.findall(path.read_text())}

    assert not {(name, str(path)) for name, path in named if name not in app.view_functions}


def test_every_view_says_who_may_open_it(app: Flask):
    assert not [name for name, view in views(app).items() if guard_of(view) is None]


def test_what_is_open_to_everybody_is_agreed(app: Flask):
    found = {name for name, view in views(app).items() if guard_of(view) == EVERYBODY}

    assert found == set(OPEN_TO_EVERYBODY)


def lines_of(view: object) -> int:
    """How many lines its body has, without what it says about itself."""
    (function,) = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(view)))).body
    said = ast.get_docstring(function) is not None
    first, last = function.body[1 if said else 0], function.body[-1]
    return last.end_lineno - first.lineno + 1


def test_views_read_call_and_show_and_no_more(app: Flask):
    found = {name: lines_of(view) for name, view in views(app).items()}

    assert len(found) > 100
    assert {name: lines for name, lines in found.items() if lines > LONGEST_VIEW} == {}


def test_every_template_is_used():
    used = {name for path in SOURCES for name in USED.findall(path.read_text())}

    assert not [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if str(path.relative_to(TEMPLATES)) not in used
    ]


def unused_imports(app: Flask, path: Path) -> set[str]:
    """Names that a template takes from another one and does not use."""
    tree = app.jinja_env.parse(path.read_text())
    given = [name for each in tree.find_all(FromImport) for name in each.names]
    names = {name if isinstance(name, str) else name[1] for name in given} | {
        each.target for each in tree.find_all(Import)
    }
    return names - {each.name for each in tree.find_all(Name) if each.ctx == "load"}


def test_templates_take_from_others_only_what_they_use(app: Flask):
    found = {str(path.relative_to(TEMPLATES)): unused_imports(app, path) for path in TEMPLATES.rglob("*.html")}

    assert {path: names for path, names in found.items() if names} == {}


def test_no_template_decides_what_a_presenter_should():
    """Templates show texts that are ready: no arithmetic with time, no database, no settings."""
    forbidden = re.compile(r"\b(now\(|utcnow|timedelta|query\(|session\[|config\[|db\.)")

    assert not [str(path) for path in TEMPLATES.rglob("*.html") if forbidden.search(path.read_text())]


_PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>")
LEAD_NOWHERE = {"/sign-out", "/session/keep-alive"}  # they are refused to nobody
_SAMPLES = {"uuid": str(UUID(int=1)), "int": "1", "path": "processes/a b/c.bpmn", None: "name"}


def sent_to(app: Flask) -> dict[str, str]:
    """An address of each rule of the pages that only takes what is sent, by the rule."""
    areas = {area.name for area in AREAS}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in areas]
    shown = {rule.rule for rule in rules if "GET" in rule.methods}
    return {rule.rule: _PART.sub(lambda part: _SAMPLES[part[1]], rule.rule) for rule in rules if rule.rule not in shown}


def opened_from(app: Flask, path: str, *, method: str = "POST") -> str | None:
    with app.test_request_context(quote(path), method=method):
        return openable()


def test_whatever_was_sent_in_vain_there_is_a_page_to_go_back_to(app: Flask):
    addresses = sent_to(app)
    back = {rule: opened_from(app, path) for rule, path in addresses.items()}
    places = app.url_map.bind("localhost")

    assert {rule for rule, page in back.items() if page is None} == LEAD_NOWHERE
    assert len(back) > 40
    for rule, page in back.items():
        if page is None:
            continue
        assert quote(addresses[rule]).startswith(f"{page}/"), rule
        assert places.test(unquote(page), method="GET"), rule


def test_the_page_to_go_back_to_is_the_nearest_one(app: Flask):
    key = _SAMPLES["uuid"]
    file = f"/drafts/{key}/files/processes/a%20b/c.bpmn"

    assert opened_from(app, f"/procedure/releases/{key}/moves/begin") == f"/procedure/releases/{key}/moves"
    assert opened_from(app, f"/drafts/{key}/files/processes/a b/c.bpmn") == file
    assert opened_from(app, f"/cases/{key}/timeline", method="GET") == f"/cases/{key}/timeline"
    assert opened_from(app, "/nowhere/at/all") is None
