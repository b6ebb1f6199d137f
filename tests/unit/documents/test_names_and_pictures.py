import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from service.documents import FileRefusedError, FileType, clean_name, inspect, without_location
from tests.unit.documents.files import picture

PLACE = 0x8825
CAMERA = 0x0110


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("Plan.PDF", "Plan.PDF"),
        ("C:\\Users\\ash\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("plan.pdf.exe", "plan.pdf.exe.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe.pdf"),
        ("a\r\nb\0c.pdf", "abc.pdf"),
        ("  .hidden.pdf ", "hidden.pdf"),
        ('a<b>:"c|?*.pdf', "a-b---c---.pdf"),
        ("con.pdf", "file con.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        (".pdf", "pdf.pdf"),
    ],
)
def test_a_name_tells_the_truth_and_leads_nowhere(given_name, kept):
    assert clean_name(given_name, FileType.PDF) == kept


@given(st.text(max_size=300))
def test_every_name_becomes_one_that_can_be_kept(name):
    kept = clean_name(name, FileType.JPEG)

    assert kept.endswith((".jpg", ".jpeg", ".JPG", ".JPEG")) or kept.lower().endswith((".jpg", ".jpeg"))
    assert kept.isprintable()
    assert not set(kept) & set('/\\<>:"|?*')
    assert 5 <= len(kept) <= 120


@pytest.mark.parametrize(("format_", "kind"), [("JPEG", FileType.JPEG), ("PNG", FileType.PNG)])
def test_a_photo_loses_its_place_and_nothing_else(format_, kind):
    taken = picture(format_, place=True)

    kept = without_location(taken, kind)

    with Image.open(io.BytesIO(taken)) as before, Image.open(io.BytesIO(kept)) as after:
        assert PLACE in before.getexif()
        assert PLACE not in after.getexif()
        assert after.getexif()[CAMERA] == "Camera One"
        assert before.tobytes() == after.tobytes()
    assert inspect(kept) is kind


@pytest.mark.parametrize(("format_", "kind"), [("JPEG", FileType.JPEG), ("PNG", FileType.PNG)])
def test_a_photo_without_a_place_stays_as_it_is(format_, kind):
    taken = picture(format_)

    assert without_location(taken, kind) == taken


def test_a_second_copy_of_the_place_goes_too():
    taken = picture()
    packet = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='51,35N'/>"
    segment = b"\xff\xe1" + (len(packet) + 2).to_bytes(2, "big") + packet
    taken = taken[:2] + segment + taken[2:]

    kept = without_location(taken, FileType.JPEG)

    assert b"GPSLatitude" not in kept


def test_half_a_photo_is_refused():
    with pytest.raises(FileRefusedError, match="cannot be opened"):
        without_location(picture()[:30], FileType.JPEG)
