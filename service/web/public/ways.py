"""The way to the forms for everybody, for whoever is on a page of the service without an account."""

from flask import url_for

from service.pathways.queries.starts import councils_taking_requests
from service.web.pages import Link


def ways_to_help() -> tuple[Link, ...]:
    """A link to the form of each council that takes requests; the council is named where there are several."""
    councils = councils_taking_requests()
    return tuple(
        Link(
            f"Ask {name} for help for a child or family" if len(councils) > 1 else "Ask for help for a child or family",
            url_for("public.start", authority=authority),
        )
        for authority, name in councils.items()
    )
