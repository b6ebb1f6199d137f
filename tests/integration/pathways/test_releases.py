from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.access import Actor, Scope, system_actor
from service.clocks.clock import VirtualClock
from service.errors import NotAllowedError, NotFoundError, PublicationRefusedError
from service.library import read_directory
from service.models import Audit, Instance, Release, Role, Schedule, db
from service.pathways.publish_release import BUNDLE, check_release, publish_release
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.processes import get_form, get_process, list_processes, process_diagram
from service.pathways.queries.releases import get_release, list_releases, release_file
from service.pathways.releases import KEPT, composed
from tests.integration.builders import AUTHORITY, LIBRARY, client, person, started

README = "processes/test/README.md"


@pytest.fixture
def files() -> dict[str, bytes]:
    return dict(read_directory(LIBRARY, AUTHORITY))


def publish(files: dict[str, bytes], clock: VirtualClock, actor: Actor = BUNDLE):
    return publish_release(authority=AUTHORITY, files=files, note="Test", actor=actor, clock=clock)


def test_the_same_content_again_is_the_same_release(rolled_back: Flask, files, clock: VirtualClock):
    again = publish(files, clock)

    assert (again.number, again.created) == (1, False)
    assert db.session.scalar(select(func.count()).select_from(Release)) == 1


def test_new_content_becomes_current_and_running_processes_stay_with_theirs(
    rolled_back: Flask, files, clock: VirtualClock
):
    before = started(clock)

    made = publish(files | {README: b"# Changed\n"}, clock)
    after = started(clock)

    releases = dict(
        db.session.execute(select(Instance.id, Release.number).join(Release, Release.id == Instance.release_id)).all()
    )
    assert (made.number, made.created) == (2, True)
    assert releases == {UUID(before.instance_id): 1, UUID(after.instance_id): 2}


def test_earlier_content_can_become_current_again(rolled_back: Flask, files, clock: VirtualClock):
    publish(files | {README: b"# Changed\n"}, clock)

    again = publish(files, clock)

    current = db.session.scalars(select(Release.number).where(Release.is_current)).one()
    last = db.session.scalars(select(Audit.action).order_by(Audit.id.desc()).limit(1)).one()
    assert (again.number, again.created, current) == (1, False, 1)
    assert last == "make release current again"


def test_a_library_with_errors_is_refused_and_nothing_changes(rolled_back: Flask, files, clock: VirtualClock):
    path = "processes/test/support.bpmn"
    broken = files | {path: files[path].replace(b'camunda:formRef="triage"', b'camunda:formRef="missing"')}

    with pytest.raises(PublicationRefusedError) as refused:
        publish(broken, clock)

    assert "Task_Triage" in [finding.element for finding in refused.value.findings]
    assert check_release(authority=AUTHORITY, files=broken, actor=person("admin.one")) == refused.value.findings
    assert db.session.scalar(select(func.count()).select_from(Release)) == 1


def test_roles_follow_the_published_file(rolled_back: Flask, files, clock: VirtualClock):
    path = "processes/test/authority.yaml"
    changed = files[path].replace(b"name: Worker, can: []", b"name: Family Worker, can: [start_cases]")

    publish(files | {path: changed}, clock)

    role = db.session.get(Role, (AUTHORITY, "worker"), populate_existing=True)
    assert role is not None
    assert (role.name, role.capabilities) == ("Family Worker", ["start_cases", "work"])


def test_a_timer_start_that_is_gone_is_not_planned_any_more(rolled_back: Flask, files, clock: VirtualClock):
    del files["processes/test/panel.bpmn"]

    publish(files, clock)

    assert db.session.scalar(select(func.count()).select_from(Schedule)) == 0


def test_only_those_who_may_publish_do(rolled_back: Flask, files, clock: VirtualClock):
    with pytest.raises(NotAllowedError):
        publish(files, clock, person("manager.west"))
    with pytest.raises(NotAllowedError):
        publish_release(authority="elsewhere", files=files, actor=person("admin.one"), clock=clock)


def test_nobody_replaces_a_live_release_alone(rolled_back: Flask, files, clock: VirtualClock):
    for actor in (person("admin.one"), client(Scope.RELEASES_PUBLISH), system_actor("command line: one")):
        with pytest.raises(NotAllowedError, match="second person"):
            publish(files | {README: b"# Changed\n"}, clock, actor)

    assert publish(files, clock, person("admin.one")).created is False
    assert db.session.scalar(select(func.count()).select_from(Release)) == 1


def test_in_an_emergency_operators_publish_without_approval_and_the_trail_says_so(
    rolled_back: Flask, files, clock: VirtualClock, caplog: pytest.LogCaptureFixture
):
    def at_once(actor: Actor):
        return publish_release(
            authority=AUTHORITY,
            files=files | {README: b"# Changed\n"},
            without_approval="Nobody is there, and referrals do not arrive",
            actor=actor,
            clock=clock,
        )

    with pytest.raises(NotAllowedError):
        at_once(person("admin.one"))
    made = at_once(system_actor("command line: one"))

    last = db.session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
    release = get_release(release_id=UUID(made.release_id), actor=person("admin.one"))
    assert (made.number, release.is_current, release.approver) == (2, True, None)
    assert release.reason == "Nobody is there, and referrals do not arrive"
    assert (last.actor_name, last.action) == ("command line: one", "publish release WITHOUT APPROVAL")
    assert last.details["reason"] == release.reason
    assert "release published without approval" in caplog.messages


def test_a_release_and_its_files_can_be_read(rolled_back: Flask, files, clock: VirtualClock):
    actor = client(Scope.RELEASES_READ)
    (listed,) = list_releases(actor=actor, page=PageRequest()).items

    release = get_release(release_id=listed.id, actor=actor)

    assert {file.path for file in release.files} == set(files)
    assert release_file(release_id=listed.id, path=README, actor=actor) == files[README]
    assert release.published_at == datetime(2026, 12, 14, 10, 0, tzinfo=UTC)
    with pytest.raises(NotFoundError):
        release_file(release_id=listed.id, path="../secret", actor=actor)
    with pytest.raises(NotFoundError):
        get_release(release_id=listed.id, actor=system_actor(authority="elsewhere"))


def test_processes_say_how_they_start(rolled_back: Flask, files, clock: VirtualClock):
    actor = person("door.one")

    ids = [process.id for process in list_processes(actor=actor)]
    (start,) = get_process(process="support", actor=actor).start_events

    assert sorted(ids) == ["monitoring", "pages", "panel", "support", "urgent_concern"]
    assert (start.id, start.form) == ("Event_Referred", "referral")
    assert process_diagram(process="support", actor=actor) == files["processes/test/support.bpmn"]
    assert get_form(form="triage", actor=actor).id == "triage"
    with pytest.raises(NotFoundError):
        get_process(process="nothing", actor=actor)


def test_of_many_releases_those_used_last_are_kept_ready_to_run(rolled_back: Flask, files, clock: VirtualClock):
    made = [UUID(publish(files | {README: f"# {number}\n".encode()}, clock).release_id) for number in range(KEPT + 1)]
    first = composed(made[0])
    others = [composed(release) for release in made[1:]]

    assert composed(made[-1]) is others[-1]
    assert composed(made[0]) is not first
    assert composed(made[0]).digest == first.digest
