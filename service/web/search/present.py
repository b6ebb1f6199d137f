"""What the search page shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from service.clocks import local_day
from service.models import PersonKind
from service.pathways.queries.search import Found, FoundCase, FoundFamily, FoundPerson
from service.web.cases.frame import sentence, status_text
from service.web.site import Site
from service.web.texts import age_text, date_text, day_text, listed, spelt

KINDS = {
    "names": "name",
    "born": "date of birth",
    "reference": "reference",
    "referral": "request reference",
    "postcode": "postcode",
    "upn": "unique pupil number",
    "nhs_number": "NHS number",
}
EVERY = "all"
STATUSES = ((EVERY, "All"), ("open", "Open"), ("closed", "Closed"))


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    href: str
    reference: str
    text: str  # "Open, Assessment and plan. Lead worker: …"
    when: str
    restricted: bool


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    text: str
    fits: bool


@dataclass(frozen=True, kw_only=True)
class FamilyCard:
    name: str
    reference: str
    people: tuple[PersonLine, ...]
    cases: tuple[CaseLine, ...]


@dataclass(frozen=True, kw_only=True)
class SearchPage:
    """`said`: how many were found, or why nothing; empty before anything was asked."""

    text: str
    status: str
    statuses: tuple[dict[str, str], ...]
    said: str = ""
    looked_for: str = ""
    more: bool = False
    families: tuple[FamilyCard, ...] = ()


def search_page(found: Found, *, text: str, status: str, site: Site, now: datetime) -> SearchPage:
    today = local_day(now, site.calendar.zone)
    return SearchPage(
        text=text,
        status=status,
        statuses=tuple({"value": value, "text": label} for value, label in STATUSES),
        said=_said(found, text),
        looked_for=listed(KINDS[kind] for kind in found.wanted.kinds),
        more=found.more,
        families=tuple(_card(family, site, today) for family in found.families),
    )


def _said(found: Found, text: str) -> str:
    if not text.strip():
        return ""
    if not found.families:
        return "No family was found"
    return f"{spelt(len(found.families), 'family')} found"


def _card(family: FoundFamily, site: Site, today: date) -> FamilyCard:
    return FamilyCard(
        name=family.name,
        reference=family.reference,
        people=tuple(PersonLine(text=person_text(each, today), fits=each.fits) for each in family.people),
        cases=tuple(_case(each, site) for each in family.cases),
    )


def person_text(person: FoundPerson, today: date) -> str:
    """Child One (known as Chip), born 14 March 2019, 7 years."""
    known = f" (known as {person.known_as})" if person.known_as else ""
    adult = ", adult" if person.kind is PersonKind.ADULT else ""
    if person.date_of_birth is not None:
        age = age_text(person.date_of_birth, today)
        return f"{person.name}{known}{adult}, born {day_text(person.date_of_birth)}, {age}"
    if person.expected_on is not None:
        return f"{person.name}{known}, not yet born, {age_text(None, today, person.expected_on)}"
    return f"{person.name}{known}{adult}, date of birth not known"


def _case(case: FoundCase, site: Site) -> CaseLine:
    return CaseLine(
        href=url_for("cases.overview", case_id=case.id),
        reference=case.reference,
        text=". ".join(_about(case, site)),
        when=_when(case),
        restricted=case.restricted,
    )


def _about(case: FoundCase, site: Site) -> Iterator[str]:
    yield ", ".join(part for part in (status_text(case.status), case.stage) if part)
    if case.closed_at is not None and case.outcome:
        yield f"Outcome: {sentence(case.outcome)}"
    if case.lead_name:
        yield f"Lead worker: {case.lead_name}"
    if case.team:
        teams = site.library.authority.teams if site.library else {}
        yield f"Team: {teams[case.team].name if case.team in teams else case.team}"


def _when(case: FoundCase) -> str:
    opened = f"opened {date_text(case.opened_at)}"
    return f"{opened}, closed {date_text(case.closed_at)}" if case.closed_at else opened
