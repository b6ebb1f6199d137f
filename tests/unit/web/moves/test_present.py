"""Moves in plain words and numbers."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask

from service.models import RunningCases
from service.pathways.queries.releases import ReleaseView
from service.pathways.queries.running_releases import Following, WaitingMove
from service.web.moves.present import ConfirmPage, Situation, confirm_page, why_not
from service.web.moves.typed import Kind, Typed

ID = UUID(int=1)
FOLLOWING = (
    Following(release_id=ID, number=8, processes=10),
    Following(release_id=ID, number=7, processes=3),
    Following(release_id=ID, number=6, processes=2),
)


@pytest.fixture(autouse=True)
def _addresses():
    app = Flask("addresses")
    app.add_url_rule("/moves/<uuid:release_id>", "moves.begin")
    with app.test_request_context():
        yield


def release(**about: object) -> ReleaseView:
    usual = dict.fromkeys(ReleaseView.__dataclass_fields__)
    told = {
        "id": ID,
        "number": 8,
        "is_current": True,
        "is_planned": False,
        "effective_from": datetime(2027, 3, 1, tzinfo=UTC),
        "first_live_at": datetime(2027, 3, 1, tzinfo=UTC),
    }
    return ReleaseView(**(usual | told | about))


def situation(**about: object) -> Situation:
    return Situation(**({"following": FOLLOWING, "waiting": (), "live": 8, "preview": ""} | about))


def page(when: RunningCases, kind: Kind = Kind.MOVE, *, number: int = 8, chosen: tuple[UUID, ...] = ()) -> ConfirmPage:
    wanted = Typed(kind=kind, when=when, reason="Because", chosen=chosen)
    return confirm_page(release(number=number), wanted, situation(preview="A look said: 5 can move."))


def test_a_move_of_all_says_how_many_follow_which_release():
    told = page(RunningCases.MOVE)

    assert told.sentences == (
        "5 processes running: 3 with release 7 and 2 with release 6.",
        "Each that can move follows release 8 from now on.",
        "A process that cannot move stays with the release that it follows, and is listed with the reason.",
        "A look said: 5 can move.",
        "New cases are not affected.",
    )
    assert told.button == "Move them now"


def test_a_move_at_the_next_stage_says_that_it_takes_its_time():
    told = page(RunningCases.NEXT_STAGE)

    assert "Each that can move follows release 8 from its case's next stage on. That can take months." in told.sentences
    assert told.button == "Move each at its next stage"


def test_chosen_processes_are_counted_and_sent_along():
    told = page(RunningCases.MOVE, chosen=(ID, UUID(int=2)))

    assert told.sentences[0] == "2 processes that you chose will follow release 8 from now on."
    assert [value for name, value in told.fields if name == "instance"] == [str(ID), str(UUID(int=2))]
    assert ("one_by_one", "yes") in told.fields


def test_going_back_says_what_it_means_for_new_cases_and_for_drafts():
    told = page(RunningCases.STAY, Kind.AGAIN, number=7)

    assert told.sentences == (
        "New cases start with release 7 from now on, and no longer with release 8.",
        "It was approved when it was published, so nobody has to approve it again.",
        "Release 8 is kept: you can make it current again in the same way.",
        "Drafts that were begun from release 8 have to be brought up to date before they can be published.",
        "Running cases stay with the release that they follow.",
    )
    assert told.button == "Make release 7 current again"


def test_going_back_with_running_cases_counts_those_of_other_releases():
    assert (
        "12 processes running: 10 with release 8 and 2 with release 6."
        in page(RunningCases.MOVE, Kind.AGAIN, number=7).sentences
    )


WAITING = (WaitingMove(number=8, processes=140), WaitingMove(number=6, processes=1))


def ended(when: RunningCases, kind: Kind = Kind.AGAIN, *, chosen: tuple[UUID, ...] = ()) -> tuple[str, ...]:
    wanted = Typed(kind=kind, when=when, reason="Because", chosen=chosen)
    told = confirm_page(release(number=7), wanted, situation(waiting=WAITING))
    return tuple(each for each in told.sentences if " to move to release " in each)


def test_going_back_without_running_cases_says_which_will_not_move_any_more():
    assert ended(RunningCases.STAY) == (
        "140 processes wait to move to release 8; they will not.",
        "1 process waits to move to release 6; it will not.",
    )


def test_whatever_moves_all_running_cases_says_that_those_under_way_go_elsewhere():
    expected = (
        "140 processes wait to move to release 8; they will move to release 7 instead, where that is possible.",
        "1 process waits to move to release 6; it will move to release 7 instead, where that is possible.",
    )

    assert ended(RunningCases.NEXT_STAGE) == ended(RunningCases.MOVE, Kind.MOVE) == expected


def test_processes_that_move_one_by_one_end_no_other_move():
    assert ended(RunningCases.MOVE, Kind.MOVE, chosen=(ID,)) == ()


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({}, ""),
        ({"is_planned": True}, ""),
        ({"effective_from": None, "first_live_at": None}, "It was withdrawn before it went live."),
        (
            {"is_planned": True, "first_live_at": None},
            "It goes live on 1 March 2027 at midnight. Running cases can move to it from then on.",
        ),
    ],
)
def test_a_release_that_is_not_live_yet_says_why_nothing_moves_to_it(about, sentence):
    assert why_not(release(**about)) == sentence


def test_where_all_follow_the_release_already_nothing_is_said_of_moving():
    only = Following(release_id=ID, number=7, processes=3)
    wanted = Typed(kind=Kind.AGAIN, when=RunningCases.MOVE, reason="Because")

    told = confirm_page(release(number=7), wanted, situation(following=(only,)))

    assert told.sentences[-1] == "Every running process follows release 7 already."
