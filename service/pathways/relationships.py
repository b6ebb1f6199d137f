"""What people of a family are to each other, from both sides."""

from collections.abc import Mapping

# kind -> what the other one is in return
RETURNED: Mapping[str, str] = {
    "mother": "child",
    "father": "child",
    "parent": "child",
    "step-parent": "stepchild",
    "foster carer": "foster child",
    "guardian": "child in their care",
    "carer": "person they care for",
    "grandparent": "grandchild",
    "great-grandparent": "great-grandchild",
    "aunt": "niece or nephew",
    "uncle": "niece or nephew",
    "brother": "brother or sister",
    "sister": "brother or sister",
    "half-brother": "half-brother or half-sister",
    "half-sister": "half-brother or half-sister",
    "step-brother": "step-brother or step-sister",
    "step-sister": "step-brother or step-sister",
    "cousin": "cousin",
    "partner": "partner",
    "former partner": "former partner",
    "other relative": "other relative",
    "family friend": "family friend",
}
KINDS = tuple(RETURNED)


def returned(kind: str) -> str:
    """What the other person is in return; the same word where we know no better."""
    return RETURNED.get(kind, kind)
