// What the engine asks of a diagram beyond the recommended rules; a courtesy while drawing, the checks of the release decide.
const RESERVED = new Set(["Start", "End"]);
const ASSIGNMENT = ["camunda:candidateGroups", "camunda:candidateUsers", "camunda:assignee"];

export const OWN_RULES = {
  "form-needed": rule(
    (node) => node.$type === "bpmn:UserTask" && !formOf(node) && !node.get("camunda:modelerTemplate"),
    "Choose a form for this task",
  ),
  "role-needed": rule((node) => node.$type === "bpmn:UserTask" && !ASSIGNMENT.some((name) => node.get(name)), "Say who does this task"),
  "topic-needed": rule((node) => node.$type === "bpmn:ServiceTask" && !node.get("camunda:topic"), "Choose a service for this task"),
  "reserved-id": rule(({ id }) => RESERVED.has(id), "Give it another id: the engine uses this one itself"),
};

// A form key may be a path such as "embedded:app:forms/triage.form".
function formOf(node) {
  return node.get("camunda:formRef") || /[^:/]*$/.exec(node.get("camunda:formKey") ?? "")[0].replace(/\.form$/, "");
}

function rule(isWrong, text) {
  return () => ({ check: (node, reporter) => void (isWrong(node) && reporter.report(node.id, text)) }); // false would end the walk
}
