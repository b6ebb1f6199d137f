"""A page with nothing but an editor, under the policy of the product: opens a file, keeps what is sent."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from flask import Flask, Response, redirect, render_template_string, request
from jinja2 import PackageLoader
from markupsafe import escape
from werkzeug.serving import make_server

from service.app import SECURITY_HEADERS
from service.integrations.element_templates import element_templates
from service.web import assets

PAGE = (Path(__file__).parent / "page.html").read_text()
CATALOGUE: Mapping[str, object] = {
    "roles": [{"id": "fsw", "text": "Family Support Worker"}, {"id": "team_manager", "text": "Team Manager"}],
    "forms": [{"id": "visit", "text": "Record of a visit"}],
    "deadlines": [{"id": "first_visit", "text": "First visit"}],
    "rules": [{"id": "TST-001", "text": "The family is visited within ten working days."}],
    "templates": element_templates(),
}


@dataclass
class Bench:
    """`file`: what the page opens, and what was sent last."""

    kind: str
    file: str
    shown: Sequence[str] = ()
    findings: Sequence[Mapping[str, str]] = ()
    sent: list[str] = field(default_factory=list)
    address: str = ""

    @contextmanager
    def open(self) -> Iterator["Bench"]:
        server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        self.address = f"http://127.0.0.1:{server.port}/"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _app(self) -> Flask:
        app = Flask("editors", static_folder=None)
        app.jinja_loader = PackageLoader("service.web")
        app.jinja_env.globals["asset"] = assets.asset
        app.config["MAX_FORM_MEMORY_SIZE"] = 5_000_000
        app.register_blueprint(assets.area)
        app.add_url_rule("/", "page", self._page)
        app.add_url_rule("/", "save", self._save, methods=["POST"])
        app.add_url_rule("/preview", "preview", self._preview, methods=["POST"])
        app.after_request(_secure)
        return app

    def _page(self) -> str:
        file = self.sent[-1] if self.sent else self.file
        page = {"kind": self.kind, "content": file, "shown": self.shown, "findings": self.findings}
        return render_template_string(PAGE, catalogue=CATALOGUE, **page)

    @staticmethod
    def _preview() -> str:
        return str(escape(f"{len(json.loads(request.form['content'])['components'])} parts"))

    def _save(self) -> object:
        self.sent.append(request.form["content"])
        return redirect("/", 303)


def _secure(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    return response
