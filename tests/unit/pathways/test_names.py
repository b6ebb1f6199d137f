"""Names as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pathways.names import ALIKE, likeness, name_keys, same_name, wanted_keys, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zoë O\u2019Brien-Łaski", ("zoe", "obrien", "laski")),
        ("  MARY   ann ", ("mary", "ann")),
        ("Weiß", ("weiss",)),
        ("J. Smith", ("j", "smith")),
        ("", ()),
    ],
)
def test_accents_capitals_apostrophes_and_spaces_do_not_matter(name, words):
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Smyth", "Smith"),
        ("Jonson", "Johnson"),
        ("Mohamed Ali", "Muhammad Ali"),
        ("Liz Smith", "Elizabeth Smith"),
        ("Bob", "Robert"),
        ("Obrien", "O'Brien"),
        ("Larch Sample", "Sample Larche"),
        ("Abu Bakr", "Abubakr"),
    ],
)
def test_a_name_that_is_spelt_otherwise_is_found(typed, written):
    kept = set(name_keys(written))

    shares = [len(kept & set(keys)) / len(keys) for keys in wanted_keys(typed)]

    assert max(shares) >= ALIKE


@pytest.mark.parametrize(("typed", "written"), [("Smith", "Okafor"), ("Sample", "Thomas"), ("Birch", "Rowan")])
def test_other_names_are_not(typed, written):
    kept = set(name_keys(written))

    assert max(len(kept & set(keys)) / len(keys) for keys in wanted_keys(typed)) < ALIKE


def test_the_order_of_first_name_and_surname_does_not_matter():
    assert same_name("Sample LARCH", "Larch, Sample")
    assert not same_name("Sample Larch", "Sampl Larch")
    assert not same_name("", "")


@given(st.text(max_size=60))
def test_every_name_is_as_like_itself_as_can_be(name):
    if words_of(name):
        assert likeness(name, name) == 1.0
        assert any(set(keys) <= set(name_keys(name)) for keys in wanted_keys(name))
    else:
        assert wanted_keys(name) == ()
