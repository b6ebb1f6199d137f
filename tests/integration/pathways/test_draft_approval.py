"""Four eyes: a draft is sent, and somebody who had no hand in it approves exactly what was sent."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.access import Actor, Capability, Scope, system_actor
from service.clocks.clock import VirtualClock
from service.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    PublicationRefusedError,
    StaleVersionError,
    WrongStateError,
)
from service.library import read_directory
from service.models import ApprovalDecision, Audit, Notification, db
from service.pathways.begin_draft import begin_draft
from service.pathways.clients import add_client
from service.pathways.decide_approval import decide_approval
from service.pathways.idempotency import Idempotency
from service.pathways.people import add_user, set_password
from service.pathways.publish_draft import publish_draft
from service.pathways.queries.drafts import get_draft, possible_publishers
from service.pathways.queries.procedure import drafts_to_approve, possible_approvers
from service.pathways.save_draft_file import save_draft_file
from service.pathways.send_for_approval import send_for_approval
from tests.integration.builders import AUTHORITY, LIBRARY, PASSWORD, client, later, person
from tests.integration.drafting import (
    SUPPORT,
    add_owners,
    approved,
    begun,
    decided,
    published,
    saved,
    seen,
    sent,
    shown,
)


@pytest.fixture(autouse=True)
def owners(rolled_back: Flask, clock: VirtualClock) -> None:
    add_owners(clock)


@pytest.fixture
def draft(owners: None, clock: VirtualClock) -> UUID:
    draft_id = begun(clock)
    saved(draft_id, clock)
    return draft_id


def approve(draft_id: UUID, clock: VirtualClock, *, digest: str, by: str = "owner.two"):
    return decide_approval(
        draft_id=draft_id, digest=digest, decision=ApprovalDecision.APPROVED, actor=person(by), clock=clock
    )


def last_action() -> str:
    return db.session.scalars(select(Audit.action).order_by(Audit.id.desc()).limit(1)).one()


def test_a_sent_draft_says_why_and_waits(draft: UUID, clock: VirtualClock):
    made = sent(draft, clock)

    view = shown(draft, to="owner.two")
    assert (view.status, view.sent_by, view.reason) == ("sent", "owner.one", "Workers asked for it")
    assert (view.change_note, made.digest) == ("Plainer words in the readme", view.digest)
    assert (view.may_decide, shown(draft, to="owner.one").may_decide) == (True, False)
    assert last_action() == "send draft for approval"


@pytest.mark.parametrize(("reason", "note", "field"), [(" ", "What", "reason"), ("Why", "", "change_note")])
def test_reason_and_change_note_are_asked_for(draft: UUID, clock: VirtualClock, reason: str, note: str, field: str):
    with pytest.raises(InvalidInputError) as refused:
        send_for_approval(
            draft_id=draft, if_revision=2, reason=reason, change_note=note, actor=person("owner.one"), clock=clock
        )

    assert set(refused.value.errors) == {field}


def test_what_was_changed_since_is_not_sent_unseen(draft: UUID, clock: VirtualClock):
    with pytest.raises(StaleVersionError):
        send_for_approval(
            draft_id=draft, if_revision=1, reason="Why", change_note="What", actor=person("owner.one"), clock=clock
        )


def test_a_draft_with_errors_is_not_sent(draft: UUID, clock: VirtualClock):
    files = read_directory(LIBRARY, AUTHORITY)
    broken = files[SUPPORT].replace(b'camunda:formRef="triage"', b'camunda:formRef="missing"')
    saved(draft, clock, path=SUPPORT, content=broken)

    with pytest.raises(PublicationRefusedError) as refused:
        sent(draft, clock)

    assert "Task_Triage" in [finding.element for finding in refused.value.findings]
    assert shown(draft).status == "editing"


def test_a_draft_that_changes_nothing_is_not_sent(clock: VirtualClock):
    unchanged = begun(clock)

    with pytest.raises(InvalidInputError, match="Nothing in this draft differs"):
        sent(unchanged, clock)


def test_a_draft_is_sent_once(draft: UUID, clock: VirtualClock):
    once = Idempotency(key="k", fingerprint="f")
    what = {"draft_id": draft, "if_revision": 2, "reason": "Why", "change_note": "What"}
    who = {"actor": person("owner.one"), "clock": clock}

    first, second = (send_for_approval(idempotency=once, **what, **who) for _ in range(2))

    assert first == second
    with pytest.raises(WrongStateError):
        sent(draft, clock)


def test_another_process_owner_approves(draft: UUID, clock: VirtualClock):
    sent(draft, clock)

    made = decided(draft, clock, by="owner.two")

    view = shown(draft)
    assert (made.decision, view.status, view.may_be_published) == ("approved", "approved", True)
    assert [(each.approver, each.decision, each.stands) for each in view.approvals] == [("owner.two", "approved", True)]
    assert last_action() == "approve draft"


def test_whoever_had_a_hand_in_a_draft_does_not_approve_it(clock: VirtualClock):
    draft = begun(clock, by="owner.one")
    saved(draft, clock, by="owner.two")
    sent(draft, clock, by="owner.three")

    for name in ("owner.one", "owner.two", "owner.three"):
        with pytest.raises(NotAllowedError, match="a second person approves"):
            decided(draft, clock, by=name)
    assert decided(draft, clock, by="admin.one").decision == "approved"


def test_a_change_that_was_taken_back_still_makes_an_author(clock: VirtualClock):
    draft = begun(clock, by="owner.one")
    saved(draft, clock, by="owner.two", content=b"# Typo\n")
    saved(draft, clock, by="owner.one", content=b"# Right\n")
    sent(draft, clock, by="owner.one")

    with pytest.raises(NotAllowedError):
        decided(draft, clock, by="owner.two")


def program(name: str, clock: VirtualClock, *, by: Actor) -> Actor:
    """A program with every scope, made by somebody, as an actor."""
    made = add_client(
        name=name,
        scopes=tuple(Scope),
        authority=AUTHORITY,
        expires_at=clock.now() + timedelta(days=1),
        actor=by,
        clock=clock,
    )
    return replace(client(*Scope), id=made.client_id, name=name)


def drafted_by(actor: Actor, clock: VirtualClock) -> tuple[UUID, str]:
    """A draft that the actor alone had a hand in, sent; with its digest."""
    who = {"actor": actor, "clock": clock}
    draft_id = UUID(begin_draft(title="By a program", **who).draft_id)
    path = "processes/test/README.md"
    save_draft_file(draft_id=draft_id, path=path, content=b"# New\n", if_match=seen(draft_id, path), **who)
    sent = send_for_approval(draft_id=draft_id, if_revision=2, reason="Why", change_note="What", **who)
    return draft_id, sent.digest


def test_whoever_gave_a_token_for_a_token_had_a_hand_in_what_it_does(clock: VirtualClock):
    first = program("robot.one", clock, by=person("owner.two"))
    second = program("robot.two", clock, by=first)
    draft, digest = drafted_by(second, clock)

    with pytest.raises(NotAllowedError, match="a second person approves"):
        approve(draft, clock, digest=digest, by="owner.two")

    assert shown(draft, to="owner.two").may_decide is False
    assert drafts_to_approve(actor=person("owner.two")) == ()
    assert [each.id for each in drafts_to_approve(actor=person("owner.one"))] == [draft]
    assert "Owner Two" not in possible_approvers(draft_id=draft, actor=person("owner.one"))
    assert approve(draft, clock, digest=digest, by="owner.one").decision == "approved"


def test_of_what_a_program_made_approver_and_publisher_are_two_people(clock: VirtualClock):
    robot = program("robot.one", clock, by=person("owner.two"))
    draft, digest = drafted_by(robot, clock)
    approve(draft, clock, digest=digest, by="owner.one")
    what = {"draft_id": draft, "digest": digest, "clock": clock}

    with pytest.raises(NotAllowedError, match="a person has to publish it"):
        publish_draft(actor=robot, **what)
    with pytest.raises(NotAllowedError, match="somebody else than who approved it"):
        publish_draft(actor=person("owner.one"), **what)

    assert publish_draft(actor=person("owner.three"), **what).number == 2


def test_only_those_who_may_publish_what_a_program_made_are_shown_the_way_and_told(clock: VirtualClock):
    robot = program("robot.one", clock, by=person("owner.two"))
    draft, digest = drafted_by(robot, clock)
    approve(draft, clock, digest=digest, by="owner.one")

    told = select(Notification.user_name).where(Notification.title == "A draft waits to be published: By a program")
    assert [shown(draft, to=name).may_be_published for name in ("owner.one", "owner.two", "owner.three")] == [
        False,
        True,
        True,
    ]
    assert get_draft(draft_id=draft, actor=robot).may_be_published is False
    assert set(db.session.scalars(told)) == {"admin.one", "owner.two", "owner.three"}
    assert "Owner One" not in possible_publishers(draft_id=draft, actor=person("owner.one"))
    assert "Owner Two" in possible_publishers(draft_id=draft, actor=person("owner.one"))


def test_of_what_people_made_the_approver_may_publish(clock: VirtualClock):
    assert published(approved(clock), clock, by="owner.two").number == 2


@pytest.mark.parametrize("way", ["account", "password"])
def test_nobody_approves_with_an_account_that_an_author_can_sign_in_to(clock: VirtualClock, way: str):
    draft = begun(clock)
    saved(draft, clock)
    sent(draft, clock)
    who = {"actor": person("owner.one"), "clock": clock}
    if way == "account":
        names = {"name": "owner.four", "display_name": "Owner Four"}
        add_user(**names, password=PASSWORD, roles=["administrator"], **who)
    else:
        set_password(name="owner.three", password=f"{PASSWORD}!", **who)
    puppet = "owner.four" if way == "account" else "owner.three"

    with pytest.raises(NotAllowedError, match="one person may use your account"):
        decided(draft, clock, by=puppet)

    assert shown(draft, to=puppet).may_decide is False
    assert drafts_to_approve(actor=person(puppet)) == ()
    assert decided(draft, clock, by="owner.two").decision == "approved"


def added(name: str, clock: VirtualClock, *, by: Actor) -> Actor:
    """Another process owner, with an account from somebody."""
    names = {"name": name, "display_name": name.title()}
    add_user(**names, password=PASSWORD, roles=["administrator"], actor=by, clock=clock)
    return person(name)


def sent_by(name: str, clock: VirtualClock) -> UUID:
    draft_id = begun(clock, by=name)
    saved(draft_id, clock, by=name)
    sent(draft_id, clock, by=name)
    return draft_id


def refused(draft_id: UUID, clock: VirtualClock, *, to: str) -> bool:
    """Whether they are refused, and neither asked nor named as who could approve."""
    with pytest.raises(NotAllowedError, match="one person may use your account"):
        decided(draft_id, clock, by=to)
    told = select(Notification.user_name).where(Notification.cause == f"draft:{draft_id}")
    display_name = person(to).display_name
    return (
        not shown(draft_id, to=to).may_decide
        and display_name not in possible_approvers(draft_id=draft_id, actor=person(to))
        and to not in db.session.scalars(told).all()
    )


def choose_password(name: str, clock: VirtualClock) -> None:
    set_password(name=name, password=f"{PASSWORD} of my own", actor=person(name), clock=clock)


def test_nobody_approves_what_was_sent_with_an_account_that_they_can_use(clock: VirtualClock):
    added("owner.four", clock, by=person("owner.one"))
    draft = sent_by("owner.four", clock)

    assert refused(draft, clock, to="owner.one")
    choose_password("owner.four", clock)

    assert decided(draft, clock, by="owner.one").decision == "approved"


def test_nobody_approves_with_an_account_that_was_made_before_the_draft_was_begun(clock: VirtualClock):
    added("owner.four", clock, by=person("owner.one"))
    later(clock, minutes=1)
    draft = sent_by("owner.one", clock)

    assert refused(draft, clock, to="owner.four")
    choose_password("owner.four", clock)

    assert decided(draft, clock, by="owner.four").decision == "approved"


@pytest.mark.parametrize("way", ["account", "password"])
def test_nobody_approves_with_an_account_that_an_author_had_in_hand_meanwhile(clock: VirtualClock, way: str):
    draft = sent_by("owner.one", clock)
    later(clock, minutes=1)
    if way == "account":
        added("owner.four", clock, by=person("owner.one"))
    else:
        set_password(name="owner.three", password=f"{PASSWORD}!", actor=person("owner.one"), clock=clock)
    puppet = "owner.four" if way == "account" else "owner.three"
    choose_password(puppet, clock)

    with pytest.raises(NotAllowedError, match="meanwhile"):
        decided(draft, clock, by=puppet)
    assert drafts_to_approve(actor=person(puppet)) == ()


def test_a_password_that_was_set_again_is_known_again(clock: VirtualClock):
    added("owner.four", clock, by=person("owner.one"))
    choose_password("owner.four", clock)
    set_password(name="owner.four", password=f"{PASSWORD}!", actor=person("owner.one"), clock=clock)
    later(clock, minutes=1)

    assert refused(sent_by("owner.one", clock), clock, to="owner.four")


def test_accounts_are_used_through_accounts_and_programs(clock: VirtualClock):
    robot = program("robot.one", clock, by=person("owner.one"))
    through = added("owner.four", clock, by=robot)
    added("owner.five", clock, by=through)
    later(clock, minutes=1)

    assert refused(sent_by("owner.one", clock), clock, to="owner.five")
    assert refused(sent_by("owner.five", clock), clock, to="owner.one")


def test_two_accounts_of_one_process_owner_are_no_two_people(clock: VirtualClock):
    for name in ("owner.four", "owner.five"):
        added(name, clock, by=person("owner.one"))
    later(clock, minutes=1)

    assert refused(sent_by("owner.four", clock), clock, to="owner.five")


def test_an_administrator_who_owns_no_process_may_make_all_accounts(clock: VirtualClock):
    administrator = replace(person("director.one"), capabilities=frozenset({Capability.MANAGE_USERS}))
    for name in ("owner.four", "owner.five"):
        added(name, clock, by=administrator)

    draft = sent_by("owner.four", clock)

    assert "Owner.Five" in possible_approvers(draft_id=draft, actor=person("owner.four"))
    assert decided(draft, clock, by="owner.five").decision == "approved"


def test_accounts_from_the_command_line_are_used_by_their_owners(clock: VirtualClock):
    operator = system_actor("command line: one", AUTHORITY)
    for name in ("owner.four", "owner.five"):
        added(name, clock, by=operator)
    robot = program("robot.one", clock, by=operator)
    later(clock, minutes=1)

    draft, digest = drafted_by(robot, clock)

    assert approve(draft, clock, digest=digest, by="owner.four").decision == "approved"
    assert publish_draft(draft_id=draft, digest=digest, actor=person("owner.five"), clock=clock).number == 2


def test_who_approved_what_a_program_made_publishes_it_under_no_other_name(clock: VirtualClock):
    draft, digest = drafted_by(program("robot.one", clock, by=person("owner.two")), clock)
    added("owner.four", clock, by=person("owner.one"))
    approve(draft, clock, digest=digest, by="owner.one")
    what = {"draft_id": draft, "digest": digest, "clock": clock}

    with pytest.raises(NotAllowedError, match="one person may use your account"):
        publish_draft(actor=person("owner.four"), **what)
    choose_password("owner.four", clock)

    assert publish_draft(actor=person("owner.four"), **what).number == 2


def test_an_own_new_password_and_one_that_others_set_hinder_nobody(clock: VirtualClock):
    draft = begun(clock)
    saved(draft, clock)
    sent(draft, clock)
    for by in ("owner.two", "admin.one"):
        set_password(name="owner.two", password=f"{PASSWORD}!", actor=person(by), clock=clock)

    assert decided(draft, clock, by="owner.two").decision == "approved"


def test_only_people_who_own_processes_of_the_authority_approve(draft: UUID, clock: VirtualClock):
    digest = sent(draft, clock).digest
    what = {"draft_id": draft, "digest": digest, "decision": ApprovalDecision.APPROVED, "clock": clock}

    for actor in (person("manager.west"), client(Scope.RELEASES_PUBLISH), system_actor(authority=AUTHORITY)):
        with pytest.raises(NotAllowedError):
            decide_approval(actor=actor, **what)
    with pytest.raises(NotFoundError):
        decide_approval(actor=replace(person("owner.two"), authority="elsewhere"), **what)


def test_an_approval_is_of_exactly_what_was_looked_at(draft: UUID, clock: VirtualClock):
    looked_at = sent(draft, clock).digest
    saved(draft, clock, content=b"# Something else\n")
    sent(draft, clock)

    with pytest.raises(StaleVersionError):
        approve(draft, clock, digest=looked_at)


def test_a_later_change_voids_the_approval_even_when_it_is_taken_back(clock: VirtualClock):
    draft = approved(clock, content=b"# One\n")
    digest = shown(draft).digest

    saved(draft, clock, content=b"# Two\n")
    voided = shown(draft)
    saved(draft, clock, content=b"# One\n")

    assert (voided.status, [each.stands for each in voided.approvals]) == ("editing", [False])
    assert shown(draft).digest == digest
    assert (shown(draft).status, shown(draft).may_be_published) == ("editing", False)


def test_the_audit_says_that_a_change_voided_an_approval(clock: VirtualClock):
    draft = approved(clock)

    saved(draft, clock, content=b"# Two\n")

    details = db.session.scalars(select(Audit.details).order_by(Audit.id.desc()).limit(1)).one()
    assert details["voids"] == "approved"


def test_a_draft_is_given_back_with_a_reason(draft: UUID, clock: VirtualClock):
    sent(draft, clock)

    with pytest.raises(InvalidInputError):
        decided(draft, clock, decision=ApprovalDecision.RETURNED)
    decided(draft, clock, decision=ApprovalDecision.RETURNED, reason="Say which form")

    view = shown(draft)
    assert (view.status, view.approvals[0].reason, view.approvals[0].stands) == ("editing", "Say which form", False)
    assert last_action() == "give draft back"


def test_an_approval_can_be_taken_back_before_publication(clock: VirtualClock):
    draft = approved(clock)

    decided(draft, clock, by="owner.three", decision=ApprovalDecision.RETURNED, reason="Not before Easter")

    assert (shown(draft).status, shown(draft).may_be_published) == ("editing", False)
    assert [each.stands for each in shown(draft).approvals] == [False, False]


def test_what_was_not_sent_is_not_approved_and_what_is_approved_is_not_approved_again(draft: UUID, clock: VirtualClock):
    with pytest.raises(WrongStateError):
        decided(draft, clock)
    sent(draft, clock)
    decided(draft, clock)

    with pytest.raises(WrongStateError):
        decided(draft, clock, by="owner.three")
