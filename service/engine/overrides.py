"""The one place where SpiffWorkflow itself is changed, once, at import.

Everything else is done by subclassing.  These names are private, so the version must be the one they were read in.
"""

from importlib.metadata import version

from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskIterator

SUPPORTED = "3.2.0"
STOCK_DEPTH = 1_000
ITEM = "item"  # internal data: the variables of one item of a multi-instance


class UnsupportedSpiffWorkflowError(ImportError):
    def __init__(self, installed: str) -> None:
        super().__init__(f"The engine rests on SpiffWorkflow {SUPPORTED}; {installed} is installed.")


def _see_variables(task: Task) -> None:
    """Let a task see the variables of its scope (an item of a multi-instance: its own over them) instead of a copy.

    The stock method merges the parent's data into a copy of each task, lists by index; a join then merges whole copies
    in order of arrival, so that what one branch did not touch overwrites what another one changed.
    """
    own = task.internal_data.get(ITEM)
    around = task.workflow.data if own is None else task.parent.data
    task.data = around if own is None else around.within(own)


def _forget_depth(iterator: type[TaskIterator]) -> None:
    """Lift the depth at which the stock iterators stop silently, so that an old instance looks finished."""
    defaults = list(iterator.__init__.__defaults__)
    defaults[defaults.index(STOCK_DEPTH)] = 10**9
    iterator.__init__.__defaults__ = tuple(defaults)


def install() -> None:
    """Change SpiffWorkflow.  :raises UnsupportedSpiffWorkflowError: when another version is installed."""
    installed = version("SpiffWorkflow")
    if installed != SUPPORTED:
        raise UnsupportedSpiffWorkflowError(installed)
    if Task._inherit_data is not _see_variables:
        Task._inherit_data = _see_variables
        _forget_depth(TaskIterator)
        _forget_depth(BpmnTaskIterator)
