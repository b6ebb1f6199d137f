"""Trying a draft out before anybody is affected."""

from uuid import UUID

from flask import Blueprint, url_for

area = Blueprint("tryouts", __name__)


def way(view: str, draft_id: UUID, tryout_id: UUID, *, number: int | None = None) -> str:
    """The address of a page about one tryout, or about one of the things that are open in it."""
    return url_for(f"tryouts.{view}", draft_id=draft_id, tryout_id=tryout_id, number=number)
