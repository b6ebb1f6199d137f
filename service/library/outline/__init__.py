"""Diagrams as lists: read, printed and changed without the canvas."""

from service.library.outline.apply import apply
from service.library.outline.changes import (
    AddBranch,
    AddTask,
    Change,
    Remove,
    Rename,
    SetCalled,
    SetCondition,
    SetDeadlines,
    SetDecision,
    SetDefault,
    SetDue,
    SetForm,
    SetInstructions,
    SetLane,
    SetRoles,
    SetRules,
    SetTimer,
)
from service.library.outline.model import About, Fact, Lane, Outline, Process, Step, Values, Way
from service.library.outline.read import read_outline

__all__ = [
    "About",
    "AddBranch",
    "AddTask",
    "Change",
    "Fact",
    "Lane",
    "Outline",
    "Process",
    "Remove",
    "Rename",
    "SetCalled",
    "SetCondition",
    "SetDeadlines",
    "SetDecision",
    "SetDefault",
    "SetDue",
    "SetForm",
    "SetInstructions",
    "SetLane",
    "SetRoles",
    "SetRules",
    "SetTimer",
    "Step",
    "Values",
    "Way",
    "apply",
    "read_outline",
]
