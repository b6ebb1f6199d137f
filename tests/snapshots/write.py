"""Write new stored states: python -m tests.snapshots.write.  Existing files are never changed.

A snapshot is a folder: the files of its release, `state.json` as `advance` returned it, and `finish.json`: what
finishes the process, as pairs of element and answers, and what must come out.  Its name is the release's digest.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.conformance.play import CaseFacts, Play, release_of

HERE = Path(__file__).parent / "states"
DIAGRAMS = Path(__file__).parent.parent / "conformance"
VERSION = "v1"
CASE = CaseFacts(case={"reference": "HAR-1"})


def write(name: str, files: list[str], prepare: Callable[[Play], object], finish: dict[str, object]) -> None:
    """Write one snapshot unless it is there."""
    folder = HERE / f"{VERSION}_{name}"
    if folder.exists():
        return
    folder.mkdir(parents=True)
    paths = [Path(shutil.copy(DIAGRAMS / file, folder)) for file in files]
    case = Play(release_of(*paths, digest=folder.name), CASE)
    prepare(case)
    (folder / "state.json").write_bytes(case.last.state)
    (folder / "finish.json").write_text(json.dumps(finish, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    write(
        "parallel_in_loop_half_joined",
        ["gateways/parallel_in_loop.bpmn"],
        lambda case: (case.start(), case.complete("Task_B", b="first")),
        {"tasks": [["Task_A", {"a": 1}], ["Task_Check", {}]], "output": {"a": 1, "b": "first", "again": None}},
    )
    write(
        "items_in_called_processes",
        ["multi_instance/of_call_activity.bpmn", "multi_instance/child_visit.bpmn"],
        lambda case: (
            case.start("of_call_activity", data={"items": ["a", "b"]}),
            case.complete("Task_Visit", item="2"),
        ),
        {
            "tasks": [["Task_Visit", {}], ["Task_After", {}]],
            "output": {"items": ["a", "b"], "results": ["a seen", "b seen"]},
        },
    )
    write(
        "two_concerns_open",
        ["events/event_sub_process_many_times.bpmn"],
        lambda case: (case.start(), case.message("urgent_concern", text="x"), case.message("urgent_concern", text="y")),
        {
            "tasks": [["Task_Respond", {}], ["Task_Work", {"note": "n"}], ["Task_Respond", {}]],
            "output": {"concern": "y", "note": "n"},
        },
    )
    write(
        "reminded_once",
        ["events/cycle_boundary.bpmn"],
        lambda case: (case.start(), case.wait(hours=1)),
        {"tasks": [["Task_Work", {}], ["Task_Remind", {}]], "output": {}},
    )
    write(
        "service_given_up",
        ["services/service.bpmn"],
        lambda case: (case.start(data={"to": "Ash"}), case.fail("Task_Send")),
        {"answer": ["Task_Send", {"number": 7}], "tasks": [["Task_After", {}]], "output": {"to": "Ash", "number": 7}},
    )


if __name__ == "__main__":
    main()
