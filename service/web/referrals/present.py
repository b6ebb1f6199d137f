"""What the pages about requests for help show, other than those on which they are written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from service.models import ReferralSource, ReferralStatus
from service.pathways.person_details import PersonDetails
from service.pathways.queries.matches import FamilyMatch, MatchedCase, Matches
from service.pathways.queries.referrals import ReferralDetail, ReferralLine
from service.pathways.referral_content import NEW
from service.web.cases.frame import sentence, status_text
from service.web.pages import Link
from service.web.people.present import Row
from service.web.referrals.flow import Summary
from service.web.site import Site
from service.web.texts import date_text, day_text, moment_text, spelt

STATUSES = {
    ReferralStatus.DRAFT: ("Not sent yet", "grey"),
    ReferralStatus.RECEIVED: ("Waiting", "amber"),
    ReferralStatus.STARTED: ("Became a case", "green"),
    ReferralStatus.LINKED: ("Linked to an open case", "green"),
    ReferralStatus.REFUSED: ("Not for early help", "grey"),
}
SOURCES = {ReferralSource.PUBLIC: "From outside", ReferralSource.STAFF: "By staff"}
HOUR = 3600


@dataclass(frozen=True, kw_only=True)
class Line:
    href: str
    reference: str
    family: str
    children: str
    source: str
    when: str
    waited: str
    status: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    waiting: tuple[Line, ...]
    handled: tuple[Line, ...]
    drafts: tuple[Line, ...]
    may_see: bool  # what was received
    next_href: str | None


@dataclass(frozen=True, kw_only=True)
class CaseChoice:
    text: str
    href: str
    flag: str


@dataclass(frozen=True, kw_only=True)
class FamilyChoice:
    """`reasons`: who may be whom, and why."""

    name: str
    reference: str
    reasons: tuple[str, ...]
    cases: tuple[CaseChoice, ...]


@dataclass(frozen=True, kw_only=True)
class MatchesPage:
    action: str
    families: tuple[FamilyChoice, ...]
    hidden: str
    choices: tuple[dict[str, str], ...]
    choice: str


@dataclass(frozen=True, kw_only=True)
class ShowPage:
    status: str
    tone: str
    facts: tuple[Row, ...]
    summary: Summary | None
    case: Link | None
    start: Link | None
    refuse_action: str | None


@dataclass(frozen=True, kw_only=True)
class CheckPage:
    action: str
    revision: int
    summary: Summary
    becomes: str
    submit: str
    matches: Link


def line_of(line: ReferralLine, *, now: datetime) -> Line:
    words, tone = STATUSES[line.status]
    begun = line.received_at or line.created_at
    return Line(
        href=url_for("referrals.show", referral_id=line.id),
        reference=line.reference,
        family=line.family or "No name yet",
        children=spelt(line.children, "child"),
        source=SOURCES[line.source],
        when=moment_text(begun),
        waited=waited(begun, now),
        status=words,
        tone=tone,
    )


def waited(since: datetime, now: datetime) -> str:
    """How long something waits: 3 hours, 2 days."""
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < HOUR:
        return "less than an hour"
    hours = seconds // HOUR
    return spelt(hours, "hour") if hours < 48 else spelt(hours // 24, "day")  # noqa: PLR2004 - two days


def matches_page(
    found: Matches, people: tuple[PersonDetails, ...], *, action: str, choice: str | None, site: Site
) -> MatchesPage:
    """`choice`: what was chosen before; without any match a new family is."""
    nothing = not found.families
    door = site.word("front_door") or "front door"
    return MatchesPage(
        action=action,
        families=tuple(_family(each, people) for each in found.families),
        hidden=f"A possible match exists that you cannot see: ask the {door}." if found.hidden else "",
        choices=tuple(_choices(found)),
        choice=choice or (NEW if nothing else ""),
    )


def _family(match: FamilyMatch, people: tuple[PersonDetails, ...]) -> FamilyChoice:
    return FamilyChoice(
        name=match.name,
        reference=match.reference,
        reasons=tuple(
            f"{people[each.asked].name} may be {each.name}{_born(each.date_of_birth)}: {each.likeness.why}"
            for each in match.people
        ),
        cases=tuple(_case(each) for each in match.cases),
    )


def _born(day: date | None) -> str:
    return f", born {day_text(day)}" if day else ""


def _case(case: MatchedCase) -> CaseChoice:
    about = [case.reference, status_text(case.status)]
    if case.stage and case.closed_at is None:
        about.append(case.stage)
    flag = "Open case" if case.closed_at is None else ""
    if case.closed_at is not None:
        outcome = sentence(case.outcome) if case.outcome else "not recorded"
        about.append(f"closed {date_text(case.closed_at)}, outcome: {outcome}")
        flag = "Re-referral: closed less than 12 months ago" if case.closed_lately else ""
    return CaseChoice(text=", ".join(about), href=url_for("cases.overview", case_id=case.id), flag=flag)


def _choices(found: Matches) -> Iterator[dict[str, str]]:
    for family in found.families:
        for case in family.cases:
            if case.closed_at is None:
                text = f"{family.name}: it belongs to the open case {case.reference}"
                hint = "No new case is made. The request is kept with the case."
                yield {"value": f"case:{case.id}", "text": text, "hint": hint}
        text = f"{family.name}: a new episode for this family"
        hint = "A new case for the family that is known. People who are surely the same are not written twice."
        yield {"value": f"family:{family.id}", "text": text, "hint": hint}
    yield (
        {"value": NEW, "text": "None of them: a new family"}
        if found.families
        else {
            "value": NEW,
            "text": "A new family",
        }
    )


def show_page(found: ReferralDetail, summary: Summary | None) -> ShowPage:
    words, tone = STATUSES[found.status]
    waits = found.status is ReferralStatus.RECEIVED
    return ShowPage(
        status=words,
        tone=tone,
        facts=tuple(_facts(found)),
        summary=summary,
        case=Link(found.case_reference, url_for("cases.overview", case_id=found.case_id))
        if found.case_reference
        else None,
        start=Link("Look for matches and start a case", url_for("referrals.matches", referral_id=found.id))
        if waits
        else None,
        refuse_action=url_for("referrals.refuse", referral_id=found.id) if waits else None,
    )


def _facts(found: ReferralDetail) -> Iterator[Row]:
    yield Row(key="Reference", value=found.reference)
    yield Row(key="Written", value=SOURCES[found.source] + (f": {found.created_by}" if found.created_by else ""))
    if found.received_at is not None:
        yield Row(key="Received", value=moment_text(found.received_at))
    if found.start is not None:
        yield Row(key="Kind of request", value=found.start.name)
    if found.handled_at is not None:
        yield Row(key="Handled", value=f"{moment_text(found.handled_at)} by {found.handled_by}")
    if found.reason:
        yield Row(key="Reason", value=found.reason)


def becomes(choice: str | None, found: Matches) -> Mapping[str, str]:
    """What sending does, in words, and the text of the button."""
    for family in found.families:
        if choice == f"family:{family.id}":
            return {
                "becomes": f"A new case for the family {family.name} ({family.reference})",
                "submit": "Start the case",
            }
        for case in family.cases:
            if choice == f"case:{case.id}":
                return {"becomes": f"Part of the open case {case.reference}", "submit": "Link it to the case"}
    if choice == NEW:
        return {"becomes": "A new case for a new family", "submit": "Start the case"}
    return {"becomes": "Not chosen yet", "submit": "Start the case"}
