"""Numbers by which people are known."""

import pytest

from service.pathways.numbers import masked_nhs_number, nhs_number, postcode, spaced_nhs_number, spaced_postcode, upn


@pytest.mark.parametrize("text", ["9434765919", "943 476 5919", "943-476-5919"])
def test_an_nhs_number_is_kept_as_ten_digits(text):
    assert nhs_number(text) == "9434765919"


@pytest.mark.parametrize("text", ["9434765918", "943476591", "94347659190", "943476591O", "", "٩٤٣٤٧٦٥٩١٩"])
def test_a_wrong_digit_makes_it_none(text):
    assert nhs_number(text) is None


def test_every_single_wrong_digit_is_noticed():
    right = "9434765919"
    wrong = [
        right[:place] + digit + right[place + 1 :]
        for place in range(len(right))
        for digit in "0123456789"
        if digit != right[place]
    ]

    assert [number for number in wrong if nhs_number(number)] == []


def test_a_number_whose_check_digit_would_be_ten_is_never_given():
    # 999000000 leaves a rest of 1, for which there is no digit
    assert [digit for digit in "0123456789" if nhs_number(f"999000000{digit}")] == []


@pytest.mark.parametrize("text", ["A123456789012", "b801200005001", "B 8012 0000 5001"])
def test_a_pupil_number_is_kept_in_capitals(text):
    assert upn(text) == "".join(text.split()).upper()


@pytest.mark.parametrize("text", ["A123456789013", "B123456789012", "I123456789012", "A12345678901", "A12345678901O"])
def test_a_wrong_letter_makes_it_none(text):
    assert upn(text) is None


@pytest.mark.parametrize(("text", "kept"), [("n17 6xy", "N176XY"), ("EC1A1BB", "EC1A1BB"), ("w1a 0ax", "W1A0AX")])
def test_a_postcode_is_kept_without_spaces(text, kept):
    assert postcode(text) == kept


@pytest.mark.parametrize("text", ["N17", "Tottenham", "N17 6CI", "12345", ""])
def test_half_a_postcode_is_none(text):
    assert postcode(text) is None


def test_numbers_are_printed_in_groups_and_masked():
    assert spaced_nhs_number("9434765919") == "943 476 5919"
    assert masked_nhs_number("9434765919").endswith("5919")
    assert "943" not in masked_nhs_number("9434765919")
    assert spaced_postcode("N176XY") == "N17 6XY"
