"""To whom a message goes."""

from service.engine import StartsProcess, route_message
from service.engine.step import AwaitedMessage

STARTS = [("referral", StartsProcess(process="referral_to_closure", event="Event_Referral"))]


def waiting(token: str, message: str = "reply", **keys: str) -> AwaitedMessage:
    return AwaitedMessage(id=token, process="p", element="Event_Reply", message=message, keys=keys)


def test_the_one_who_waits_longest_with_the_same_keys_gets_it():
    awaited = [waiting("1", case="B"), waiting("2", case="A"), waiting("3", case="A")]

    found = route_message("reply", {"case": "A"}, awaited=awaited, starts=())

    assert found == awaited[1]


def test_all_keys_must_fit():
    awaited = [waiting("1", case="A", child="2")]

    assert route_message("reply", {"case": "A"}, awaited=awaited, starts=()) is None
    assert route_message("reply", {"case": "A", "child": "1"}, awaited=awaited, starts=()) is None
    assert route_message("reply", {"child": "2", "case": "A"}, awaited=awaited, starts=()) == awaited[0]


def test_who_waits_goes_before_a_start_event():
    awaited = [waiting("1", "referral")]

    assert route_message("referral", {}, awaited=awaited, starts=STARTS) == awaited[0]
    assert route_message("referral", {"case": "A"}, awaited=awaited, starts=STARTS) == STARTS[0][1]


def test_a_message_for_nobody_is_kept():
    assert route_message("reply", {}, awaited=(), starts=STARTS) is None
