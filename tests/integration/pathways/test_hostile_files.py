"""Hostile files on their way into a draft, one by one and as a folder: refused in words, nothing lost, no time."""

import time
from uuid import UUID

import pytest
from flask import Flask

from service.clocks.clock import VirtualClock
from service.errors import FileRefusedError, PublicationRefusedError
from service.library import read_folder_zip
from service.library.folder import pack
from service.pathways.queries.draft_checks import draft_findings
from service.pathways.save_draft_file import save_draft_file
from service.pathways.save_folder import save_folder
from service.pathways.stage_folder import StagedFolder, stage_folder
from tests.integration.builders import AUTHORITY, person
from tests.integration.drafting import README, add_owners, begun, seen, shown
from tests.integration.hostile import FILES

SOON = 20  # seconds; it takes milliseconds on an idle machine
HTML = b'{"type":"default","id":"new","components":[{"type":"html","id":"h","content":"<script>alert(1)</script>"}]}'


@pytest.fixture
def draft(rolled_back: Flask, clock: VirtualClock) -> UUID:
    add_owners(clock)
    return begun(clock)


def stage(draft_id: UUID, data: bytes, clock: VirtualClock) -> StagedFolder:
    files = read_folder_zip(data, AUTHORITY)
    return stage_folder(draft_id=draft_id, files=files, actor=person("owner.one"), clock=clock)


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_not_kept(draft: UUID, clock: VirtualClock, name: str):
    path, content, code = FILES[name]
    path = path.format(AUTHORITY)
    begin = time.monotonic()

    with pytest.raises(FileRefusedError) as refused:
        save_draft_file(
            draft_id=draft,
            path=path,
            content=content,
            if_match=seen(draft, path),
            actor=person("owner.one"),
            clock=clock,
        )

    assert code in {finding.code for finding in refused.value.findings}
    assert all(finding.remedy for finding in refused.value.findings)
    assert shown(draft).revision == 1
    assert time.monotonic() - begin < SOON


@pytest.mark.parametrize("name", FILES)
def test_a_folder_with_a_hostile_file_is_not_kept(draft: UUID, clock: VirtualClock, name: str):
    path, content, code = FILES[name]
    begin = time.monotonic()

    data = pack({path.format(AUTHORITY): content, README: b"# Fine\n"}, {})

    with pytest.raises(PublicationRefusedError) as refused:
        stage(draft, data, clock)

    assert code in {finding.code for finding in refused.value.findings}
    assert shown(draft).revision == 1
    assert time.monotonic() - begin < SOON


def test_everything_that_is_wrong_in_a_folder_is_said_at_once(draft: UUID, clock: VirtualClock):
    chosen = [FILES[name] for name in ("entities", "groups in groups", "anchors")]
    files = {path.format(AUTHORITY): content for path, content, _ in chosen}

    with pytest.raises(PublicationRefusedError) as refused:
        stage_folder(draft_id=draft, files=files, actor=person("owner.one"), clock=clock)

    assert {finding.code for finding in refused.value.findings} == {code for _, _, code in chosen}


def test_markup_in_a_form_is_kept_and_keeps_the_draft_from_being_published(draft: UUID, clock: VirtualClock):
    path = f"forms/{AUTHORITY}/new.form"

    staged = stage_folder(draft_id=draft, files={path: HTML}, actor=person("owner.one"), clock=clock)
    save_folder(
        draft_id=draft,
        kept=staged.kept,
        remove=(),
        if_revision=staged.revision,
        actor=person("owner.one"),
        clock=clock,
    )

    found = draft_findings(draft_id=draft, actor=person("owner.one"), path=path).errors
    assert any('"html" are not supported' in finding.message for finding in found)
