"""User and manual tasks: they wait for a person."""

from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.user_task import UserTask as UserTaskMixin

from service.engine.effects.stages import stage_of
from service.engine.expressions import text, value, values, words
from service.engine.failures import ElementFailure
from service.engine.moments import as_moment
from service.engine.observe.items import holder, item_label
from service.engine.specs.flow_node import ANSWERS, FlowNode
from service.engine.step import OpenTask

DEFAULT_PRIORITY = 50


class UserTask(FlowNode, UserTaskMixin):
    """READY means open; what a person sees of it is worked out once, on arrival."""

    waits = True

    def arrive(self, task: Any) -> bool:
        task.workflow.turn.journal.opened.append(self.offer(task))
        return True

    def perform(self, task: Any) -> bool:
        if self.element.form is not None and ANSWERS in task.internal_data:
            task.workflow.turn.keep_record(self.element.form, self.given(task))
        return True

    def offer(self, task: Any) -> OpenTask:
        """Return what a person sees of the task, as of now."""
        element, assignment = self.element, self.element.assignment
        calendar = task.workflow.turn.release.calendar
        return OpenTask(
            id=str(task.id),
            process=element.process,
            element=element.id,
            name=element.name,
            lane=element.lane,
            form=element.form,
            groups=words(task, assignment.groups),
            users=words(task, assignment.users),
            assignee=text(task, assignment.assignee) or None,
            due_at=as_moment(value(task, assignment.due), calendar.zone, of_day=calendar.closing),
            follow_up_at=as_moment(value(task, assignment.follow_up), calendar.zone),
            priority=_priority(text(task, assignment.priority)),
            stage=stage_of(task),
            item=item_label(task),
            documentation=element.documentation or element.properties.get("instructions") or None,
            prefill=values(task, element.inputs),
            rules=_rules(task),
            deadlines=element.words("deadlines"),
        )


def _rules(task: Any) -> tuple[str, ...]:
    """Return the rules of the step; of one that names none, as in shared diagrams, those of the nearest call around."""
    while task is not None:
        if rules := task.task_spec.element.words("rules"):
            return tuple(rules)
        task = holder(task)
    return ()


def _priority(found: str | None) -> int:
    if not found:
        return DEFAULT_PRIORITY
    try:
        return int(found)
    except ValueError as error:
        raise ElementFailure(f'The priority "{found}" is not a whole number.') from error
