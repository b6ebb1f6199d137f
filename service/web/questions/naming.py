"""Names and ids of what is drawn for a form, made from the paths of its answers ("children.0.date_of_birth")."""

PREFIX = "answer"  # no name of a form's field meets one of the page's own, such as "reason"
ACTION = "_action"


def element_id(path: str) -> str:
    """Return the id, which is the name too: "answer-children-0-date_of_birth"."""
    return f"{PREFIX}-{path.replace('.', '-')}"


def count_name(path: str) -> str:
    """The hidden field that says how many items or files were shown."""
    return f"{element_id(path)}-count"


def asked_name(path: str) -> str:
    """The hidden field that tells boxes of which none is ticked from boxes that were not shown."""
    return f"{element_id(path)}-asked"


def upload_name(path: str) -> str:
    return f"{element_id(path)}-upload"
