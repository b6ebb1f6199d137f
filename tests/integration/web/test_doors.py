"""Every page asked by every kind of person, about a case of team west and a restricted one.

The pages of a sitting are asked in another council, which has a panel, about two families on its agenda; those of
process owners and operators by themselves.  `permissions.txt`, `permissions_of_panels.txt` and
`permissions_of_owners.txt` are the agreed lists.  A route that is not asked here fails the test, and so does one that
answers somebody in another way than was agreed, or that tells somebody of a family whose case they may not see.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from service.access import case_stream, system_actor
from service.library import read_directory
from service.models import (
    Absence,
    Attending,
    Audit,
    BulkKind,
    Case,
    CasePerson,
    Deadline,
    Incident,
    IncidentStatus,
    Person,
    PersonKind,
    Record,
    Referral,
    ReferralStatus,
    Sitting,
    User,
    db,
)
from service.pathways.add_agenda_item import add_agenda_item
from service.pathways.begin_bulk_action import begin_bulk_action
from service.pathways.begin_draft import begin_draft
from service.pathways.begin_tryout import Beginning, begin_tryout
from service.pathways.claim_task import claim_task
from service.pathways.close_agenda_item import Decided, decide_agenda_item
from service.pathways.freeze_sitting import freeze_sitting, sign_off_sitting
from service.pathways.publish_release import publish_release
from service.pathways.record_attendance import record_attendance
from service.pathways.releases import current_release
from service.pathways.restrict_case import restrict_case
from service.pathways.save_minutes import save_minutes, version_of
from service.pathways.sittings import sitting_id
from service.pathways.start_case import NewCase, NewFamily, NewPerson, start_case
from service.pathways.store_document import store_document
from service.pathways.write_letter import write_letter
from service.web import AREAS
from service.web.assets import built_name
from tests.integration import builders
from tests.integration.panels import HARINGEY, Council
from tests.integration.pathways.test_referrals import from_outside
from tests.integration.web.conftest import Visit
from tests.unit.documents.files import PDF

HERE = Path(__file__).parent
PROJECT = HERE.parents[2]
CALLERS = (
    "nobody",
    "guest.one",  # somebody without a role
    "worker.east",
    "worker.west",  # of the case's team, and the one person named on the restricted case
    "manager.west",
    "director.one",
    "admin.one",
    "elsewhere.one",  # with every role of another council
)
ELSEWHERE, ITS_WORDS = "demo", ("Test Early Help", "Test Council")  # the other council, and what its people never read
NAMED = "worker.west"
SEES_OPEN = {"worker.west", "manager.west", "director.one", "admin.one"}
ABOUT_CASE = re.compile(
    "case_id|task_id|record_id|document_id|letter_id|deadline_id|person_id|instance_id|item_id|referral_id|incident_id"
)
OF_SITTING = "/panels/<uuid:sitting_id>"
OF_OWNERS = ("/procedure", "/drafts", "/operations")  # pages of process owners and operators
OWNER_CALLERS = ("nobody", "guest.one", "worker.west", "manager.west", "director.one", "admin.one", "elsewhere.one")
PANEL_CALLERS = (
    "nobody",
    "director.one",  # of another council
    "fsw.west",  # no business with the panel
    "manager.central",  # knows of its dates, and has nothing to do with the families
    "social.worker",  # opened the cases
    "social.service",  # a member, who reads
    "business.lead",  # a member, who runs it
    "service.manager",  # a member, who runs it and signs; the one person named on the restricted case
)
CHAIR = "service.manager"
SEES_PAPERS = {"social.worker", "social.service", "business.lead", CHAIR}
SITS = datetime(2026, 12, 22, 10, 0, tzinfo=UTC)
FROZEN = ("/panels/<uuid:frozen_id>", "/panels/<uuid:frozen_id>/pack")  # what was kept of one that is over
# What is done with a sitting that is over is asked of one that is.
STATES: Mapping[str, str] = {f"{OF_SITTING}/sign-off": "frozen_id", f"{OF_SITTING}/signed-pack": "signed_id"}
# What is asked for in the address, where a page without it would show nothing.
QUERIES: Mapping[str, str] = {
    "/search": "q=Hazel+Wrenfiel",
    "/cases": "text=Wrenfiel",
    "/work/reassign": "task={task_id}",
    "/work/complete": "task={task_id}",
    "/concerns/new": "case={case_id}",
}
# Pages whose forms name cases or tasks, which somebody may have changed into others.
NAMING: Mapping[str, Mapping[str, str]] = {
    "/concerns/new": {"case_id": "{case_id}", "concern": "Alone at night"},
    "/work/chosen": {"task": "{task_id}", "do": "reassign"},
    "/work/complete": {"task": "{task_id}"},
    "/work/reassign": {"task": "{task_id}", "assignee": "worker.east"},
    "/team/<user>/reassign": {"task": "{task_id}", "assignee": "manager.west"},
    "/notifications/clear": {"case": "{case_id}", "task": "{task_id}"},
}
NAMING_IN_OPERATIONS: Mapping[str, Mapping[str, str]] = {
    "/operations/chosen": {"process": "{instance_id}", "kind": "cancel"},
    "/operations/begin": {"process": "{instance_id}", "kind": "cancel", "reason": "So"},
}
ITEM = "/panels/<uuid:sitting_id>/items/<uuid:item_id>"
NAMING_IN_PANELS: Mapping[str, Mapping[str, str]] = {
    f"{OF_SITTING}/items/new": {"subject": "Again", "reference": "{reference}", "late_reason": "Forgotten"},
    f"{OF_SITTING}/items/move": {"key": "item:{item_id}", "way": "up"},
    f"{OF_SITTING}/attendance/new": {
        "name": "A", "status": "present", "interest": "A neighbour", "items": "item:{item_id}",
    },
    f"{ITEM}/decide": {"decision.0": "Agreed", "reasons.0": "So", "decision.1": "Agreed", "reasons.1": "So"},
    f"{ITEM}/defer": {"to": "{later_id}", "reason": "No time"},
    f"{ITEM}/withdraw": {"reason": "Not needed"},
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Told:
    """A case: the ids of what hangs on it, and the words that nobody may read who may not see it."""

    ids: Mapping[str, str]
    words: tuple[str, ...]
    readers: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One method of one page; `about`: the case that it is asked about."""

    method: str
    rule: str
    endpoint: str
    about: Told

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule}"

    @property
    def path(self) -> str:
        rule = self.rule.replace("sitting_id", STATES.get(self.rule, "sitting_id"))
        path = re.sub(r"<(?:[\w(), ]+:)?(\w+)>", lambda found: self.about.ids[found[1]], rule)
        query = QUERIES.get(self.rule, "").format(**self.about.ids)
        return f"{path}?{query}" if query and self.method == "GET" else path


class Doors:
    """Browsers by person, the two cases, and the routes that are asked about them.

    `reader`: somebody who may look at everything that is about the open case.
    """

    callers: tuple[str, ...] = CALLERS
    golden = HERE / "permissions.txt"
    naming = NAMING
    reader = "manager.west"

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        with visit.app.app_context():
            self.open, self.restricted = self.cases()
        self.browsers = {name: self._browser(name) for name in self.callers}

    def cases(self) -> tuple["Told", "Told"]:
        _other_council(self.visit)
        common = _common(self.visit)
        open_ = _case(self.visit, common, "Quillsworth", "Opal Quillsworth", SEES_OPEN)
        restricted = _case(self.visit, common, "Wrenfield", "Hazel Wrenfield", {NAMED})
        who = {"actor": builders.person("director.one"), "clock": self.visit.clock}
        restrict_case(case_id=UUID(restricted.ids["case_id"]), people=[NAMED], reason="A colleague's family", **who)
        return open_, restricted

    def asks(self, rule: str) -> bool:
        return not rule.startswith((OF_SITTING, *OF_OWNERS))

    def must_be_noted(self, asked: Asked, answer: TestResponse) -> bool:
        return answer.status_code == 200 and ABOUT_CASE.search(asked.rule) is not None

    def _browser(self, name: str) -> tuple[FlaskClient, str]:
        browser = self.visit.stranger() if name == "nobody" else self.visit.as_(name)
        page = browser.get("/sign-in" if name == "nobody" else "/account/password")
        return browser.client, page.find("//input[@name='csrf_token']")[0].get("value")

    def routes(self) -> list[tuple[str, str, str]]:
        areas = {area.name for area in AREAS}
        return sorted(
            (rule.rule, method, rule.endpoint)
            for rule in self.visit.app.url_map.iter_rules()
            if rule.endpoint.split(".")[0] in areas and self.asks(rule.rule)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        )

    def asked(self) -> Iterator[Asked]:
        for rule, method, endpoint in self.routes():
            for about in (self.open, self.restricted):
                yield Asked(method=method, rule=rule, endpoint=endpoint, about=about)

    def changes(self, about: Told) -> int:
        """How many entries the audit trail of the case has."""
        with self.visit.app.app_context():
            stream = case_stream(UUID(about.ids["case_id"]))
            return db.session.scalar(select(func.count()).select_from(Audit).where(Audit.stream == stream)) or 0

    def answer(self, asked: Asked, caller: str, *, forget: bool = True, **fields: str) -> TestResponse:
        client, token = self.browsers[caller]
        kept = {name: client.get_cookie(name) for name in ("pathways", "pathways-request")}
        sent = {"csrf_token": token, **fields} if asked.method == "POST" else None
        with self.forgotten() if forget else nullcontext():
            answer = client.open(asked.path, method=asked.method, data=sent, headers={"Accept": "text/html"})
            answer.get_data()
            answer.close()
        for name, cookie in kept.items():
            path = cookie.path if cookie else "/"
            client.delete_cookie(name, path=path)
            if cookie is not None:
                client.set_cookie(name, cookie.value, path=path)
        return answer

    @contextmanager
    def forgotten(self) -> Iterator[None]:
        """Undo what one request did."""
        with self.visit.app.app_context():
            connection = db.engine
        savepoint = connection.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()


class OwnerDoors(Doors):
    """The pages about drafts, releases and processes; the open case and the restricted one are among the processes."""

    callers = OWNER_CALLERS
    golden = HERE / "permissions_of_owners.txt"
    naming = NAMING_IN_OPERATIONS
    reader = "admin.one"

    def cases(self) -> tuple["Told", "Told"]:
        open_, restricted = super().cases()
        ids = _of_owners(self.visit, [UUID(told.ids["instance_id"]) for told in (open_, restricted)])
        open_, restricted = (
            replace(told, ids={**told.ids, **ids, "incident_id": _incident(self.visit, told)})
            for told in (open_, restricted)
        )
        return open_, restricted

    def asks(self, rule: str) -> bool:
        return rule.startswith(OF_OWNERS)


class PanelDoors(Doors):
    """The pages of a sitting of Haringey's Transfer Panel, at the time when it sits."""

    callers = PANEL_CALLERS
    golden = HERE / "permissions_of_panels.txt"
    naming = NAMING_IN_PANELS
    reader = CHAIR

    def cases(self) -> tuple[Told, Told]:
        return _panel_cases(Council.opened(self.visit.clock))

    def asks(self, rule: str) -> bool:
        return rule.startswith(OF_SITTING)

    def asked(self) -> Iterator[Asked]:
        yield from super().asked()
        for rule in FROZEN:
            yield Asked(method="GET", rule=rule, endpoint="", about=self.open)

    def must_be_noted(self, asked: Asked, answer: TestResponse) -> bool:
        return bool(told(answer, asked.about)) or answer.mimetype == "application/pdf"


def _panel_cases(council: Council) -> tuple[Told, Told]:
    """Two families that asked for the panel and that are on its agenda once more by hand, as on those of two before.

    Of the sittings before, one is frozen and one is signed off.
    """
    cases = [council.asked("Test Family Quillsworth"), council.asked("Test Family Wrenfield")]
    for case, child in zip(cases, ("Opal Quillsworth", "Hazel Wrenfield"), strict=True):
        _rename(case, child)
    signed, frozen = (_held(council, cases, SITS - timedelta(days=days)) for days in (21, 14))
    who = {"actor": council.person(CHAIR), "clock": council.clock}
    sign_off_sitting(sitting_id=signed, pack=PDF, if_revision=_revision(signed), **who)
    instance = council.open_sitting()
    sitting = sitting_id(HARINGEY, "transfer_panel", SITS)
    items = [_listed(council, case, sitting) for case in cases]
    present = {"sitting_id": sitting, "name": "A", "role": "", "status": Attending.PRESENT, **who}
    attendance, _ = (
        record_attendance(interest=said, items=[f"item:{item}"], **present)
        for said, item in zip(("Aunt of Opal Quillsworth", "Aunt of Hazel Wrenfield"), items, strict=True)
    )
    save_minutes(sitting_id=sitting, minutes="We spoke about Opal Quillsworth", chair="", version=version_of(""), **who)
    council.wait_until(SITS - timedelta(days=4), instance)
    for case in ("Test Family Quillsworth", "Test Family Wrenfield"):
        council.screened(case)
    council.wait_until(SITS, instance)
    restrict_case(case_id=cases[1].id, people=[CHAIR], reason="A colleague's family", **who)
    ids = {
        "sitting_id": str(sitting),
        "frozen_id": str(frozen),
        "signed_id": str(signed),
        "later_id": str(sitting_id(HARINGEY, "transfer_panel", SITS + timedelta(days=7))),
        "attendance_id": attendance.attendance_id,
    }
    open_, restricted = (
        Told(
            ids={**ids, "case_id": str(case.id), "reference": case.reference, "item_id": item},
            words=(word, case.reference),
            readers=frozenset(readers),
        )
        for case, item, word, readers in zip(
            cases, items, ("Quillsworth", "Wrenfield"), (SEES_PAPERS, {CHAIR}), strict=True
        )
    )
    return open_, restricted


def _rename(case: Case, name: str) -> None:
    """Give the first child a name of its own, and the family one child."""
    children = db.session.scalars(
        select(Person)
        .join(CasePerson, CasePerson.person_id == Person.id)
        .where(CasePerson.case_id == case.id, Person.kind == PersonKind.CHILD)
    ).all()
    for child in children:
        child.name = name
    db.session.commit()


def _listed(council: Council, case: Case, sitting: UUID) -> str:
    added = add_agenda_item(
        sitting_id=sitting,
        subject="Which team?",
        papers="They moved",
        reference=case.reference,
        late_reason="Came up today",
        actor=council.person(CHAIR),
        clock=council.clock,
    )
    return added.item_id


def _held(council: Council, cases: list[Case], at: datetime) -> UUID:
    """A sitting that decided on both families and is frozen."""
    sitting = sitting_id(HARINGEY, "transfer_panel", at)
    about = {"sitting_id": sitting, "actor": council.person(CHAIR), "clock": council.clock}
    decided = [Decided(decision="West", reasons="Near school")] * 2  # each family has two children
    for case in cases:
        item = _listed(council, case, sitting)
        decide_agenda_item(key=f"item:{item}", decisions=decided, **about)
    freeze_sitting(**about)
    return sitting


def _revision(sitting: UUID) -> int:
    return db.session.scalars(select(Sitting.revision).where(Sitting.id == sitting)).one()


def _other_council(visit: Visit) -> None:
    files = read_directory(PROJECT, ELSEWHERE)
    publish_release(authority=ELSEWHERE, files=files, actor=system_actor(), clock=visit.clock)
    roles = current_release(ELSEWHERE).composed.authority.roles
    builders.add_colleague("elsewhere.one", list(roles), visit.clock, authority=ELSEWHERE)


def _common(visit: Visit) -> dict[str, str]:
    """What the pages besides the cases are asked about."""
    stamp = {"recorded_by": "manager.west", "recorded_at": visit.clock.now()}
    absence = uuid4()
    user = db.session.scalars(select(User.id).where(User.name == "worker.west")).one()
    now = visit.clock.now()
    db.session.add(Absence(id=absence, user_id=user, from_at=now, until_at=now + timedelta(days=1), **stamp))
    db.session.commit()
    return {
        "absence_id": str(absence),
        "authority": builders.AUTHORITY,
        "process": "support",
        "event": "Event_Referred",
        "page_id": "page-1",
        "user": "worker.west",
        "token": "guessed",
        "digest": "0" * 12,
        "name": built_name("app.css"),
    }


def _case(visit: Visit, common: Mapping[str, str], family: str, child: str, readers: set[str]) -> Told:
    """A case with a visit that worker.west does, and everything that can hang on it."""
    west = {"actor": builders.person("worker.west"), "clock": visit.clock}
    case = start_case(
        process="support",
        case=NewCase(family=NewFamily(name=family), people=(NewPerson(name=child),)),
        answers={"reason": f"{child} is tired"},
        actor=builders.person("door.one"),
        clock=visit.clock,
    )
    builders.complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=visit.clock)
    case_id = UUID(case.case_id)
    task = builders.task_of(case_id, "Task_Visit")
    claim_task(task_id=task, **west)
    files = {"case_id": case_id, "file_name": f"{family} report.pdf", "content": PDF, "media_type": "application/pdf"}
    document = store_document(title=f"Report on {child}", **files, **west)
    person_id = db.session.scalars(select(CasePerson.person_id).where(CasePerson.case_id == case_id)).one()
    letter = write_letter(case_id=case_id, template="visit", person_id=person_id, **west)
    ids = {
        "case_id": case.case_id,
        "instance_id": case.instance_id,
        "task_id": str(task),
        "document_id": document.document_id,
        "person_id": str(person_id),
        "letter_id": letter.letter_id,
        "record_id": _one(Record, case_id),
        "deadline_id": _one(Deadline, case_id),
        "referral_id": _referral(visit, case_id),
    }
    words = (family, child, f"{family} report", f"Report on {child}", case.reference)
    return Told(ids={**common, **ids}, words=words, readers=frozenset(readers))


def _one(model: type[Record] | type[Deadline], case_id: UUID) -> str:
    return str(db.session.scalars(select(model.id).where(model.case_id == case_id)).first())


def _incident(visit: Visit, about: Told) -> str:
    """A step of the case that failed on what was written about the family."""
    incident, now = uuid4(), visit.clock.now()
    failed = {
        "authority": builders.AUTHORITY,
        "process": "support",
        "element": "Task_Visit",
        "name": "Visit the family",
    }
    instance_id = UUID(about.ids["instance_id"])
    told = {"kind": "expression", "message": f"{about.words[0]} is no date", "status": IncidentStatus.OPEN}
    db.session.add(
        Incident(id=incident, instance_id=instance_id, opened_at=now, first_at=now, times=1, **failed, **told)
    )
    db.session.commit()
    return str(incident)


def _of_owners(visit: Visit, instances: list[UUID]) -> dict[str, str]:
    """A draft with a tryout, a release, and an action on the processes of both cases."""
    owner = {"actor": builders.person("admin.one"), "clock": visit.clock}
    draft = UUID(begin_draft(title="Plainer words", **owner).draft_id)
    beginning = Beginning(process="support", event="Event_Referred", answers={"reason": "Tired"})
    tryout = begin_tryout(draft_id=draft, title="A family", beginning=beginning, **owner)
    operator = {"actor": system_actor("operator", builders.AUTHORITY), "clock": visit.clock}
    action = begin_bulk_action(kind=BulkKind.SUSPEND, instance_ids=instances, reason="Closed", **operator)
    return {
        "draft_id": str(draft),
        "tryout_id": tryout.tryout_id,
        "release_id": str(current_release(builders.AUTHORITY).id),
        "bulk_id": action.bulk_id,
        "path": "processes/test/support.bpmn",
        "revision": "1",
        "number": "1",
        "side": "before",
        "change": "suspend",
        "answer": "retry",
    }


def _referral(visit: Visit, case_id: UUID) -> str:
    """A request from outside that was added to the case."""
    referral_id, _ = from_outside(visit.clock)
    row = db.session.get(Referral, referral_id)
    row.status, row.case_id = ReferralStatus.LINKED, case_id
    row.handled_at, row.handled_by = visit.clock.now(), "door.one"
    db.session.commit()
    return str(referral_id)


@pytest.fixture(params=[Doors, PanelDoors, OwnerDoors])
def doors(visit: Visit, request: pytest.FixtureRequest) -> Doors:
    return request.param(visit)


def told(answer: TestResponse, about: Told, *, sent: Iterable[str] = ()) -> list[str]:
    """What the answer tells of the case, wherever it stands; it may give back what was `sent`."""
    headers = " ".join(f"{name}: {unquote(value)}" for name, value in answer.headers.items())
    everything = f"{answer.get_data().decode(errors='replace')} {headers}"
    return [word for word in about.words if word in everything and word not in sent]


def line(name: str, statuses: list[int]) -> str:
    return f"{name:82}" + " ".join(str(status) for status in statuses)


def golden(file: Path, found: str) -> str:
    """What was agreed; with GOLDEN=write in the environment, what is found becomes what is agreed."""
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found)
    return file.read_text()


@pytest.mark.timeout(300)
def test_every_page_answers_everybody_as_agreed_and_tells_nothing_of_cases_they_may_not_see(doors: Doors):
    lines, leaks = [f"{'':82}" + " ".join(f"{name[:3]:3}" for name in doors.callers)], []

    for asked in doors.asked():
        if asked.about is doors.restricted and not ABOUT_CASE.search(asked.rule) and asked.rule not in QUERIES:
            continue
        statuses = []
        for caller in doors.callers:
            answer = doors.answer(asked, caller)
            statuses.append(answer.status_code)
            leaks += [
                f"{asked.name} tells {caller}: {told(answer, case)}"
                for case in (doors.open, doors.restricted)
                if caller not in case.readers and told(answer, case)
            ]
        lines.append(line(asked.name + (" (restricted)" if asked.about is doors.restricted else ""), statuses))

    found = "\n".join(lines) + "\n"
    assert leaks == []
    assert not [each for each in lines[1:] if " 500" in each]
    assert found == golden(doors.golden, found)


def test_forms_that_name_other_peoples_cases_do_nothing_and_tell_nothing(doors: Doors):
    leaks, done = [], []

    for rule, fields in doors.naming.items():
        for about in (doors.open, doors.restricted):
            asked = Asked(method="POST", rule=rule, endpoint="", about=about)
            sent = {name: value.format(**about.ids) for name, value in fields.items()}
            for caller in set(doors.callers) - about.readers:
                with doors.forgotten():
                    before = doors.changes(about)
                    answer = doors.answer(asked, caller, forget=False, **sent)
                    done += [f"{rule} by {caller}"] if doors.changes(about) != before else []
                found = told(answer, about, sent=sent.values())
                leaks += [f"{rule} tells {caller}: {found}"] if found else []

    assert leaks == []
    assert done == []


def test_nobody_reads_the_words_of_another_council(visit: Visit):
    doors = Doors(visit)
    read = []

    for asked in doors.asked():
        if asked.method == "GET" and not asked.rule.startswith("/request-help"):
            page = doors.answer(asked, "elsewhere.one").get_data().decode(errors="replace")
            read += [f"{asked.rule}: {word}" for word in ITS_WORDS if word in page]

    assert read == []


@pytest.mark.timeout(300)
def test_whoever_looks_at_a_case_is_written_down(doors: Doors):
    unnoted = []

    for rule, method, endpoint in doors.routes():
        asked = Asked(method=method, rule=rule, endpoint=endpoint, about=doors.open)
        if method == "GET":
            before = doors.changes(doors.open)
            with doors.forgotten():
                answer = doors.answer(asked, doors.reader, forget=False)
                if doors.must_be_noted(asked, answer) and doors.changes(doors.open) == before:
                    unnoted.append(rule)

    assert unnoted == []
