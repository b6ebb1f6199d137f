"""How letters go out, in words."""

from service.pathways.send_letter import Channel

_WAYS = {Channel.POST: "by post", Channel.MAIL: "by email", Channel.HAND: "by hand"}


def way_text(channel: str | None) -> str:
    """By post, by email or by hand; empty where the way was not noted."""
    return _WAYS[Channel(channel)] if channel else ""
