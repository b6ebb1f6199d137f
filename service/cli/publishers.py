"""A word to operators when too few people of an authority can change its procedure."""

from service.pathways.approvers import process_owners, publishing_roles

_NEEDED = 2  # one approves what the other made


def shortage_of_publishers(authority: str) -> str:
    """Return a warning and what to do about it; empty where enough people can publish."""
    people = process_owners(authority).values()
    if len(people) >= _NEEDED:
        return ""
    who = f"only {', '.join(people)}" if people else "nobody"
    roles = " or ".join(publishing_roles(authority)) or "ROLE"
    return (
        f"in {authority} {who} can publish, so no change of the procedure can be approved and go live. Give two people "
        f"a role that can: pathways users create NAME --authority {authority} --role {roles}, or users set-roles."
    )
