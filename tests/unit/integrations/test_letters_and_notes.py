import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from service.integrations import CallFile, CallRefusedError
from service.integrations.letters import Letters
from service.integrations.records import RecordNotes


def test_a_letter_without_a_text_lists_its_parameters_in_words(tmp_path, make_call):
    call = make_call("letter.send", template="closure", to="Parent One\n1 Test Street", closed_on=date(2026, 12, 14))

    Letters(tmp_path)(call)

    text = next(tmp_path.rglob("*.txt")).read_text()
    assert "Our reference: HAR-2026-0001" in text
    assert "Parent One\n1 Test Street" in text
    assert "Closed on: 14 December 2026" in text


def test_markup_in_a_value_stays_text(tmp_path, make_call):
    call = make_call("letter.send", template="closure", text="Dear {{name}}", name="<script>alert(1)</script>")

    Letters(tmp_path)(call)

    page = next(tmp_path.rglob("*.html")).read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_text_that_uses_an_unknown_name_is_refused(tmp_path, make_call):
    with pytest.raises(CallRefusedError, match="family"):
        Letters(tmp_path)(make_call("letter.send", template="closure", text="Dear {{family}}"))


def test_a_template_name_cannot_leave_the_directory(tmp_path, make_call):
    Letters(tmp_path / "letters")(make_call("letter.send", template="../../outside"))

    assert [path.name for path in tmp_path.iterdir()] == ["letters"]
    assert len(list((tmp_path / "letters").rglob("*.txt"))) == 1


def test_the_same_call_twice_leaves_one_letter(tmp_path, make_call):
    call = make_call("letter.send", template="closure")

    first, second = Letters(tmp_path)(call), Letters(tmp_path)(call)

    assert first == second
    assert len(list(tmp_path.rglob("*.txt"))) == 1


def test_a_note_holds_its_parameters_as_json(tmp_path, make_call):
    call = make_call("record.note", kind="visit", seen=True, score=Decimal("2.5"), on=date(2026, 12, 14))

    RecordNotes(tmp_path)(call)

    note = json.loads(next(tmp_path.rglob("*.json")).read_text())
    assert note["id"] == str(call.id)
    assert note["case"] == "HAR-2026-0001"
    assert note["note"] == {"kind": "visit", "seen": True, "score": "2.5", "on": "2026-12-14"}


def test_what_has_to_be_known_before_posting_lies_beside_the_letter(tmp_path, make_call):
    call = make_call("letter.send", template="visit", wording="Dear all", heed=["Child One: No letters home"])

    name = Letters(tmp_path)(call)["letter"]

    folder = tmp_path / "haringey"
    assert "Child One: No letters home" in (folder / f"{name}-READ-FIRST.txt").read_text()
    assert "No letters home" not in (folder / f"{name}.txt").read_text()


def test_the_pdf_of_a_letter_lies_beside_its_text(tmp_path, make_call):
    file = CallFile(name="TST-2026-00001 Your visit.pdf", media_type="application/pdf", content=b"%PDF-1.7")
    call = make_call("letter.send", template="visit", to="Test Family Ash", wording="Dear {{to}}", document="1")

    name = Letters(tmp_path)(replace(call, files=(file,)))["letter"]

    folder = tmp_path / "haringey"
    assert (folder / f"{name}.pdf").read_bytes() == b"%PDF-1.7"
    assert "Dear {{to}}" in (folder / f"{name}.txt").read_text()
