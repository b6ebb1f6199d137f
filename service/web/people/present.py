"""What the page about the people of a case shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import url_for

from service.models import PersonKind, ReferralSource
from service.pathways.numbers import masked_nhs_number, spaced_nhs_number, spaced_postcode
from service.pathways.queries.people_of_case import EarlierRequest, Member, PeopleOfCase
from service.web.cases.frame import Frame
from service.web.texts import age_text, date_text, day_text


@dataclass(frozen=True, kw_only=True)
class Row:
    """As the summary list takes it."""

    key: str
    value: str
    action_text: str = ""
    action_href: str = ""
    action_about: str = ""


@dataclass(frozen=True, kw_only=True)
class MemberCard:
    """`safe_contact` stands before every way to reach them; `relations` in words: "mother of Child One"."""

    id: UUID
    name: str
    kind: str
    left: str
    safe_contact: str
    rows: tuple[Row, ...]
    contact: tuple[Row, ...]
    relations: tuple[str, ...]
    change_href: str
    relate_href: str
    status_href: str
    number_href: str | None  # shows the whole NHS number


@dataclass(frozen=True, kw_only=True)
class RequestLine:
    text: str
    href: str


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    frame: Frame
    children: tuple[MemberCard, ...]
    adults: tuple[MemberCard, ...]
    gone: tuple[MemberCard, ...]
    relations: tuple[str, ...]
    requests: tuple[RequestLine, ...]
    add_href: str


def people_page(people: PeopleOfCase, frame: Frame, *, today: date, shown: Mapping[UUID, str]) -> PeoplePage:
    """`shown`: whole NHS numbers that were asked for, by person."""
    names = {member.id: member.name for member in people.members}
    cards = {member.id: _card(member, people, names=names, today=today, shown=shown) for member in people.members}
    present = [member for member in people.members if member.left_on is None]
    return PeoplePage(
        frame=frame,
        children=tuple(cards[each.id] for each in present if each.kind is PersonKind.CHILD),
        adults=tuple(cards[each.id] for each in present if each.kind is PersonKind.ADULT),
        gone=tuple(cards[each.id] for each in people.members if each.left_on is not None),
        relations=tuple(f"{names[each.person]} is the {each.kind} of {names[each.other]}" for each in people.relations),
        requests=tuple(_request(each) for each in people.requests),
        add_href=url_for("people.add", case_id=people.case_id),
    )


def _request(request: EarlierRequest) -> RequestLine:
    whose = "sent by somebody outside" if request.source is ReferralSource.PUBLIC else "written by staff"
    return RequestLine(
        text=f"{request.reference}, {whose}, received {date_text(request.received_at)}",
        href=url_for("referrals.show", referral_id=request.id),
    )


def _card(
    member: Member, people: PeopleOfCase, *, names: Mapping[UUID, str], today: date, shown: Mapping[UUID, str]
) -> MemberCard:
    case_id, person_id = people.case_id, member.id
    whole = shown.get(member.id)
    return MemberCard(
        id=member.id,
        name=member.name,
        kind=_kind(member),
        left=f"Left the family on {day_text(member.left_on)}" if member.left_on else "",
        safe_contact=member.safe_contact or "",
        rows=tuple(_rows(member, today, whole)),
        contact=tuple(_contact(member)),
        relations=tuple(f"{each.kind} of {names[each.other]}" for each in people.relations if each.person == member.id),
        change_href=url_for("people.change", case_id=case_id, person_id=person_id),
        relate_href=url_for("people.relate", case_id=case_id, person_id=person_id),
        status_href=url_for("people.status", case_id=case_id, person_id=person_id),
        number_href=_number_href(member, people) if whole is None else None,
    )


def _number_href(member: Member, people: PeopleOfCase) -> str | None:
    if member.nhs_number is None:
        return None
    return url_for("people.show_number", case_id=people.case_id, person_id=member.id)


def _kind(member: Member) -> str:
    if member.kind is PersonKind.ADULT:
        return "Adult"
    return "Unborn child" if member.date_of_birth is None and member.expected_on else "Child"


def _rows(member: Member, today: date, whole: str | None) -> Iterator[Row]:
    if member.known_as:
        yield Row(key="Known as", value=member.known_as)
    yield from _birth(member, today)
    if member.status:
        yield Row(key="Own status", value=member.status)
    yield Row(key="Interpreter", value=f"Needed: {member.language}" if member.language else "None recorded")
    yield Row(key="Communication needs", value=member.communication or "None recorded")
    if member.nhs_number:
        yield Row(
            key="NHS number",
            value=spaced_nhs_number(member.nhs_number) if whole else masked_nhs_number(member.nhs_number),
        )
    if member.upn:
        yield Row(key="Unique pupil number", value=member.upn)


def _birth(member: Member, today: date) -> Iterator[Row]:
    if member.date_of_birth is not None:
        age = age_text(member.date_of_birth, today)
        yield Row(key="Date of birth", value=f"{day_text(member.date_of_birth)} ({age})")
    elif member.expected_on is not None:
        yield Row(key="Expected", value=day_text(member.expected_on))
    else:
        yield Row(key="Date of birth", value="Not known")


def _contact(member: Member) -> Iterator[Row]:
    if member.phone:
        yield Row(key="Phone", value=member.phone)
    if member.email:
        yield Row(key="Email", value=member.email)
    if member.address or member.postcode:
        code = spaced_postcode(member.postcode) if member.postcode else ""
        yield Row(key="Address", value=", ".join(part for part in (member.address, code) if part))


@dataclass(frozen=True, kw_only=True)
class RecordChoice:
    value: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PersonForm:
    """`values`: by the name of the field, as stored or as typed.  `records`: earlier ones of some of the family."""

    frame: Frame
    action: str
    values: Mapping[str, object]
    name: str = ""
    revision: int | None = None
    records: tuple[RecordChoice, ...] = ()
    chosen: tuple[str, ...] = ()


def record_choice(id_: UUID, title: str, created_at: datetime) -> RecordChoice:
    return RecordChoice(value=str(id_), text=f"{title}, {date_text(created_at)}")
