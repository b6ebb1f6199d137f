"""What has to be known before a family is contacted."""

WITHDRAWN = "withdrawn"
STOP = (
    "The family has withdrawn its agreement. Do not contact them about this service. The record stays, "
    "and you can still raise an urgent concern."
)


def contact_notice(consent: str | None) -> str:
    """What stands above everything on a case and its tasks as long as the family does not want to be contacted."""
    return STOP if consent == WITHDRAWN else ""
