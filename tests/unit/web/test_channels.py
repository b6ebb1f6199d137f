import pytest

from service.pathways.send_letter import Channel
from service.web.channels import way_text


@pytest.mark.parametrize("channel", Channel)
def test_every_way_of_sending_a_letter_has_words(channel: Channel):
    assert way_text(channel.value).startswith("by ")


def test_a_way_that_was_not_noted_is_not_spoken_of():
    assert way_text(None) == ""
