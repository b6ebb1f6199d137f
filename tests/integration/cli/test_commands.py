"""The commands of operators, run as they run them: as programs, on a database of their own."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).parents[3]
COMMAND = Path(sys.executable).parent / "pathways"


@pytest.fixture(scope="module")
def environment(postgres, tmp_path_factory):
    name = f"cli_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(postgres.url_of("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": postgres.url_of(name),
        "REDIS_URL": "unix:///unused",
        "SECRET_KEY": "k" * 32,
        "VAR_DIRECTORY": str(tmp_path_factory.mktemp("cli-var")),
        "LIBRARY_DIRECTORY": str(ROOT),
    }


@pytest.fixture(scope="module")
def pathways(environment):
    """Run `pathways …` and return the finished process."""

    def run(*words, typed=None, **settings):
        return subprocess.run(
            [COMMAND, *words], env=environment | settings, input=typed, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture(scope="module")
def published(pathways):
    migrated, first = pathways("migrate"), pathways("publish", "demo")
    assert migrated.returncode == 0, migrated.stderr
    assert first.returncode == 0, first.stderr
    return first


def test_publishing_the_same_library_again_changes_nothing(published, pathways):
    again = pathways("publish", "demo")

    assert published.stdout.startswith("Published demo release 1")
    assert again.stdout.startswith("Unchanged: demo release 1")


@pytest.fixture
def changed(tmp_path):
    """Settings that let commands work on a library of which one word was changed."""
    for folder in ("processes/demo", "processes/shared", "forms/demo", "forms/shared"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    diagram = tmp_path / "processes/demo/short_referral.bpmn"
    diagram.write_text(diagram.read_text().replace("Call the family", "Ring the family"))
    return {"LIBRARY_DIRECTORY": str(tmp_path)}


def test_a_changed_library_is_sent_for_approval_and_says_where(published, pathways, changed):
    sent = pathways("publish", "demo", "--note", "Plainer words", **changed)
    again = pathways("publish", "demo", "--note", "Plainer words", **changed)

    assert sent.returncode == 0, sent.stderr
    assert sent.stdout.startswith("Sent for approval: demo (")
    assert re.search(r"http://127\.0\.0\.1:8000/drafts/[0-9a-f-]{36}\n$", sent.stdout)
    assert again.stdout.startswith("Waits for approval already: demo (")
    assert again.stdout.splitlines()[1] == sent.stdout.splitlines()[1]


def test_doing_without_approval_needs_a_reason_and_is_in_the_audit_trail(published, pathways, changed, environment):
    words = ("publish", "demo", "--without-approval")

    silent = pathways(*words, **changed)
    done = pathways(*words, "--reason", "Referrals do not arrive", **changed)
    back = pathways(*words, "--reason", "They do again")

    assert (silent.returncode, "--reason" in silent.stderr) == (2, True)
    assert done.stdout.startswith("Published demo release 2")
    assert back.stdout.startswith("Unchanged: demo release 1")
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        found = connection.execute(
            "SELECT action, details->>'reason' FROM audit WHERE action LIKE '%WITHOUT APPROVAL' ORDER BY id"
        ).fetchall()
    assert found == [
        ("publish release WITHOUT APPROVAL", "Referrals do not arrive"),
        ("make release current again WITHOUT APPROVAL", "They do again"),
    ]


def test_publishing_warns_where_nobody_could_change_it_any_more(published):
    assert "warning: in demo nobody can publish" in published.stderr
    assert "pathways users create NAME --authority demo --role process_owner" in published.stderr


def test_migrating_twice_is_harmless(published, pathways):
    again = pathways("migrate")

    assert again.returncode == 0


def test_a_library_that_is_not_there_is_said_in_a_line(published, pathways):
    result = pathways("publish", "nowhere")

    assert result.returncode == 1
    assert "nowhere" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_person_is_added_changed_and_shut_out(published, pathways):
    typed = "a long test password\na long test password\n"
    words = ("users", "create", "door.one", "--authority", "demo", "--role", "front_door")

    added = pathways(*words, typed=typed)
    twice = pathways(*words, typed=typed)
    changed = pathways("users", "set-roles", "door.one", "family_worker")
    shut_out = pathways("users", "deactivate", "door.one")

    assert added.returncode == 0, added.stderr
    assert twice.returncode == 1
    assert changed.returncode == 0
    assert shut_out.returncode == 0


def test_a_token_is_shown_once_and_nothing_else(published, pathways):
    result = pathways("users", "token", "robot", "--authority", "demo", "--scope", "tasks:read")

    assert re.fullmatch(r"ehp_[\w-]+\n", result.stdout)


def test_an_unknown_case_is_said_in_a_line(published, pathways):
    result = pathways("cases", "show", "DEMO-2026-99999")

    assert result.returncode == 1
    assert "DEMO-2026-99999" in result.stderr
    assert "Traceback" not in result.stderr


def test_incidents_are_listed_even_when_there_are_none(published, pathways):
    result = pathways("incidents", "list")

    assert result.stdout == "0 open\n"


def test_incidents_are_answered_by_the_words_of_the_pages(pathways):
    result = pathways("incidents", "--help")

    assert re.findall(r"^  ([a-z]+) ", result.stdout, re.MULTILINE) == ["list", "replay", "resolve", "retry", "skip"]


def test_a_changed_audit_trail_is_named(published, pathways, environment):
    untouched = pathways("audit", "verify")
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE audit SET action = 'do nothing' WHERE stream = 'authority:demo' AND position = 1")
        changed = pathways("audit", "verify")
        connection.execute(
            "UPDATE audit SET action = 'publish release' WHERE stream = 'authority:demo' AND position = 1"
        )

    assert (untouched.returncode, changed.returncode) == (0, 1)
    assert untouched.stdout.endswith(", 0 broken\n")
    assert "authority:demo: an entry was changed at position 1" in changed.stderr


def test_a_missing_setting_is_named(environment):
    words = [COMMAND, "cases", "show", "X"]
    bare = {"PATH": environment["PATH"], "VAR_DIRECTORY": environment["VAR_DIRECTORY"]}

    result = subprocess.run(words, env=bare, capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert "Set DATABASE_URL, REDIS_URL, SECRET_KEY" in result.stderr


def test_help_lists_every_command(pathways):
    result = pathways("--help")

    for name in ("run", "serve", "worker", "scheduler", "migrate", "publish", "users", "cases", "incidents", "audit"):
        assert re.search(rf"^  {name} ", result.stdout, re.MULTILINE), name


def test_a_library_is_taken_out_as_a_folder_changed_and_put_into_a_draft(published, pathways, changed, tmp_path):
    sent = pathways("publish", "demo", "--note", "Plainer words", **changed)
    draft = re.search(r"[0-9a-f-]{36}", sent.stdout)[0]
    folder, zipped = tmp_path / "out", tmp_path / "out.zip"

    taken = pathways("library", "download", "demo", str(folder), "--draft", draft)
    pathways("library", "download", "demo", str(zipped), "--draft", draft)
    same = pathways("library", "upload", draft, str(zipped))
    (folder / "processes/demo/README.md").write_text("# Ours\n")
    put = pathways("library", "upload", draft, str(folder), typed="y\n")

    assert taken.returncode == 0, taken.stderr
    assert "Ring the family" in (folder / "processes/demo/short_referral.bpmn").read_text()
    assert (folder / ".camunda/element-templates/services.json").exists()
    assert same.stdout.endswith("files stand in the draft like this already.\n")
    assert "changed  processes/demo/README.md" in put.stdout
    assert put.stdout.endswith("1 files saved, 0 removed.\n")


def test_a_zip_that_leads_out_is_refused_by_the_command_line_too(published, pathways, changed, tmp_path):
    draft = re.search(r"[0-9a-f-]{36}", pathways("publish", "demo", "--note", "Plainer words", **changed).stdout)[0]
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("../../x.bpmn", "<a/>")

    refused = pathways("library", "upload", draft, str(bad), "--yes")

    assert refused.returncode == 1
    assert "leads out of the library" in refused.stderr
