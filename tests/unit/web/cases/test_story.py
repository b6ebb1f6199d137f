"""Entries of a case's story in the words of people."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask

from service.pathways.queries.story import Side, StoryEntry
from service.pathways.queries.story_parts import StoryKind, StoryWhat
from service.web.cases.area import area
from service.web.cases.story import LONGEST, about_text, story_line

CASE = UUID(int=1)
AT = datetime(2026, 12, 15, 14, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def addresses():
    app = Flask(__name__)
    app.register_blueprint(area)
    app.url_build_error_handlers.append(lambda _error, endpoint, _values: f"/{endpoint}")
    with app.test_request_context():
        yield


def entry(kind: StoryKind, title: str, **about: object) -> StoryEntry:
    found: dict[str, object] = {
        "id": f"{kind.value}:1",
        "what": None,
        "detail": None,
        "reason": None,
        "parts": (),
        "by": None,
        "process": None,
        "subject_id": None,
        "people": (),
        "significant": False,
        "side": Side.CASE,
        **about,
    }
    return StoryEntry(at=AT, kind=kind, title=title, **found)  # type: ignore[arg-type] # a test's shorthand


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (entry(StoryKind.RECORD, "First visit"), "First visit recorded"),
        (entry(StoryKind.RECORD, "First visit", detail="Wrong day"), "Corrected: First visit"),
        (entry(StoryKind.EVENT, "case allocated"), "Case allocated"),
        (entry(StoryKind.MEETING, "agree"), "Panel decided: agree"),
        (entry(StoryKind.LETTER, "Closure letter", detail="post"), "Letter sent: Closure letter"),
        (entry(StoryKind.DOCUMENT, "Consent photo"), "Document added: Consent photo"),
        (entry(StoryKind.AGREEMENT, "service:withdrawn"), "Agreement to the service: withdrawn"),
        (entry(StoryKind.TASK, "Put papers away", what=StoryWhat.COMPLETED), "Done: Put papers away"),
        (entry(StoryKind.TASK, "Put papers away", what=StoryWhat.CANCELLED), "No longer needed: Put papers away"),
        (entry(StoryKind.DEADLINE, "First visit", what=StoryWhat.BREACHED), "Deadline missed: First visit"),
        (entry(StoryKind.DEADLINE, "First visit", what=StoryWhat.MET_LATE), "Deadline met late: First visit"),
        (
            entry(StoryKind.DEADLINE, "First visit", what=StoryWhat.NOT_MADE_UP, id="deadline-ended:1"),
            "Deadline missed and not made up: First visit",
        ),
        (entry(StoryKind.PATHWAY, "Referral to closure", what=StoryWhat.STARTED), "Referral to closure started"),
        (
            entry(StoryKind.PATHWAY, "Referral to closure", what=StoryWhat.CANCELLED, reason="Twice"),
            "Referral to closure was stopped",
        ),
        (
            entry(StoryKind.PATHWAY, "5", what=StoryWhat.MOVED),
            "The procedure changed: this case now follows release 5",
        ),
        (
            entry(StoryKind.PATHWAY, "5", what=StoryWhat.MOVED, parts=("Support and reviews",)),
            "The procedure changed: “Support and reviews” now follows release 5",
        ),
        (
            entry(StoryKind.PATHWAY, "5", what=StoryWhat.MOVED, parts=("Panel", "Support")),
            "The procedure changed: “Panel” and “Support” now follow release 5",
        ),
        (
            entry(StoryKind.PATHWAY, "Visit", what=StoryWhat.REDIRECTED),
            "An operator moved this case to another step: Visit",
        ),
        (
            entry(StoryKind.PATHWAY, "Letter", what=StoryWhat.SKIPPED),
            "An operator left out a step that had failed: Letter",
        ),
        (entry(StoryKind.NOTE, "Family visit, successful"), "Family visit, successful"),
    ],
)
def test_every_kind_of_entry_has_words_of_its_own(told: StoryEntry, words: str):
    assert story_line(told, CASE).title == words


def test_an_entry_says_when_by_whom_and_about_whom():
    told = entry(StoryKind.RECORD, "Visit", by="Worker West", people=("Child One", "Child Two"))

    assert about_text(told) == "15 December 2026 at 2:30pm, by Worker West, about Child One and Child Two"


def test_management_oversight_is_told_apart_from_case_notes():
    line = story_line(entry(StoryKind.NOTE, "Supervision", side=Side.OVERSIGHT), CASE)

    assert (line.oversight, line.tag) == (True, "Management oversight")


def test_a_correction_says_why():
    assert story_line(entry(StoryKind.RECORD, "Visit", detail="Wrong day"), CASE).text == "Reason: Wrong day"


@pytest.mark.parametrize(
    "told",
    [
        entry(StoryKind.PATHWAY, "5", what=StoryWhat.MOVED, reason="Plainer: shorter words"),
        entry(StoryKind.PATHWAY, "Referral to closure", what=StoryWhat.CANCELLED, reason="Plainer: shorter words"),
    ],
)
def test_what_was_changed_from_outside_says_why(told: StoryEntry):
    assert story_line(told, CASE).text == "Why: Plainer: shorter words"


def test_a_letter_says_how_it_went():
    assert story_line(entry(StoryKind.LETTER, "Closure letter", detail="mail"), CASE).text == "By email"


def test_a_long_note_is_cut():
    line = story_line(entry(StoryKind.NOTE, "Visit", detail="a" * (LONGEST + 1)), CASE)

    assert line.text == "a" * LONGEST + " …"


def test_what_there_is_more_about_is_linked():
    record = story_line(entry(StoryKind.RECORD, "Visit", subject_id=UUID(int=2)), CASE)
    note = story_line(entry(StoryKind.NOTE, "Visit"), CASE)

    assert record.href is not None
    assert note.href is None
