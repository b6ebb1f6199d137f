"""The specification of one process or sub-process: SpiffWorkflow's, with our own start and no implied end."""

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from service.engine.reading.elements import Element, Occasion
from service.engine.specs.events import ScopeStart, StartEvent

START = "(start)"  # no BPMN id can contain a bracket, so diagrams may use any id


class ProcessSpec(BpmnProcessSpec):
    """Read-only once the release is loaded: every instance of the release runs on the same one."""

    def __init__(self, name: str, description: str | None = None, filename: str | None = None) -> None:
        super().__init__(name=name, description=description, filename=filename)
        # the stock specs put "Start" and "End" among the diagram's own ids
        self.task_specs.clear()
        self.start = ScopeStart(self, START)
        self.end = None

    def start_events(self) -> list[Element]:
        return [spec.element for spec in self.task_specs.values() if isinstance(spec, StartEvent)]

    def entrance(self) -> str | None:
        """Return the id of the start event at which the process begins when it is called: the one without an event."""
        starts = self.start_events()
        plain = [start.id for start in starts if start.event.occasion is Occasion.NONE]
        if plain:
            return plain[0]
        # the start of an event sub-process: the event has happened by then
        return starts[0].id if starts else None
