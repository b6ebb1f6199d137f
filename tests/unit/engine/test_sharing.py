"""A loaded release is shared by all threads and changes for none of them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.conformance.play import Play, release_of

DIAGRAMS = Path(__file__).parents[2] / "conformance"
RELEASE = release_of(
    DIAGRAMS / "gateways" / "inclusive_in_loop.bpmn", DIAGRAMS / "events" / "event_sub_process_many_times.bpmn"
)


def go(passes: int) -> list[str]:
    case = Play(RELEASE).start("inclusive_in_loop")
    for left in range(passes, 0, -1):
        for element in ("Task_A", "Task_B"):
            case.complete(element)
        case.complete("Task_Check", again=left > 1)
    assert case.done
    return case.history


def graph() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    specs = (spec for process in RELEASE.specs.values() for spec in process.task_specs.values())
    return sorted((spec.name, tuple(spec._inputs), tuple(spec._outputs)) for spec in specs)


def test_threads_do_not_see_each_other():
    before = graph()

    with ThreadPoolExecutor(4) as threads:
        histories = list(threads.map(go, [3] * 12))

    assert all(history == histories[0] for history in histories)
    assert graph() == before
