"""What took the place of what, over several moves, and back again."""

from service.engine.migration import Place
from service.pathways.mappings import followed_by, read, stored, turned_round


def places(**pairs: str) -> dict[Place, Place]:
    return {Place("support", old): Place("support", new) for old, new in pairs.items()}


def back(mapping: dict[Place, Place], *there: str) -> dict[Place, Place]:
    return turned_round(mapping, is_there=lambda place: place.element in there)


def test_what_is_kept_is_read_again():
    mapping = places(Task_Visit="Task_See") | {Place("a", "b"): Place("c", "d")}

    assert read(stored(mapping)) == mapping


def test_a_second_move_goes_on_from_the_first():
    assert followed_by(places(a="b", x="y"), places(b="c", q="r")) == places(a="c", x="y", b="c", q="r")


def test_what_was_given_up_before_is_not_what_is_there_now():
    assert followed_by(places(a="b"), places(a="c")) == places(a="b")


def test_what_took_the_place_of_one_element_goes_back_to_it():
    assert back(places(a="b"), "a") == places(b="a")


def test_two_that_changed_places_change_them_back():
    assert back(places(a="b", b="a"), "a", "b") == places(b="a", a="b")


def test_what_took_the_place_of_several_goes_back_to_none_of_them():
    assert back(places(a="c", b="c", x="y"), "a", "b", "x") == places(y="x")


def test_what_was_there_before_may_have_come_from_itself():
    assert back(places(a="b"), "a", "b") == {}


def test_what_is_not_in_the_earlier_release_is_not_gone_back_to():
    assert back(places(a="c", b="d"), "a") == places(c="a")
    assert back(followed_by(places(a="b"), places(b="c")), "a") == places(c="a")
