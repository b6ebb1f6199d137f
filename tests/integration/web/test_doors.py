"""Every page asked by every kind of person, about a case of team west and a restricted one.

`permissions.txt` is the agreed list.  A route that is not asked here fails the test, and so does one that answers
somebody in another way than was agreed, or that tells somebody of a family whose case they may not see.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from service.access import case_stream
from service.models import (
    Absence,
    AgendaItem,
    Attendance,
    Attending,
    Audit,
    CasePerson,
    Deadline,
    ItemStatus,
    Record,
    Referral,
    ReferralStatus,
    Sitting,
    User,
    db,
)
from service.pathways.claim_task import claim_task
from service.pathways.restrict_case import restrict_case
from service.pathways.sittings import sitting_id
from service.pathways.start_case import NewCase, NewFamily, NewPerson, start_case
from service.pathways.store_document import store_document
from service.pathways.write_letter import write_letter
from service.web import AREAS
from service.web.assets import built_name
from tests.integration import builders
from tests.integration.pathways.test_referrals import from_outside
from tests.integration.web.conftest import Visit
from tests.unit.documents.files import PDF

GOLDEN = Path(__file__).parent / "permissions.txt"
CALLERS = (
    "nobody",
    "guest.one",  # somebody without a role
    "worker.east",
    "worker.west",  # of the case's team, and the one person named on the restricted case
    "manager.west",
    "director.one",
    "admin.one",
)
NAMED = "worker.west"
SEES_OPEN = {"worker.west", "manager.west", "director.one", "admin.one"}
ABOUT_CASE = re.compile(
    "case_id|task_id|record_id|document_id|letter_id|deadline_id|person_id|instance_id|item_id|referral_id"
)
SITS = datetime(2026, 12, 22, 10, 0, tzinfo=UTC)
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
# One step of something whose page before was written down: a title, the name of a step, who answers, which family.
UNNOTED = {
    "/cases/<uuid:case_id>/pathway/<uuid:instance_id>/diagram",
    "/documents/<uuid:document_id>/remove",
    "/tasks/<uuid:task_id>/done",
    "/tasks/<uuid:task_id>/hand-over",
}


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
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: self.about.ids[found[1]], self.rule)
        query = QUERIES.get(self.rule, "").format(**self.about.ids)
        return f"{path}?{query}" if query and self.method == "GET" else path


class Doors:
    """Browsers by person, and the two cases."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        with visit.app.app_context():
            common = _common(visit)
            self.open = _case(visit, common, "Quillsworth", "Opal Quillsworth", SEES_OPEN)
            self.restricted = _case(visit, common, "Wrenfield", "Hazel Wrenfield", {NAMED})
            who = {"actor": builders.person("director.one"), "clock": visit.clock}
            restrict_case(
                case_id=UUID(self.restricted.ids["case_id"]), people=[NAMED], reason="A colleague's family", **who
            )
        self.browsers = {name: self._browser(name) for name in CALLERS}

    def _browser(self, name: str) -> tuple[FlaskClient, str]:
        browser = self.visit.stranger() if name == "nobody" else self.visit.as_(name)
        page = browser.get("/sign-in" if name == "nobody" else "/account/password")
        return browser.client, page.find("//input[@name='csrf_token']")[0].get("value")

    def routes(self) -> list[tuple[str, str, str]]:
        areas = {area.name for area in AREAS}
        return sorted(
            (rule.rule, method, rule.endpoint)
            for rule in self.visit.app.url_map.iter_rules()
            if rule.endpoint.split(".")[0] in areas
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


def _common(visit: Visit) -> dict[str, str]:
    """What the pages besides the cases are asked about."""
    sitting = sitting_id(builders.AUTHORITY, "panel", SITS)
    stamp = {"recorded_by": "manager.west", "recorded_at": visit.clock.now()}
    db.session.add(
        Sitting(id=sitting, authority=builders.AUTHORITY, panel="panel", at=SITS, regular_at=SITS, revision=1)
    )
    db.session.flush()
    attendance, absence = uuid4(), uuid4()
    db.session.add(Attendance(id=attendance, sitting_id=sitting, name="A", status=Attending.PRESENT, **stamp))
    user = db.session.scalars(select(User.id).where(User.name == "worker.west")).one()
    now = visit.clock.now()
    db.session.add(Absence(id=absence, user_id=user, from_at=now, until_at=now + timedelta(days=1), **stamp))
    db.session.commit()
    return {
        "sitting_id": str(sitting),
        "attendance_id": str(attendance),
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
        "item_id": _item(visit, common, case_id, child),
    }
    words = (family, child, f"{family} report", f"Report on {child}", case.reference)
    return Told(ids={**common, **ids}, words=words, readers=frozenset(readers))


def _one(model: type[Record] | type[Deadline], case_id: UUID) -> str:
    return str(db.session.scalars(select(model.id).where(model.case_id == case_id)).first())


def _referral(visit: Visit, case_id: UUID) -> str:
    """A request from outside that was added to the case."""
    referral_id, _ = from_outside(visit.clock)
    row = db.session.get(Referral, referral_id)
    row.status, row.case_id = ReferralStatus.LINKED, case_id
    row.handled_at, row.handled_by = visit.clock.now(), "door.one"
    db.session.commit()
    return str(referral_id)


def _item(visit: Visit, common: Mapping[str, str], case_id: UUID, child: str) -> str:
    sitting, item = UUID(common["sitting_id"]), uuid4()
    taken = db.session.scalar(select(func.count()).where(AgendaItem.sitting_id == sitting)) or 0
    db.session.add(
        AgendaItem(
            id=item, sitting_id=sitting, position=taken + 1, case_id=case_id, subject=f"Request about {child}",
            added_at=visit.clock.now(), added_by="worker.west", details={}, status=ItemStatus.LISTED,
        )
    )  # fmt: skip
    db.session.commit()
    return str(item)


@pytest.fixture
def doors(visit: Visit) -> Doors:
    return Doors(visit)


def told(answer: TestResponse, about: Told) -> list[str]:
    """What the answer tells of the case, wherever it stands."""
    headers = " ".join(f"{name}: {unquote(value)}" for name, value in answer.headers.items())
    everything = f"{answer.get_data().decode(errors='replace')} {headers}"
    return [word for word in about.words if word in everything]


def line(name: str, statuses: list[int]) -> str:
    return f"{name:82}" + " ".join(str(status) for status in statuses)


def golden(found: str) -> str:
    """What was agreed; with GOLDEN=write in the environment, what is found becomes what is agreed."""
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(found)
    return GOLDEN.read_text()


@pytest.mark.timeout(300)
def test_every_page_answers_everybody_as_agreed_and_tells_nothing_of_cases_they_may_not_see(doors: Doors):
    lines, leaks = [f"{'':82}" + " ".join(f"{name[:3]:3}" for name in CALLERS)], []

    for asked in doors.asked():
        if asked.about is doors.restricted and not ABOUT_CASE.search(asked.rule) and asked.rule not in QUERIES:
            continue
        statuses = []
        for caller in CALLERS:
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
    assert found == golden(found)


def test_forms_that_name_other_peoples_cases_do_nothing_and_tell_nothing(doors: Doors):
    leaks, done = [], []

    for rule, fields in NAMING.items():
        for about in (doors.open, doors.restricted):
            asked = Asked(method="POST", rule=rule, endpoint="", about=about)
            sent = {name: value.format(**about.ids) for name, value in fields.items()}
            for caller in set(CALLERS) - about.readers:
                with doors.forgotten():
                    before = doors.changes(about)
                    answer = doors.answer(asked, caller, forget=False, **sent)
                    done += [f"{rule} by {caller}"] if doors.changes(about) != before else []
                leaks += [f"{rule} tells {caller}: {told(answer, about)}"] if told(answer, about) else []

    assert leaks == []
    assert done == []


def test_whoever_looks_at_a_case_is_written_down(doors: Doors):
    unnoted = set()

    for rule, method, endpoint in doors.routes():
        asked = Asked(method=method, rule=rule, endpoint=endpoint, about=doors.open)
        if method == "GET" and ABOUT_CASE.search(rule):
            before = doors.changes(doors.open)
            with doors.forgotten():
                status = doors.answer(asked, "manager.west", forget=False).status_code
                if status == 200 and doors.changes(doors.open) == before:
                    unnoted.add(rule)

    assert sorted(unnoted) == sorted(UNNOTED)
