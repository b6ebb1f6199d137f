"""What the page about agreement and sharing shows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import url_for

from service.models import ConsentKind, ConsentStatus
from service.pathways.queries.case_offers import Offer
from service.pathways.queries.consents import ConsentOfCase, ConsentView, Evidence
from service.pathways.queries.people_of_case import Member
from service.web.cases.frame import Frame, consent_text
from service.web.contact import WITHDRAWN
from service.web.pages import Link
from service.web.people.present import Row
from service.web.texts import date_text, day_text

KINDS = {
    ConsentKind.SERVICE: "Agreement to the service",
    ConsentKind.SHARING: "Sharing with an agency",
    ConsentKind.DISCLOSURE: "One disclosure, and its lawful basis",
}
STATUSES = {
    ConsentStatus.GIVEN: "Given",
    ConsentStatus.REFUSED: "Refused",
    ConsentStatus.WITHDRAWN: "Withdrawn",
    ConsentStatus.OVERRIDDEN: "Going on without agreement",
}
TONES = {
    ConsentStatus.GIVEN: "green",
    ConsentStatus.REFUSED: "red",
    ConsentStatus.WITHDRAWN: "red",
    ConsentStatus.OVERRIDDEN: "amber",
}


@dataclass(frozen=True, kw_only=True)
class StatementCard:
    title: str
    status: str
    tone: str
    rows: tuple[Row, ...]
    document_href: str | None
    document: str


@dataclass(frozen=True, kw_only=True)
class ConsentPage:
    frame: Frame
    state: str
    holding: tuple[StatementCard, ...]
    earlier: tuple[StatementCard, ...]
    add_href: str
    withdraw_href: str | None
    offers: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class ConsentForm:
    frame: Frame
    action: str
    values: Mapping[str, object]
    kinds: tuple[dict[str, str], ...]
    statuses: tuple[dict[str, str], ...]
    people: tuple[dict[str, str], ...]
    documents: tuple[dict[str, str], ...]


def consent_page(found: ConsentOfCase, frame: Frame, *, offers: Iterable[Offer]) -> ConsentPage:
    """`offers`: what the case's procedure takes from this person now that is about agreement."""
    withdrawn = found.state == WITHDRAWN
    return ConsentPage(
        frame=frame,
        state=consent_text(found.state),
        holding=tuple(_card(each) for each in found.statements if each.holds),
        earlier=tuple(_card(each) for each in found.statements if not each.holds),
        add_href=url_for("people.record_consent_form", case_id=frame.case_id),
        withdraw_href=None
        if withdrawn
        else url_for("people.record_consent_form", case_id=frame.case_id, status=WITHDRAWN),
        offers=tuple(
            Link(
                offer.name,
                url_for("cases.offer", case_id=frame.case_id, process=offer.process, event=offer.event),
            )
            for offer in offers
        ),
    )


def consent_form(
    frame: Frame, values: Mapping[str, object], *, members: Iterable[Member], evidence: Iterable[Evidence]
) -> ConsentForm:
    return ConsentForm(
        frame=frame,
        action=url_for("people.save_consent", case_id=frame.case_id),
        values=values,
        kinds=tuple({"value": kind.value, "text": text} for kind, text in KINDS.items()),
        statuses=tuple({"value": status.value, "text": text} for status, text in STATUSES.items()),
        people=(
            {"value": "family", "text": "The whole family"},
            *({"value": str(each.id), "text": each.name} for each in members if each.left_on is None),
        ),
        documents=tuple({"value": str(each.id), "text": each.title} for each in evidence),
    )


def about_agreement(offer: Offer) -> bool:
    """Whether what a diagram offers is about the family's agreement, by its names."""
    names = f"{offer.name} {offer.message or offer.event}".casefold()
    return any(word in names for word in ("consent", "withdr"))


def _card(said: ConsentView) -> StatementCard:
    about = f": {said.agency}" if said.agency else ""
    return StatementCard(
        title=f"{KINDS[said.kind]}{about}",
        status=STATUSES[said.status],
        tone=TONES[said.status],
        rows=tuple(_rows(said)),
        document_href=url_for("documents.download", document_id=said.document_id) if said.document_id else None,
        document=said.document or "",
    )


def _rows(said: ConsentView) -> Iterator[Row]:
    yield Row(key="For", value=said.person or "The whole family")
    yield Row(key="Since", value=day_text(said.effective_on))
    for key, value in (
        ("Said by", said.given_by),
        ("How", said.how),
        ("What it covers", said.scope),
        ("Lawful basis", said.lawful_basis),
        ("Reason", said.reason),
    ):
        if value:
            yield Row(key=key, value=value)
    yield Row(key="Recorded", value=f"{date_text(said.at)} by {said.by}")
