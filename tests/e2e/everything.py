"""A council that has something of everything that there is a page about, made through the use cases."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.access import actor_named
from service.clocks.clock import VirtualClock
from service.models import (
    AgendaItem,
    Attending,
    CasePerson,
    ConsentKind,
    ConsentStatus,
    Deadline,
    DeadlineStatus,
    Document,
    DocumentKind,
    Incident,
    IncidentStatus,
    Instance,
    Letter,
    LetterStatus,
    Person,
    PersonKind,
    Record,
    Referral,
    ReferralStatus,
    Sitting,
    db,
)
from service.pathways.add_agenda_item import add_agenda_item
from service.pathways.add_person import add_person
from service.pathways.cancel_letter import cancel_letter
from service.pathways.finish_letter import finish_letter
from service.pathways.freeze_sitting import freeze_sitting, sign_off_sitting
from service.pathways.handle_referral import prepare_referral, refuse_referral
from service.pathways.move_sitting import move_sitting
from service.pathways.person_details import PersonDetails
from service.pathways.queries.panels import get_sitting
from service.pathways.raise_concern import raise_concern
from service.pathways.record_absence import record_absence
from service.pathways.record_attendance import record_attendance
from service.pathways.record_consent import Statement, record_consent
from service.pathways.referral_content import FamilyContent, Sender
from service.pathways.referral_drafts import (
    Writer,
    begin_public_referral,
    begin_referral,
    public_writer,
    save_referral,
)
from service.pathways.relate_people import relate_people
from service.pathways.send_letter import send_letter
from service.pathways.send_referral import send_referral
from service.pathways.set_child_status import set_child_status
from service.pathways.store_document import store_document
from service.pathways.write_letter import write_letter
from tests.e2e.changing import add_changes, add_operations
from tests.e2e.council import AUTHORITY, Council

SUPPORT, STEP_DOWN = "whole_case_christmas_to_easter", "step_down_one_child_agreed"
FAMILIES = {  # which scenario, and the task that is open when it stops
    "Birch": (SUPPORT, "Rate the request"),
    "Cedar": (SUPPORT, "Allocate the family"),
    "Maple": (SUPPORT, "Decide the next step"),
    "Larch": ("information_shared", "Give advice without names"),
    "Alder": (STEP_DOWN, "Screen each request"),
    "Yew": (SUPPORT, None),  # closed
}
REQUEST = {"process": "referral_to_closure", "event": "Event_Referral"}
WORKER, MANAGER, DOOR, CHAIR, CLERK = "fsw.west", "manager.west", "spa.one", "service.manager", "business.lead"
LETTER, PANEL = "closure", "transfer_panel"
PAPER = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
BORN = date(2015, 5, 1)
NOVEMBER = VirtualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
SITS, SITS_LATER = datetime(2026, 12, 8, 10, 0, tzinfo=UTC), datetime(2026, 12, 9, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Everything:
    council: Council
    references: dict[str, str]  # of the families
    changes: dict[str, str]  # ids of drafts, releases and a tryout

    # Kinds of page about things that stand in several states: each of them is another page.
    states = frozenset(
        {
            "cases.overview",
            "changes.release",
            "changes.show",
            "drafts.show",
            "letters.show",
            "moves.new",
            "operations.bulk",
            "operations.show",
            "panels.sitting",
            "procedure.release",
            "referrals.show",
            "tasks.show",
            "tryouts.index",
            "tryouts.replays",
            "tryouts.scenarios",
        }
    )

    def case(self, family: str) -> UUID:
        return self.council.case_id(self.references[family])

    def ids(self) -> dict[str, str]:
        """What stands in the addresses of pages about the family Maple, the sitting ahead and a request that waits."""
        case = self.case("Maple")
        of_case = {
            "letter_id": (Letter, Letter.status == LetterStatus.DRAFT),
            "final_id": (Letter, Letter.status == LetterStatus.FINAL),
            "document_id": (Document, Document.kind == DocumentKind.UPLOAD),
            "record_id": (Record, Record.form == "visit"),
            "deadline_id": (Deadline, Deadline.status == DeadlineStatus.BREACHED),
            "met_id": (Deadline, Deadline.status == DeadlineStatus.MET),
        }
        with self.council.app.app_context():
            found = {
                name: db.session.scalars(select(model.id).where(model.case_id == case, wanted)).first()
                for name, (model, wanted) in of_case.items()
            }
            found |= {
                "case_id": case,
                "instance_id": db.session.scalars(select(Instance.id).where(Instance.case_id == case)).first(),
                "incident_id": db.session.scalars(
                    select(Incident.id).where(Incident.status == IncidentStatus.OPEN)
                ).first(),
                "person_id": people_of(case, PersonKind.CHILD)[0],
                "sitting_id": next_sitting(self),
                "item_id": db.session.scalars(select(AgendaItem.id).where(AgendaItem.case_id.is_(None))).first(),
                "referral_id": db.session.scalars(
                    select(Referral.id).where(Referral.status == ReferralStatus.RECEIVED)
                ).first(),
            }
            db.session.remove()
        names = {"authority": AUTHORITY, "user": WORKER}
        return {**names, **self.changes, **{name: str(id_) for name, id_ in found.items()}}

    def by(self, name: str) -> dict[str, Any]:
        """Who does it, and when; inside an application context."""
        actor = actor_named(name)
        assert actor is not None
        return {"actor": actor, "clock": self.council.clock}


def furnish(council: Council) -> Everything:
    references = {
        family: council.case(scenario, until=task, family=f"Test Family {family}")
        for family, (scenario, task) in FAMILIES.items()
    }
    here = Everything(council=council, references=references, changes=add_changes(council))
    for add in (_letters, _people, _papers, _requests, _sittings, _absences, _concern):
        case = here.case("Maple")
        with council.app.app_context():
            add(here, case)
            db.session.remove()
    add_operations(council)  # while the alert of the concern waits to be delivered
    council.settle()
    return here


def _people(here: Everything, case: UUID) -> None:
    """Two children of whom one stands elsewhere, one who is not yet born, and a parent."""
    worker = here.by(WORKER)
    unborn = PersonDetails(name="Child Three", expected_on=here.council.clock.now().date() + timedelta(days=60))
    parent = PersonDetails(
        name="Parent One",
        kind=PersonKind.ADULT,
        phone="020 7946 0000",
        email="parent@family.example",
        address="1 Test Road",
        safe_contact="Only before noon",
    )
    add_person(case_id=case, details=unborn, **worker)
    added = UUID(add_person(case_id=case, details=parent, **worker).person_id)
    children = people_of(case, PersonKind.CHILD)
    relate_people(case_id=case, person_id=added, other_id=children[0], kind="parent", **worker)
    set_child_status(case_id=case, person_id=children[1], status="Supported by universal services", **worker)


def _papers(here: Everything, case: UUID) -> None:
    """A file, and what the family agreed to and what not."""
    worker = here.by(WORKER)
    store_document(
        case_id=case, title="Report of the school", file_name="report.pdf", content=PAPER, media_type="application/pdf",
        **worker,
    )  # fmt: skip
    today = here.council.clock.now().date()
    for agency, status in (("Test School", ConsentStatus.GIVEN), ("Test Clinic", ConsentStatus.WITHDRAWN)):
        said = Statement(
            kind=ConsentKind.SHARING,
            status=status,
            effective_on=today,
            agency=agency,
            given_by="Parent One",
            how="spoken",
        )
        record_consent(case_id=case, statement=said, **worker)


def _letters(here: Everything, case: UUID) -> None:
    """A draft, a final letter, one that was sent and one that was cancelled."""
    worker = here.by(WORKER)
    child = people_of(case, PersonKind.CHILD)[0]
    written = [write_letter(case_id=case, template=LETTER, person_id=child, **worker) for _ in range(4)]
    _, final, sent, cancelled = (UUID(each.letter_id) for each in written)
    for letter in (final, sent):
        made = finish_letter(letter_id=letter, pdf=PAPER, revision=1, **worker)
    send_letter(letter_id=sent, channel="hand", revision=made.revision, **worker)
    cancel_letter(letter_id=cancelled, reason="Written twice", revision=1, **worker)


def _requests(here: Everything, _: UUID) -> None:
    """From outside: two that wait, one refused, one begun; by staff: a draft of which everything is answered."""
    door = here.by(DOOR)
    family = FamilyContent(
        name="Test Family Maple",
        people=(PersonDetails(name="Child One", date_of_birth=BORN),),
        sender=Sender(phone="020 7946 0000"),
    )
    for number in range(3):
        begun = begin_public_referral(
            authority=AUTHORITY, address=f"192.0.2.{number}", clock=here.council.clock, **REQUEST
        )
        writer = public_writer(AUTHORITY, begun.token or "")
        save_referral(writer=writer, family=family, answers=ANSWERS, clock=here.council.clock)
        send_referral(writer=writer, clock=here.council.clock)
    refuse_referral(referral_id=UUID(begun.referral_id), reason="They live elsewhere", **door)
    draft = UUID(begin_referral(**REQUEST, **door).referral_id)
    save_referral(
        writer=Writer(actor=door["actor"]), referral_id=draft, family=family, answers=ANSWERS, clock=door["clock"]
    )
    prepare_referral(referral_id=draft, choice="new", **door)


# what the form of the request asks
ANSWERS = {
    "source": "school",
    "referrer": "Head of year, Test School",
    "reasons": "Attendance has fallen and the mother asks for help at home.",
    "presenting": ["school_attendance"],
    "neighbourhood": "Wood Green",
    "agreement": "yes",
}


def _sittings(here: Everything, _: UUID) -> None:
    """Held: one signed off, one frozen, one open that was moved; ahead: one with a request and an item added."""
    clerk, chair = here.by(CLERK), here.by(CHAIR)
    move_sitting(
        panel=PANEL,
        regular_at=SITS,
        to=SITS_LATER,
        reason="The chair is at court",
        actor=clerk["actor"],
        clock=NOVEMBER,
    )
    now = here.council.clock.now()
    held = select(Sitting.id).where(Sitting.at < now).order_by(Sitting.at)
    signed, frozen, _ = db.session.scalars(held).all()
    ahead = next_sitting(here)
    for sitting in (signed, frozen):
        revision = freeze_sitting(sitting_id=sitting, **clerk).revision
    sign_off_sitting(sitting_id=signed, pack=PAPER, if_revision=revision, **chair)
    add_agenda_item(
        sitting_id=ahead, subject="Places in groups", papers="Four places are left.", late_reason="Known today", **clerk
    )
    items = [item.entry.key for item in get_sitting(sitting_id=ahead, **clerk).items]
    record_attendance(
        sitting_id=ahead, name="Chair of governors", role="Test School", status=Attending.PRESENT, interest="A cousin",
        items=items[:1], **clerk,
    )  # fmt: skip


def _absences(here: Everything, _: UUID) -> None:
    """One whose work is left to nobody, one with cover."""
    first = here.council.clock.now().date()
    for user, cover in ((WORKER, None), ("manager.central", "manager.east")):
        last = first + timedelta(days=3)
        record_absence(user=user, first=first, last=last, reason="Leave", cover=cover, **here.by(user))


def _concern(here: Everything, _: UUID) -> None:
    case = here.case("Cedar")
    raise_concern(case_id=case, concern="A child was seen alone at night.", **here.by(MANAGER))


def next_sitting(here: Everything) -> UUID:
    ahead = select(Sitting.id).where(Sitting.at > here.council.clock.now()).order_by(Sitting.at)
    return db.session.scalars(ahead.limit(1)).one()


def people_of(case: UUID, kind: PersonKind) -> list[UUID]:
    """Their ids, in the order in which they joined."""
    of_case = select(CasePerson.person_id).join(Person, Person.id == CasePerson.person_id)
    return list(
        db.session.scalars(of_case.where(CasePerson.case_id == case, Person.kind == kind).order_by(Person.name))
    )
