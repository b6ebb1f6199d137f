"""What machines ask about the service: alive, ready, figures."""

import hmac

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from service.errors import NotSignedInError
from service.http.requests import clock
from service.models import db
from service.reporting.health import readiness
from service.reporting.metrics import exposition
from service.settings import Settings

probes = Blueprint("probes", __name__)


@probes.get("/health/live")
def live() -> ResponseReturnValue:
    """Answer whenever the process can answer at all."""
    return jsonify(status="ok")


@probes.get("/health/ready")
def ready() -> ResponseReturnValue:
    """Answer 200 when the database can be used; the queue is shown, for losing it costs only seconds."""
    found = readiness(db.session())
    others = {name: "ok" if probe() else "down" for name, probe in current_app.extensions["pathways.probes"].items()}
    return jsonify(status="ok" if found.ready else "down", checks={**found.checks, **others}), (
        200 if found.ready else 503
    )


@probes.get("/metrics")
def metrics() -> Response:
    """Answer with the service's figures for Prometheus, to those who hold the token or sit on this machine."""
    settings: Settings = current_app.config["PATHWAYS_SETTINGS"]
    if not _may_read_metrics(settings.metrics_token):
        raise NotSignedInError("Send the metrics token as a bearer token.")
    body, content_type = exposition(db.session(), now=clock().now())
    return Response(body, content_type=content_type)


def _may_read_metrics(token: str | None) -> bool:
    if token is None:
        # behind a proxy every request comes from this machine
        return request.remote_addr in {"127.0.0.1", "::1"} and "X-Forwarded-For" not in request.headers
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return hmac.compare_digest(sent.encode(), token.encode())
