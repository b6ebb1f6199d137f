// What the engine asks of a diagram beyond the recommended rules; a courtesy while drawing, the checks of the release decide.
const RESERVED = new Set(["Start", "End"]);

export const OWN_RULES = {
  "form-needed": rule(
    (node) => node.$type === "bpmn:UserTask" && !node.get("camunda:formRef") && !node.get("camunda:modelerTemplate"),
    "Choose a form for this task",
  ),
  "role-needed": rule(
    (node) => node.$type === "bpmn:UserTask" && !node.get("camunda:candidateGroups") && !node.get("camunda:assignee"),
    "Say who does this task",
  ),
  "topic-needed": rule((node) => node.$type === "bpmn:ServiceTask" && !node.get("camunda:topic"), "Choose a service for this task"),
  "reserved-id": rule(({ id }) => RESERVED.has(id), "Give it another id: the engine uses this one itself"),
};

function rule(isWrong, text) {
  return () => ({ check: (node, reporter) => void (isWrong(node) && reporter.report(node.id, text)) }); // false would end the walk
}
