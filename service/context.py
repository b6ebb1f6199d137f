"""What a process needs before it can run a use case: the database and the clock, in a Flask context."""

from flask import Flask, current_app

from service.clocks.clock import Clock
from service.models import db
from service.settings import Settings

# A process that is stopped in the middle of a transaction must not keep its row locked for ever, and nobody waits
# for a locked row until the web server loses patience.
_SESSION_OPTIONS = "-c timezone=utc -c idle_in_transaction_session_timeout=120000 -c lock_timeout=10000"


def make_context(settings: Settings, clock: Clock) -> Flask:
    """Return a Flask application that can reach the database and has no routes."""
    app = Flask("service", static_folder=None)
    app.config["PATHWAYS_SETTINGS"] = settings
    app.config["PATHWAYS_CLOCK"] = clock
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_size": settings.database_connections,
        "pool_pre_ping": True,  # the database may have been restarted
        "hide_parameters": True,  # answers do not belong into logs
        "connect_args": {"options": _SESSION_OPTIONS, "application_name": "pathways"},
    }
    db.init_app(app)
    return app


def current_settings() -> Settings:
    settings: Settings = current_app.config["PATHWAYS_SETTINGS"]
    return settings


def current_clock() -> Clock:
    clock: Clock = current_app.config["PATHWAYS_CLOCK"]
    return clock
