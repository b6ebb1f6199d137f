"""Running cases move to another release, with everything that belongs to them."""


import pytest
from flask import Flask

from service.clocks.clock import VirtualClock
from service.models import ItemResult
from tests.integration.builders import triaged
from tests.integration.drafting import add_owners
from tests.integration.moving import SUPPORT, instance_of, item_of, moved, release_with, tasks_of


@pytest.fixture(autouse=True)
def owners(rolled_back: Flask, clock: VirtualClock) -> None:
    add_owners(clock)


def test_a_running_case_follows_the_new_release(clock: VirtualClock):
    case = triaged(clock)
    release_id = release_with(clock, {SUPPORT: {'name="Visit the family"': 'name="Go and see the family"'}})

    bulk_id = moved(release_id, clock)

    instance = instance_of(case.case_id)
    assert item_of(bulk_id, instance.id).message is None
    assert item_of(bulk_id, instance.id).result is ItemResult.DONE
    assert instance.release_id == release_id
    assert "Go and see the family" in [task.name for task in tasks_of(case.case_id)]
