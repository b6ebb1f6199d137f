"""Every route asked by every kind of caller, about a case they may see, one they may not, and a restricted one.

`permissions.txt` is the agreed list.  A route that is not asked here fails the test, and so does one that answers
somebody in another way than was agreed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.access import Scope, system_actor
from service.api.guards import Guard, guard_of
from service.clocks.clock import VirtualClock
from service.models import Audit, BulkKind, Incident, Outbox, Record, Release, RunningCases, db
from service.pathways.begin_bulk_action import begin_bulk_action
from service.pathways.begin_tryout import Beginning, SampleCase, SampleChild, begin_tryout
from service.pathways.calls import claim_call
from service.pathways.clients import add_client
from service.pathways.finish_call import fail_call
from service.pathways.make_current_again import make_current_again
from service.pathways.people import add_user, change_user
from service.pathways.restrict_case import restrict_case
from tests.integration import builders, drafting, moving
from tests.integration.api.conftest import PASSWORD as DEMO_PASSWORD
from tests.integration.api.conftest import Api
from tests.integration.api.test_description import golden
from tests.unit.documents.files import PDF

CALLERS = (
    "nobody",  # no session, no token
    "expired",  # a token that was good until yesterday
    "closed",  # a session of somebody whose account was closed
    "elsewhere",  # an administrator of another authority
    "elsewhere-program",  # a program of another authority with every scope
    "guest.one",  # somebody without a role
    "worker.east",
    "worker.west",  # of the case's team, and the one person named on the restricted case
    "manager.west",
    "director.one",
    "admin.one",
    "program",  # with every scope
)
CASE_BOUND = re.compile("case_id|instance_id|task_id|record_id|call_id|incident_id")
NAMED = "worker.west"
LONG = "a long password of the matrix"

Request = Mapping[str, Any]


def body(**values: object) -> Request:
    return {"json": values}


def upload() -> Request:
    return {"data": {"authority": builders.AUTHORITY, "archive": (BytesIO(b"no zip"), "a.zip")}}


def file() -> Request:
    return {"data": {"question": "paper", "file": (BytesIO(PDF), "plan.pdf")}}


def seen(name: str, request: Request) -> Request:
    """The same, after something of the draft of that name was read."""
    return {**request, "headers": {"If-Match": f"<{name}>"}}


REASON = body(reason="Because of the matrix")
WORKER = {"worker": "w"}
BEGINNING = {"process": "support", "answers": {"reason": "Tired"}}

# How each route is asked; a route that takes nothing is asked with nothing.  <name>: what the scene has of that name.
REQUESTS: Mapping[str, Callable[[], Request]] = {
    "GET /cases/<uuid:case_id>/rules": lambda: {"query_string": {"on": "2026-12-14"}},
    "GET /drafts/<uuid:draft_id>/replays": lambda: {"query_string": {"process": "support"}},
    "POST /drafts/<uuid:draft_id>/replays": lambda: body(process="support"),
    "POST /drafts/<uuid:draft_id>/scenarios": lambda: body(again=True),
    "POST /drafts/<uuid:draft_id>/tryouts": lambda: body(title="A visit", **BEGINNING),
    "POST /drafts/<uuid:draft_id>/tryouts/<uuid:tryout_id>/scenario": lambda: body(name="visit", title="A visit"),
    "POST /drafts/<uuid:draft_id>/tryouts/<uuid:tryout_id>/steps": lambda: body(step={"wait": "1 working day"}),
    "POST /drafts/<uuid:draft_id>/tryouts/<uuid:tryout_id>/undo": lambda: body(keep_steps=0),
    "GET /audit": lambda: {"query_string": {"stream": f"authority:{builders.AUTHORITY}"}},
    "PATCH /users/<name>": lambda: body(display_name="Renamed"),
    "POST /bulk-actions": lambda: body(kind="suspend", instance_ids=["<instance_id>"], reason="Asked"),
    "POST /cases": lambda: body(process="support", family={"name": "Test Family Elm"}, answers={"reason": "Tired"}),
    "POST /cases/<uuid:case_id>/concerns": lambda: body(concern="Alone at night"),
    "POST /cases/<uuid:case_id>/instances": lambda: body(process="support", answers={"reason": "Tired"}),
    "POST /cases/<uuid:case_id>/messages": lambda: body(message="reply"),
    "POST /clients": lambda: body(name="new program", scopes=["users:manage"]),
    "DELETE /drafts/<uuid:draft_id>/files/<path:path>": lambda: seen("sha256", {}),
    "POST /drafts": lambda: body(title="Plainer words"),
    "POST /drafts/<uuid:draft_id>/approve": lambda: body(digest="<digest>"),
    "POST /drafts/<uuid:draft_id>/publish": lambda: body(digest="<digest>"),
    "POST /drafts/<uuid:draft_id>/renew": lambda: seen("revision", body()),
    "POST /drafts/<uuid:draft_id>/return": lambda: body(digest="<digest>", reason="Say more"),
    "POST /drafts/<uuid:draft_id>/send": lambda: seen("revision", body(reason="Asked for", change_note="Words")),
    "PUT /drafts/<uuid:draft_id>/files/<path:path>": lambda: seen("sha256", {"data": b"# Changed once more"}),
    "PUT /drafts/<uuid:draft_id>/folder": lambda: seen(
        "revision", {"data": b"no zip", "content_type": "application/zip"}
    ),
    "POST /external-tasks/<uuid:call_id>/complete": lambda: body(**WORKER),
    "POST /external-tasks/<uuid:call_id>/error": lambda: body(**WORKER, code="E"),
    "POST /external-tasks/<uuid:call_id>/extend": lambda: body(**WORKER, lock_seconds=9),
    "POST /external-tasks/<uuid:call_id>/fail": lambda: body(**WORKER, message="Busy"),
    "POST /external-tasks/fetch-and-lock": lambda: body(**WORKER, topics=["letter.post"]),
    "POST /incidents/<uuid:incident_id>/resolve": lambda: body(note="Done by hand"),
    "POST /incidents/<uuid:incident_id>/retry": body,
    "POST /incidents/<uuid:incident_id>/skip": lambda: REASON,
    "POST /instances/<uuid:instance_id>/cancel": lambda: REASON,
    "POST /instances/<uuid:instance_id>/move": lambda: body(release_id="<other_id>", reason="Asked"),
    "POST /instances/<uuid:instance_id>/redirect": lambda: body(from_id="<task_id>", to="Task_Close", reason="Asked"),
    "POST /instances/<uuid:instance_id>/redirect/preview": lambda: body(from_id="<task_id>", to="Task_Close"),
    "POST /instances/<uuid:instance_id>/suspend": lambda: REASON,
    "POST /previews": lambda: body(release_id="<other_id>"),
    "POST /messages": lambda: body(name="nobody_waits"),
    "POST /records/<uuid:record_id>/corrections": lambda: body(answers={"accepted": "no"}, reason="Typo", version=1),
    "POST /releases": upload,
    "POST /releases/check": upload,
    "POST /releases/<uuid:release_id>/make-current": lambda: body(live_id="<live_id>", reason="Asked"),
    "POST /releases/<uuid:release_id>/moves": lambda: body(when="move", reason="Asked"),
    "POST /releases/<uuid:release_id>/withdraw": lambda: REASON,
    "POST /session": lambda: body(name="guest.one", password=builders.PASSWORD),
    "POST /signals": lambda: body(name="nobody_listens"),
    "POST /sittings/move": lambda: body(
        panel="panel", regular_at="2026-12-22T10:00:00Z", to="2026-12-23T10:00:00Z", reason="Holiday"
    ),
    "POST /tasks/<uuid:task_id>/assign": lambda: body(assignee="worker.west.two"),
    "POST /tasks/<uuid:task_id>/complete": lambda: body(answers={"visited_on": "2026-12-14", "note": "Calm"}),
    "POST /tasks/<uuid:task_id>/files": file,
    "POST /users": lambda: body(name="new.one", display_name="New One", password=LONG, roles=["worker"]),
    "PUT /cases/<uuid:case_id>/restriction": lambda: body(people=["worker.west"], reason="Colleague"),
    "PUT /session/password": lambda: body(password=LONG),
    "PUT /tasks/<uuid:task_id>/draft": lambda: body(answers={"note": "So far"}, version=0),
}

# Which of the scene's drafts a route is asked about, where not the one that is being changed.
DRAFTS: Mapping[str, str] = {
    "POST /drafts/<uuid:draft_id>/approve": "sent_id",
    "POST /drafts/<uuid:draft_id>/return": "sent_id",
    "POST /drafts/<uuid:draft_id>/publish": "approved_id",
}

# Of which release: of the live one, where nothing else is said.
RELEASES: Mapping[str, str] = {
    "POST /releases/<uuid:release_id>/make-current": "other_id",
    "POST /releases/<uuid:release_id>/moves": "other_id",
}


@dataclass(frozen=True)
class Scene:
    """Headers and cookies by caller, and ids by parameter: of an open case and of a restricted one."""

    clients: Mapping[str, Any]
    open_ids: Mapping[str, str]
    restricted_ids: Mapping[str, str]


@pytest.fixture
def scene(api: Api) -> Scene:
    with api.app.app_context():
        clock = VirtualClock(api.clock.now())
        who = {"actor": system_actor(), "clock": clock}
        add_user(name="closed.one", display_name="Closed", password=builders.PASSWORD, roles=["director"],
                 authority=builders.AUTHORITY, **who)  # fmt: skip
        program, expired = (
            add_client(
                name=name, scopes=tuple(Scope), authority=builders.AUTHORITY, **who,
                expires_at=clock.now() + timedelta(hours=hours),
            )
            for name, hours in (("one", 48), ("two", 1))
        )  # fmt: skip
    clients = _clients(api, program.token, expired.token)
    with api.app.app_context():
        change_user(name="closed.one", active=False, **who)
        common = {"client_id": program.client_id, "name": "worker.west.two", "path": "processes/test/README.md"}
        common |= {"process": "support", "form": "visit"}
        common["release_id"] = str(db.session.scalars(select(Release.id).where(Release.authority == "test")).one())
        common["live_id"] = common["release_id"]
        common |= _drafts(clock)
        common["tryout_id"] = _tryout(common["draft_id"], clock)
        common["other_id"] = _release_before(UUID(common["release_id"]), clock)
        open_ids = _cases(clock, restricted=False)
        restricted_ids = _cases(clock, restricted=True)
        common["bulk_id"] = _action(open_ids["instance_id"], clock)
    api.clock.move_to(api.clock.now() + timedelta(hours=2))
    return Scene(clients=clients, open_ids=common | open_ids, restricted_ids=common | restricted_ids)


def _clients(api: Api, token: str, expired: str) -> dict[str, Any]:
    return {name: _signed_in(api, name, builders.PASSWORD) for name in (*builders.PEOPLE, "closed.one")} | {
        "nobody": api.stranger(),
        "elsewhere": _signed_in(api, "demo.admin", DEMO_PASSWORD),
        "elsewhere-program": api.program(),
        "program": api.program(token),
        "expired": api.program(expired),
    }


def _signed_in(api: Api, name: str, password: str) -> Any:
    client = api.stranger()
    answer = client.post("/session", {"name": name, "password": password}, status=201)
    client.headers["X-CSRFToken"] = answer["csrf_token"]
    return client


def _drafts(clock: VirtualClock) -> dict[str, str]:
    """The same change in three drafts: one that is being made, one that is sent, one that is approved."""
    drafting.add_owners(clock)
    editing, waiting, approved = (drafting.begun(clock) for _ in range(3))
    for draft_id in (editing, waiting, approved):
        changed = drafting.saved(draft_id, clock)
    for draft_id in (waiting, approved):
        sent = drafting.sent(draft_id, clock)
    drafting.decided(approved, clock)
    ids = {"draft_id": str(editing), "sent_id": str(waiting), "approved_id": str(approved)}
    return ids | {"digest": sent.digest, "sha256": changed.sha256, "revision": str(changed.revision)}


def _tryout(draft_id: str, clock: VirtualClock) -> str:
    """The administrator's: a tryout is its owner's own."""
    sample = SampleCase(family="Test Family Ash", children=(SampleChild(name="Child One"),))
    begun = begin_tryout(
        draft_id=UUID(draft_id),
        title="A visit",
        beginning=Beginning(**BEGINNING, case=sample),
        actor=builders.person("admin.one"),
        clock=clock,
    )
    return begun.tryout_id


def _release_before(live: UUID, clock: VirtualClock) -> str:
    """Another release, which was current for a moment."""
    edits = {moving.SUPPORT: {'name="Visit the family"': 'name="See the family"'}}
    other = moving.release_with(clock, edits)
    make_current_again(
        release_id=live,
        live_id=other,
        reason="Back",
        running_cases=RunningCases.STAY,
        actor=system_actor(),
        clock=clock,
    )
    return str(other)


def _action(instance_id: str, clock: VirtualClock) -> str:
    begun = begin_bulk_action(
        kind=BulkKind.RETRY, instance_ids=[UUID(instance_id)], reason="Asked", actor=system_actor(), clock=clock
    )
    return begun.bulk_id


def _cases(clock: VirtualClock, *, restricted: bool) -> dict[str, str]:
    """A case with a visit to make, and one whose letter could not be sent."""
    known = set(db.session.scalars(select(Outbox.id)))
    case, sending = builders.triaged(clock), builders.visited(clock)
    call_id = next(one for one in db.session.scalars(select(Outbox.id)) if one not in known)
    claim_call(call_id=call_id, worker="w", lock_for=timedelta(minutes=1), clock=clock)
    fail_call(call_id=call_id, worker="w", message="Lost", final=True, actor=system_actor(), clock=clock)
    incident_id = db.session.scalars(select(Incident.id).where(Incident.id == call_id)).one()
    record = select(Record.id).where(Record.case_id == UUID(case.case_id), Record.form == "triage")
    ids = {
        "case_id": case.case_id,
        "instance_id": case.instance_id,
        "task_id": str(builders.task_of(case.case_id, "Task_Visit")),
        "record_id": str(db.session.scalars(record).one()),
        "call_id": str(call_id),
        "incident_id": str(incident_id),
    }
    if restricted:
        for one in (case, sending):
            director = builders.person("director.one")
            case_id = UUID(one.case_id)
            restrict_case(case_id=case_id, people=[NAMED], reason="Colleague", actor=director, clock=clock)
    return ids


@contextmanager
def forgotten(api: Api) -> Iterator[None]:
    """Undo what one request did."""
    with api.app.app_context():
        connection: Any = db.engine
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def routes(api: Api) -> list[tuple[str, str]]:
    found = [
        (method, rule.rule.removeprefix("/api/v1"))
        for rule in api.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.endpoint.startswith(("explorer.", "api-docs."))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    return sorted(found, key=lambda route: (route[1], route[0]))


def answered(api: Api, client: Any, route: tuple[str, str], ids: Mapping[str, str]) -> int:
    with forgotten(api):
        return asked_of(client, route, ids)


def asked_of(client: Any, route: tuple[str, str], ids: Mapping[str, str]) -> int:
    method, rule = route
    drafts, releases = (of.get(f"{method} {rule}") for of in (DRAFTS, RELEASES))
    ids = {**ids, "draft_id": ids[drafts or "draft_id"], "release_id": ids[releases or "release_id"]}
    path = filled(re.sub(r"<\w+:", "<", rule), ids)
    assert "<" not in path, f"say what {path} is asked about"
    request = {name: filled(value, ids) for name, value in REQUESTS.get(f"{method} {rule}", dict)().items()}
    headers = {**client.headers, **request.pop("headers", {})}
    kept = client.client.get_cookie("pathways")
    status = client.client.open(f"/api/v1{path}", method=method, headers=headers, **request).status_code
    client.client.delete_cookie("pathways")
    if kept is not None:
        client.client.set_cookie("pathways", kept.value)
    return int(status)


def filled(value: Any, ids: Mapping[str, str]) -> Any:
    """The same with what the scene has in place of each <name>."""
    if isinstance(value, str):
        return re.sub(r"<(\w+)>", lambda found: ids.get(found[1], found[0]), value)
    if isinstance(value, list):
        return [filled(one, ids) for one in value]
    return {name: filled(one, ids) for name, one in value.items()} if isinstance(value, dict) else value


def test_every_route_answers_every_caller_as_agreed(api: Api, scene: Scene):
    lines = [" " * 52 + " ".join(f"{name[:6]:6}" for name in CALLERS)]

    for route in routes(api):
        method, rule = route
        for about, ids in (("", scene.open_ids), (" (restricted)", scene.restricted_ids)):
            if about and not CASE_BOUND.search(rule):
                continue
            statuses = [
                answered(api, scene.clients["closed.one" if caller == "closed" else caller], route, ids)
                for caller in CALLERS
            ]
            lines.append(f"{f'{method} {rule}{about}':67}" + " ".join(str(status) for status in statuses))

    found = "\n".join(line.rstrip() for line in lines) + "\n"
    assert found == golden("permissions.txt", found)


# What plays real processes again reads them, too.
FURTHER_SCOPES: Mapping[str, tuple[Scope, ...]] = {
    "GET /drafts/<uuid:draft_id>/replays": (Scope.INSTANCES_READ,),
    "GET /drafts/<uuid:draft_id>/replays/<uuid:instance_id>": (Scope.INSTANCES_READ,),
    "POST /drafts/<uuid:draft_id>/replays": (Scope.INSTANCES_READ,),
}


def test_a_token_with_the_scope_that_a_route_names_is_enough(api: Api, scene: Scene):
    refused = []

    for method, rule in routes(api):
        guard = guard_of_route(api, method, rule)
        if guard.scope is None:
            continue
        narrow = api.program(_token(api, guard.scope, *FURTHER_SCOPES.get(f"{method} {rule}", ())))
        wide = api.program(_token(api, *(set(Scope) - {guard.scope})))
        if answered(api, narrow, (method, rule), scene.open_ids) == 403:
            refused.append(f"{method} {rule}: {guard.scope} is not enough")
        if answered(api, wide, (method, rule), scene.open_ids) != 403:
            refused.append(f"{method} {rule}: {guard.scope} is not needed")

    assert "\n".join(refused) == ""


# Nothing of a family is changed or told by these: leases of calls, and what somebody types before completing a task.
UNAUDITED = {
    "POST /drafts/<uuid:draft_id>/renew",  # the draft of the scene stands on the live release, so nothing changes
    "POST /drafts/<uuid:draft_id>/scenarios",  # they are run, and nothing of the draft changes
    "POST /drafts/<uuid:draft_id>/tryouts/<uuid:tryout_id>/steps",  # of a scenario in the making
    "POST /external-tasks/fetch-and-lock",
    "POST /external-tasks/<uuid:call_id>/extend",
    "POST /instances/<uuid:instance_id>/redirect/preview",
    "POST /releases/check",
    "POST /tasks/<uuid:task_id>/release",  # nobody has the task of the scene, so nothing changes
    "PUT /tasks/<uuid:task_id>/draft",
}
# Who looked at what is written down when people do it.
AUDITED_READS = {
    "GET /cases/<uuid:case_id>",
    "GET /cases/<uuid:case_id>/rules",
    "GET /cases/<uuid:case_id>/timeline",
    "GET /records/<uuid:record_id>",
}
# The same, when programs do it, too: all answers of a process are played again.
READS_AUDITED_OF_ALL = {"GET /drafts/<uuid:draft_id>/replays/<uuid:instance_id>"}


def test_every_change_and_every_look_at_a_case_leaves_one_audit_entry(api: Api, scene: Scene):
    wrong, done = [], set()

    for method, rule in routes(api):
        asked = f"{method} {rule}"
        of_all = asked in READS_AUDITED_OF_ALL or (method != "GET" and asked not in UNAUDITED)
        for caller in ("program", "admin.one", "director.one", "worker.west"):
            expected = int(of_all or (asked in AUDITED_READS and caller != "program"))
            with forgotten(api):
                before = audit_entries(api)
                status = asked_of(scene.clients[caller], (method, rule), scene.open_ids)
                written = audit_entries(api) - before
            if status < 300:
                done.add(asked)
            if written != (expected if status < 300 else 0):
                wrong.append(f"{asked} by {caller}: {written} entries, answer {status}")

    assert "\n".join(wrong) == ""
    assert done >= AUDITED_READS | READS_AUDITED_OF_ALL


def audit_entries(api: Api) -> int:
    with api.app.app_context():
        return db.session.scalar(select(func.count()).select_from(Audit)) or 0


def guard_of_route(api: Api, method: str, rule: str) -> Guard:
    views = (
        api.app.view_functions[one.endpoint]
        for one in api.app.url_map.iter_rules()
        if one.rule == f"/api/v1{rule}" and method in (one.methods or set())
    )
    guard = guard_of(next(views))
    assert guard is not None
    return guard


def _token(api: Api, *scopes: Scope) -> str:
    with api.app.app_context():
        return add_client(
            name="narrow",
            scopes=scopes,
            expires_at=api.clock.now() + timedelta(days=1),
            authority=builders.AUTHORITY,
            actor=system_actor(),
            clock=api.clock,
        ).token
