"""What authority.yaml says: roles, teams, words, and how the service presents itself."""

from collections.abc import Iterator

from service.library.authority import AuthorityInfo
from service.library.difference.catalogue import Catalogue, Entry, entries, said, section
from service.library.difference.model import Change, Section, Sign, Subject, Weight
from service.library.difference.side import Sides
from service.library.difference.speech import quoted, spelled
from service.library.difference.traits import Comparable, Several, Trait, details
from service.library.people import Role, Team

CAN = {
    "work": "do the tasks of the role",
    "start_cases": "start cases",
    "see_all_cases": "see all cases",
    "assign": "give tasks to others",
    "operate": "operate the service",
    "publish": "publish the pathway",
    "approve": "approve",
    "manage_users": "manage users",
    "read_reports": "read reports",
}

ROLES = Catalogue[Role](
    name=lambda role: role.name,
    added="New role {it}.",
    removed="The role {it} is no longer there.",
    weight=Weight.SERVICE,
    traits=(
        Several(
            what="may",
            weight=Weight.SERVICE,
            read=lambda role: sorted(role.can),
            say=lambda can, _: CAN.get(can, spelled(can)),
            gained="{it} may now {one}.",
            lost="{it} may no longer {one}.",
        ),
        Trait(
            what="name",
            weight=Weight.SERVICE,
            read=lambda role: role.name,
            say=lambda role, _: quoted(role.name),
            changed="The role {before} is now called {after}.",
            otherwise="The role {it} has another name.",
        ),
        Trait(what="rules", weight=Weight.PROOF, read=lambda role: frozenset(role.rules), otherwise=""),
    ),
)
TEAMS = Catalogue[Team](
    name=lambda team: team.name,
    added="New team {it}.",
    removed="The team {it} is no longer there.",
    weight=Weight.SERVICE,
    traits=(
        Several(
            what="places",
            weight=Weight.SERVICE,
            read=lambda team: team.localities,
            gained="{it} now works in {one}.",
            lost="{it} no longer works in {one}.",
        ),
        Trait(
            what="name",
            weight=Weight.SERVICE,
            read=lambda team: team.name,
            say=lambda team, _: quoted(team.name),
            changed="The team {before} is now called {after}.",
            otherwise="The team {it} has another name.",
        ),
        Trait(what="rules", weight=Weight.PROOF, read=lambda team: frozenset(team.rules), otherwise=""),
    ),
)


WORDS = Catalogue[Entry](
    name=lambda entry: spelled(entry[0]),
    added="The authority now has a word of its own for {it}.",
    removed="The authority no longer has a word of its own for {it}.",
    weight=Weight.SERVICE,
    traits=(
        Trait(
            what="word",
            weight=Weight.SERVICE,
            read=lambda entry: entry[1],
            say=said,
            changed="The word for {it} is now {after} instead of {before}.",
            otherwise="The word for {it} has changed.",
        ),
    ),
)
REASONS = Catalogue[Entry](
    name=lambda entry: entry[1],
    added="{it} can now be given as the reason for a missed standard.",
    removed="{it} can no longer be given as the reason for a missed standard.",
    weight=Weight.SERVICE,
    traits=(
        Trait(
            what="reason",
            weight=Weight.SERVICE,
            read=lambda entry: entry[1],
            say=said,
            changed="The reason for a missed standard {before} now reads {after}.",
            otherwise="A reason for a missed standard reads differently.",
        ),
    ),
)


def _named(what: str, read: str, words: str) -> Trait[AuthorityInfo]:
    """A property that is one text."""
    return Trait(
        what=what,
        weight=Weight.SERVICE,
        read=lambda info: getattr(info, read),
        say=lambda info, _: quoted(str(getattr(info, read) or "")),
        changed=f"{words} is now {{after}} instead of {{before}}.",
        gained=f"{words} is now {{after}}.",
        lost=f"{words} is no longer given.",
        otherwise=f"{words} has changed.",
    )


AUTHORITY_TRAITS: tuple[Comparable[AuthorityInfo], ...] = (
    _named("name", "name", "The name of the service"),
    _named("council", "council", "The name of the council"),
    _named("reference", "prefix", "The beginning of case references"),
    _named("record system", "record_system", "The record system"),
    _named("caseload", "caseload_guide", "The number of families for each full-time worker"),
    Trait(
        what="colours",
        weight=Weight.WORDING,
        read=lambda info: info.colours,
        otherwise="The colours of the pages have changed.",
    ),
    Trait(
        what="letterhead",
        weight=Weight.WORDING,
        read=lambda info: info.letterhead,
        otherwise="The head of the letters has changed.",
    ),
    Several(
        what="statuses of a child",
        weight=Weight.SERVICE,
        read=lambda info: info.child_statuses,
        gained="A child can now have the status {one}.",
        lost="A child can no longer have the status {one}.",
    ),
    Trait(
        what="demonstration",
        weight=Weight.FILE,
        read=lambda info: (info.people, info.cases),
        otherwise="The people or families of the demonstration have changed.",
    ),
)


def authority_sections(sides: Sides) -> Iterator[Section]:
    path = f"processes/{sides.after.composed.authority.id}/authority.yaml"
    yield from section(Subject.AUTHORITY, _changes(sides), files=frozenset({path}))


def _changes(sides: Sides) -> Iterator[Change]:
    before, after = (side.composed.authority for side in sides)
    found = details(AUTHORITY_TRAITS, before, after, sides=sides, it=quoted(after.name))
    if found:
        yield Change(sign=Sign.CHANGED, id=after.id, name=after.name, details=found)
    yield from ROLES.changes(before.roles, after.roles, sides)
    yield from TEAMS.changes(before.teams, after.teams, sides)
    yield from WORDS.changes(entries(before.words), entries(after.words), sides)
    yield from REASONS.changes(entries(before.overdue_reasons), entries(after.overdue_reasons), sides)
