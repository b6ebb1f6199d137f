"""The web application, put together."""

import logging
import re
import time
from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from service import api, web
from service.clocks.clock import Clock
from service.context import make_context
from service.errors import PathwaysError
from service.integrations import adapters
from service.jobs.hints import Hints, install_hints
from service.jobs.queues import Queues, connect
from service.logs import request_id
from service.settings import Settings

log = logging.getLogger(__name__)

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS_SECONDS = int(timedelta(days=365).total_seconds())


def create_app(settings: Settings, clock: Clock) -> Flask:
    """Return the web application: API, sessions, security headers, logs, hints to the workers."""
    app = make_context(settings, clock)
    _configure_sessions(app, settings)
    _trust_proxies(app, settings.trusted_proxies)
    _announce_commits(app, settings)
    _log_requests(app)
    _harden_answers(app, https=settings.public_url.startswith("https://"))
    api.register(app)
    web.register(app)
    _answer_errors(app)
    return app


def _configure_sessions(app: Flask, settings: Settings) -> None:
    https = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-pathways" if https else "pathways",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=settings.session_length,
        MAX_CONTENT_LENGTH=settings.largest_body,
        WTF_CSRF_TIME_LIMIT=None,  # a CSRF token lives as long as the session
    )


def _trust_proxies(app: Flask, count: int) -> None:
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign] # as Flask documents


def _announce_commits(app: Flask, settings: Settings) -> None:
    queues = Queues(connect(settings.redis_url))
    install_hints(app, Hints(queues, topics=frozenset(adapters(settings))))
    app.extensions["pathways.probes"] = {"queue": queues.answers}


def _log_requests(app: Flask) -> None:
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _GIVEN_ID.fullmatch(given) else uuid4().hex
        g.began = time.perf_counter()
        request_id.set(g.request_id)

    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.request_id
        facts = {
            "method": request.method,
            "route": request.url_rule.rule
            if request.url_rule
            else None,  # not the path: names of people may be typed into it
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.began) * 1000, 1),
        }
        log.info("request", extra=facts)
        return response

    app.before_request(begin)
    app.after_request(end)


def _answer_errors(app: Flask) -> None:
    """Programs are told in problem details, people on a page."""

    def answer(error: PathwaysError | HTTPException) -> Response:
        return api.answer_error(error) if api.speaks_here() else web.answer_error(error)

    app.register_error_handler(PathwaysError, answer)
    app.register_error_handler(HTTPException, answer)


def _harden_answers(app: Flask, *, https: bool) -> None:
    def harden(response: Response) -> Response:
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={HSTS_SECONDS}; includeSubDomains")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"  # case data stays out of caches
        return response

    app.after_request(harden)
