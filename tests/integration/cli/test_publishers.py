"""The warning that too few people can change the procedure."""

import pytest

from service.cli.publishers import shortage_of_publishers
from service.clocks.clock import VirtualClock
from service.pathways.people import change_user
from tests.integration.builders import AUTHORITY, add_colleague, person


@pytest.mark.usefixtures("rolled_back")
def test_one_who_can_publish_is_too_few_and_two_are_enough(clock: VirtualClock):
    alone = shortage_of_publishers(AUTHORITY)

    add_colleague("owner.two", ["administrator"], clock)

    assert alone.startswith("in test only Admin One can publish")
    assert "--role administrator" in alone
    assert shortage_of_publishers(AUTHORITY) == ""


@pytest.mark.usefixtures("rolled_back")
def test_who_cannot_sign_in_does_not_count(clock: VirtualClock):
    add_colleague("owner.two", ["administrator"], clock)

    change_user(name="owner.two", active=False, actor=person("admin.one"), clock=clock)

    assert "only Admin One" in shortage_of_publishers(AUTHORITY)


@pytest.mark.usefixtures("rolled_back")
def test_where_nobody_can_publish_that_is_said():
    assert shortage_of_publishers("elsewhere").startswith("in elsewhere nobody can publish")
