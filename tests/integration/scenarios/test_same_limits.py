from service.pathways.writing.outgoing import MESSAGE_LIFETIME
from service.simulator.host import KEPT_FOR


def test_a_message_that_nobody_waits_for_is_kept_as_long_as_the_simulator_shows():
    assert MESSAGE_LIFETIME == KEPT_FOR
