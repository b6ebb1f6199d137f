"""The one place where SpiffWorkflow itself is changed, once, at import.

Everything else is done by subclassing; the library's walks over the task tree, which stop silently at depth 1,000, are
not used at all.  These names are private, so the version must be the one they were read in.
"""

import logging
from importlib.metadata import version

from SpiffWorkflow.task import Task

SUPPORTED = "3.2.0"
# below WARNING they collect the variables of every task, which hold what people answered
LOGGERS = ("spiff", "spiff.task", "spiff.workflow", "spiff.data")
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


def install() -> None:
    """Change SpiffWorkflow.  :raises UnsupportedSpiffWorkflowError: when another version is installed."""
    installed = version("SpiffWorkflow")
    if installed != SUPPORTED:
        raise UnsupportedSpiffWorkflowError(installed)
    if Task._inherit_data is not _see_variables:
        Task._inherit_data = _see_variables
        for name in LOGGERS:
            logging.getLogger(name).setLevel(logging.WARNING)
