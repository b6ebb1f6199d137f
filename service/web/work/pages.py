"""The pages of the lists: tabs, filters, head, rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.access import Actor, Capability
from service.pathways.queries.paging import Page
from service.pathways.queries.work_filters import DueIn, WorkFilter
from service.pathways.queries.work_views import View
from service.pathways.queries.worklist import WorkItem
from service.web.priority import WORDS as PRIORITY_WORDS
from service.web.site import Site
from service.web.work.asked import Asked
from service.web.work.present import Row

TITLES: Mapping[View, str] = {
    View.MINE: "My work",
    View.TEAM: "My team",
    View.UNALLOCATED: "Unallocated",
    View.WAITING: "Waiting for others",
    View.COMING_UP: "Coming up",
    View.DONE: "Done this week",
}
NOTHING: Mapping[View, str] = {
    View.MINE: "Nothing waits for you. Look under Unallocated for work that you could take.",
    View.TEAM: "Nothing is open in your team.",
    View.UNALLOCATED: "Nothing waits for somebody to take it.",
    View.WAITING: "Nobody else has anything to do on the families that you lead.",
    View.COMING_UP: "Nothing of yours is due, or to be followed up, in the next 10 working days.",
    View.DONE: "You have completed nothing since Monday.",
}
DUE_WORDS: Mapping[DueIn, str] = {
    DueIn.OVERDUE: "Overdue",
    DueIn.TODAY: "Due today",
    DueIn.WEEK: "Due in the next 5 working days",
    DueIn.LATER: "Due later",
    DueIn.NONE: "No due date",
}
FIELD_WORDS: Mapping[str, str] = {
    "text": "Search",
    "team": "Team",
    "stage": "Stage",
    "process": "Process",
    "role": "For",
    "assignee": "With",
    "due": "Due",
    "priority": "Priority",
}


@dataclass(frozen=True, kw_only=True)
class Tab:
    text: str
    href: str
    current: bool
    count: int


@dataclass(frozen=True, kw_only=True)
class Choice:
    value: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A filter in use, and the address without it."""

    text: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Head:
    text: str
    href: str
    direction: str


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What can be chosen, and what is."""

    now: WorkFilter
    teams: tuple[Choice, ...]
    stages: tuple[Choice, ...]
    processes: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    assignees: tuple[Choice, ...]
    due: tuple[Choice, ...]
    priorities: tuple[Choice, ...]
    chosen: tuple[Chosen, ...]
    summary: str
    clear_href: str


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """`many`: rows can be chosen, to do something with all of them; `may_complete`: some of them from here."""

    view: View
    tabs: tuple[Tab, ...]
    filters: Filters
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    empty: str
    is_open: bool
    many: bool
    may_reassign: bool
    may_complete: bool
    next_href: str
    first_href: str
    print_href: str
    here: str
    path: str
    sort: str
    total: int


@dataclass(frozen=True, kw_only=True)
class Parts:
    actor: Actor
    tabs: tuple[Tab, ...]
    filters: Filters


def tabs_of(view: View, counts: Mapping[View, int], hrefs: Mapping[View, str]) -> tuple[Tab, ...]:
    return tuple(Tab(text=TITLES[each], href=hrefs[each], current=each is view, count=counts[each]) for each in View)


def filters_of(asked: Asked, site: Site, people: Sequence[Choice]) -> Filters:
    """The filters with everything that the release and the authority offer."""
    offered: dict[str, tuple[Choice, ...]] = {
        "team": _named(site, "teams"),
        "stage": _stages(site),
        "process": _processes(site),
        "role": _named(site, "roles"),
        "assignee": tuple(people),
        "due": tuple(Choice(value=each.value, text=text) for each, text in DUE_WORDS.items()),
        "priority": tuple(Choice(value=each.value, text=text) for each, text in PRIORITY_WORDS.items()),
    }
    chosen = _chosen(asked, offered)
    return Filters(
        now=asked.filters,
        teams=offered["team"],
        stages=offered["stage"],
        processes=offered["process"],
        roles=offered["role"],
        assignees=offered["assignee"],
        due=offered["due"],
        priorities=offered["priority"],
        chosen=chosen,
        summary=", ".join(each.text for each in chosen),
        clear_href=asked.clear_href,
    )


def heads_of(asked: Asked) -> tuple[Head, ...]:
    """The columns that can be sorted; a second click turns the order round."""
    columns = [("Family", "family"), ("Task", "task"), ("Stage", "stage")]
    columns += [("Done", "done")] if asked.view is View.DONE else [("Due", "due")]
    columns += [("Priority", "priority"), ("With", "assignee")]
    current = asked.sort or ("-done" if asked.view is View.DONE else "due")
    return tuple(_head(text, key, current=current, asked=asked) for text, key in columns)


def list_page(asked: Asked, found: Page[WorkItem], *, rows: tuple[Row, ...], parts: Parts) -> ListPage:
    is_open = asked.view is not View.DONE
    may_reassign = is_open and (parts.actor.may(Capability.ASSIGN) or asked.view is View.MINE)
    may_complete = any(row.quick for row in rows)
    return ListPage(
        view=asked.view,
        tabs=parts.tabs,
        filters=parts.filters,
        heads=heads_of(asked),
        rows=rows,
        empty="Nothing fits these filters." if asked.filtered else NOTHING[asked.view],
        is_open=is_open,
        many=may_reassign or may_complete,
        may_reassign=may_reassign,
        may_complete=may_complete,
        next_href=asked.href(after=found.next_cursor) if found.next_cursor else "",
        first_href=asked.href() if asked.after else "",
        print_href=asked.href(printed=True),
        here=asked.href(after=asked.after),
        path=asked.path,
        sort=asked.sort,
        total=next(tab.count for tab in parts.tabs if tab.current),
    )


def _head(text: str, key: str, *, current: str, asked: Asked) -> Head:
    if current == key:
        return Head(text=text, href=asked.sorted_by(f"-{key}"), direction="ascending")
    direction = "descending" if current == f"-{key}" else ""
    return Head(text=text, href=asked.sorted_by(key), direction=direction)


def _chosen(asked: Asked, offered: Mapping[str, tuple[Choice, ...]]) -> tuple[Chosen, ...]:
    found = []
    for field, words in FIELD_WORDS.items():
        value = getattr(asked.filters, field)
        if value:
            text = next((each.text for each in offered.get(field, ()) if each.value == value), str(value))
            found.append(Chosen(text=f"{words}: {text}", href=asked.without(field)))
    return tuple(found)


def _named(site: Site, kind: str) -> tuple[Choice, ...]:
    if site.library is None:
        return ()
    authority = site.library.authority
    known = authority.teams if kind == "teams" else authority.roles
    return tuple(Choice(value=each.id, text=each.name) for each in known.values())


def _stages(site: Site) -> tuple[Choice, ...]:
    if site.library is None:
        return ()
    elements = [each for info in site.library.release.processes.values() for each in info.elements.values()]
    stages = {element.properties.get("case_stage", "") for element in elements} - {""}
    return tuple(Choice(value=stage, text=stage) for stage in sorted(stages) if not stage.startswith("="))


def _processes(site: Site) -> tuple[Choice, ...]:
    if site.library is None:
        return ()
    known = sorted(site.library.release.processes.values(), key=lambda info: info.name)
    return tuple(Choice(value=info.id, text=info.name) for info in known)
