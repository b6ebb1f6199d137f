"""What a sitting deals with: the requests that its process received, what became of them, and items added by hand."""

from service.pathways.agenda.build import agenda_of, take_up
from service.pathways.agenda.entries import ChildDecision, Entry, Fact, Source, Step

__all__ = ["ChildDecision", "Entry", "Fact", "Source", "Step", "agenda_of", "take_up"]
