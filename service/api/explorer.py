"""The browsable page of the API: Swagger UI from files that are installed here, nothing fetched from elsewhere."""

from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, Response, render_template, send_from_directory, url_for

ASSETS = Path(flask_swagger_ui.__file__).parent / "dist"

explorer = Blueprint(
    "explorer", __name__, template_folder="templates", static_folder="static", url_prefix="/api/v1/docs"
)


@explorer.get("/")
def page() -> Response:
    response = Response(render_template("explorer.html", document_url=url_for("api-docs.openapi_json")))
    # Swagger UI styles its own elements inline; scripts come from files alone.
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return response


@explorer.get("/assets/<path:name>")
def asset(name: str) -> Response:
    return send_from_directory(ASSETS, name, max_age=86_400)
