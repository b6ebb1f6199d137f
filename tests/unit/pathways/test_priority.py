import pytest

from service.pathways.priority import ORDINARY, Priority, priority_of


@pytest.mark.parametrize(
    ("number", "level"),
    [
        (100, Priority.URGENT),
        (80, Priority.URGENT),
        (79, Priority.HIGH),
        (60, Priority.HIGH),
        (59, Priority.NORMAL),
        (ORDINARY, Priority.NORMAL),
        (40, Priority.NORMAL),
        (39, Priority.LOW),
        (0, Priority.LOW),
    ],
)
def test_a_number_is_of_the_level_that_it_reaches(number, level):
    assert priority_of(number) is level
