"""A family from the referral to the closure, across Christmas and Easter, as the library's own scenario tells it."""

import pytest

from tests.e2e.story import Story

NAME = "whole_case_christmas_to_easter"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_family_is_helped_from_allocation_to_closure(council, office):
    story = Story(council, office, NAME).begin(before="Allocate the family", family="Test Family Ash")

    story.play()

    office.desk("manager.west").open("/work").misses(story.reference)
