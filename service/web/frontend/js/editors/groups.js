// Which groups of the Camunda 7 panel are shown: what the service does not read is hidden while it is empty.

// Our own pick-lists stand in their place.
const REPLACED = new Set(["candidateGroups", "formType", "formRef", "formRefBinding", "calledElement", "calledElementBinding", "decisionRef", "decisionRefBinding"]);

// Group without its prefix -> the attributes that it edits; lists of extension elements have items instead.
const NOT_READ = {
  StartInitiator: ["initiator"],
  AsynchronousContinuations: ["asyncBefore", "asyncAfter"],
  JobExecution: ["jobPriority"],
  CandidateStarter: ["candidateStarterGroups", "candidateStarterUsers"],
  Tasklist: ["isStartableInTasklist"],
  FieldInjection: [],
  ConnectorInput: [],
  ConnectorOutput: [],
  ExecutionListener: [],
  TaskListener: [],
  FormData: [],
  BusinessKey: [],
};

/** Put our groups after the general one, without what they replace and what is neither read nor set. */
export function arranged(groups, ours, attributeOf) {
  const shown = groups
    .filter((group) => !isIdle(group, attributeOf))
    .map((group) => (group.entries ? { ...group, entries: group.entries.filter(({ id }) => !REPLACED.has(id)) } : group))
    .filter((group) => !group.entries || group.entries.length);
  const after = shown.findIndex(({ id }) => id === "general") + 1;
  return [...shown.slice(0, after), ...ours, ...shown.slice(after)];
}

function isIdle(group, attributeOf) {
  const attributes = NOT_READ[group.id.replace("CamundaPlatform__", "")];
  if (!attributes) return false;
  return !group.items?.length && !attributes.some((name) => attributeOf(`camunda:${name}`));
}
