"""The lists that forms offer, as far as a scenario tells them."""

from collections.abc import Collection, Iterator, Mapping

from service.forms import Option, OptionList, OptionLists


def lists_of(case: Mapping[str, object], raw: Mapping[str, object], roles: Collection[str]) -> OptionLists:
    """Return the children of the case; and as workers, for a scenario has no accounts, whomever the answers name."""
    told = case.get("children")
    found = told if isinstance(told, list) else []
    children = tuple(Option(value=str(child["id"]), label=str(child["name"])) for child in found)
    workers = tuple(Option(value=name, label=name, roles=frozenset(roles)) for name in sorted(set(_texts(raw))))
    return {
        OptionList.CHILDREN: children,
        OptionList.SIBLINGS: children,
        OptionList.PEOPLE: children,
        OptionList.WORKERS: workers,
    }


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    for each in inner:
        yield from _texts(each)
