"""What every request brings along: the time."""

from flask import current_app

from service.clocks.clock import Clock


def clock() -> Clock:
    found: Clock = current_app.config["PATHWAYS_CLOCK"]
    return found
