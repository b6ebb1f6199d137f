// What our properties panel asks of an element: pure, from a moddle element and the catalogue to fields.
//   field: {id, group, label, hint, control: select | text | formula | tick, value, options, write(chosen) -> {attributes} | {property} | {template}}
import { idsOf, options, textOf, withId } from "./catalogue.js";

export const GROUPS = [
  { id: "pathways-work", label: "Who, what and by when" },
  { id: "pathways-rules", label: "Rules of the procedure" },
  { id: "pathways-clocks", label: "Deadlines and events" },
  { id: "pathways-case", label: "What becomes of the case" },
  { id: "pathways-more", label: "Panels, lists and records" },
];

const KINDS = [
  { id: "case", text: "Runs on a case" },
  { id: "called", text: "Part of another process" },
  { id: "sitting", text: "Sitting, without a case" },
  { id: "concern", text: "Urgent concern" },
];
const RECORD_KINDS = [
  { id: "oversight", text: "Management oversight" },
  { id: "sign_off", text: "Sign-off" },
];
const STATUSES = [{ id: "open", text: "Open" }, { id: "closed", text: "Closed" }];
const CONSENTS = [
  { id: "given", text: "Given" }, { id: "refused", text: "Refused" }, { id: "withdrawn", text: "Withdrawn" },
  { id: "overridden", text: "Overridden" },
];

export const SERVICE = "pathways-service"; // id of the field that an element template is chosen with
const SERVICE_TASKS = ["bpmn:ServiceTask", "bpmn:SendTask"];
const PEOPLE_TASKS = ["bpmn:UserTask", "bpmn:ManualTask", "bpmn:Task"];
const is = (...types) => (node) => types.includes(node.$type);
const process = is("bpmn:Process");
const person = is(...PEOPLE_TASKS);
const start = is("bpmn:StartEvent");
const node = (element) => !process(element);
const active = (element) => node(element) && !element.$type.endsWith("Gateway");
const sitting = (element) => process(element) && propertyOf(element, "kind") === "sitting";
const repeated = (element) => Boolean(element.loopCharacteristics);
const message = (element) => (element.eventDefinitions ?? []).some(is("bpmn:MessageEventDefinition"));
const catching = (element) => is("bpmn:IntermediateCatchEvent", "bpmn:BoundaryEvent", "bpmn:ReceiveTask")(element)
  && (element.$type === "bpmn:ReceiveTask" || message(element));
const eventful = (element) => node(element) && Boolean(propertyOf(element, "event"));

// Attributes of the dialect for which the catalogue has a list.
const REFERENCES = [
  { name: "camunda:candidateGroups", label: "Who does it", on: person, list: "roles", many: "," },
  { name: "camunda:formRef", label: "Form", on: (element) => person(element) || start(element), list: "forms", fixed: { "camunda:formRefBinding": "latest" } },
  { name: "camunda:dueDate", label: "Due", on: person, list: "deadlines", read: deadlineOf, write: dueDate },
  { name: "camunda:decisionRef", label: "Decision", on: is("bpmn:BusinessRuleTask"), list: "decisions" },
  { name: "calledElement", label: "Process", on: is("bpmn:CallActivity"), list: "processes" },
];

// Extension properties, as docs/how-to/add-a-process.md tells of them.
const PROPERTIES = [
  { name: "instructions", group: "work", label: "Help for the worker", on: person, control: "text" },
  { name: "offered_to", group: "work", label: "Offered to", on: (e) => start(e) || catching(e), list: "roles", many: " ", hint: "Who may start it, or send the message" },
  { name: "public", group: "work", label: "People without an account may send this form", on: start, control: "tick" },
  { name: "kind", group: "work", label: "Kind of process", on: process, choice: KINDS },
  { name: "supervises", group: "more", label: "Answer that names the worker who is supervised", on: process, control: "text" },
  { name: "rules", group: "rules", label: "Rule", on: () => true, list: "rules", many: " " },
  { name: "deadlines", group: "clocks", label: "Deadline that begins here", on: active, list: "deadlines", many: " " },
  { name: "event", group: "clocks", label: "Event that happens when it is done", on: node, control: "text", inUse: "events", hint: "Such as first_visit_done" },
  { name: "event_at", group: "clocks", label: "When it really happened", on: eventful, control: "formula" },
  { name: "event_when", group: "clocks", label: "Only if", on: eventful, control: "formula" },
  { name: "case_stage", group: "case", label: "Stage", on: active, control: "text", inUse: "stages" },
  { name: "case_status", group: "case", label: "Status", on: node, choice: STATUSES },
  { name: "case_outcome", group: "case", label: "Outcome", on: node, control: "formula" },
  { name: "case_team", group: "case", label: "Team", on: node, control: "formula" },
  { name: "case_lead", group: "case", label: "Lead worker", on: node, control: "formula" },
  { name: "case_consent", group: "case", label: "Consent", on: node, choice: CONSENTS },
  { name: "record_kind", group: "more", label: "What it leaves on record", on: (e) => process(e) || person(e), choice: RECORD_KINDS },
  { name: "meeting", group: "more", label: "The form is the record of a meeting", on: person, control: "tick" },
  { name: "item_label", group: "more", label: "What one item is called", on: repeated, control: "formula" },
  { name: "collect", group: "more", label: "List that the results make", on: repeated, control: "formula" },
  { name: "panel", group: "more", label: "Panel", on: sitting, list: "deadlines", many: " " },
  { name: "papers", group: "more", label: "Papers are late after", on: sitting, list: "deadlines" },
  { name: "members", group: "more", label: "Member of the panel", on: sitting, list: "roles", many: " " },
  { name: "quorum", group: "more", label: "Quorum", on: sitting, control: "text" },
  { name: "minutes_per_item", group: "more", label: "Minutes for one item", on: sitting, control: "text" },
  { name: "agenda_item", group: "more", label: "What it puts on the agenda", on: catching, control: "formula" },
  { name: "agenda_decision", group: "more", label: "Answer that is the panel's decision", on: person, control: "text" },
  { name: "agenda_reasons", group: "more", label: "Answer that is its reasons", on: person, control: "text" },
];

/** Return the fields for a process or flow node; none for anything else.  What is set is shown wherever it stands. */
export function fieldsOf(element, catalogue) {
  if (!isOurs(element)) return [];
  return [
    ...serviceOf(element, catalogue),
    ...REFERENCES.flatMap((asked) => fields({ ...asked, group: "work" }, element.get(asked.name) ?? "", element, catalogue)),
    ...PROPERTIES.flatMap((asked) => fields(asked, propertyOf(element, asked.name), element, catalogue)),
  ];
}

export function isOurs(element) {
  return process(element) || Boolean(element.$instanceOf?.("bpmn:FlowNode"));
}

/** The process of a pool, else the element itself. */
export function subjectOf(element) {
  return is("bpmn:Participant")(element) ? element.processRef : element;
}

export function propertyOf(element, name) {
  const holders = element.extensionElements?.values ?? [];
  const all = holders.filter(is("camunda:Properties")).flatMap((holder) => holder.values ?? []);
  return all.find((property) => property.name === name)?.value ?? "";
}

// A service is an element template; without one what the step calls is set by hand, and stays so when it is given up.
function serviceOf(element, { templates = [] }) {
  if (!is(...SERVICE_TASKS)(element)) return [];
  const chosen = element.get("camunda:modelerTemplate") ?? "";
  const offered = latest(templates).filter(({ appliesTo }) => appliesTo.includes(element.$type));
  const entries = offered.map(({ id, name }) => ({ id, text: name }));
  return [{
    ...told({ name: "service", group: "work", label: "Service", hint: offered.find(({ id }) => id === chosen)?.description }),
    control: "select", value: chosen, options: options(entries, chosen, chosen ? "Set by hand" : "Choose"),
    write: (id) => ({ template: offered.find((one) => one.id === id) ?? null }),
  }];
}

function latest(templates) {
  return templates.filter(({ id, version }) => !templates.some((other) => other.id === id && other.version > version));
}

function fields(asked, value, element, catalogue) {
  if (!asked.on(element) && !value) return [];
  const entries = asked.choice ?? catalogue[asked.list] ?? [];
  const write = (text) => change(asked, text);
  if (asked.many) return several(asked, value, entries, write);
  if (asked.control) return [{ ...told(asked), control: asked.control, value, write, hint: hintOf(asked, catalogue) }];
  const chosen = asked.read ? asked.read(value) : value;
  return [{ ...told(asked), control: "select", value: chosen, options: options(entries, chosen), write }];
}

function several(asked, value, entries, write) {
  return [...idsOf(value), ""].map((id, index) => ({
    ...told(asked), id: `${told(asked).id}-${index}`, control: "select", value: id, hint: textOf(entries, id) || asked.hint,
    options: options(entries, id, id ? "Remove" : "Add"),
    write: (chosen) => write(withId(value, index, chosen, asked.many)),
  }));
}

function hintOf({ hint, inUse }, catalogue) {
  const words = (catalogue[inUse] ?? []).map(({ id }) => id); // as they are written into the field
  return words.length ? `In use: ${words.join(", ")}` : hint;
}

function told({ name, group, label, hint }) {
  return { id: `pathways-${name.replace(":", "-")}`, group: `pathways-${group}`, label, hint };
}

function change(asked, text) {
  if (!REFERENCES.some(({ name }) => name === asked.name)) return { property: { name: asked.name, value: text } };
  const written = asked.write ? asked.write(text) : text;
  const fixed = Object.keys(asked.fixed ?? {}).map((name) => [name, written ? asked.fixed[name] : undefined]);
  return { attributes: { [asked.name]: written || undefined, ...Object.fromEntries(fixed) } };
}

function deadlineOf(formula) {
  return /^=\s*due\("([^"]+)"\)$/.exec(formula)?.[1] ?? formula;
}

function dueDate(key) {
  return key && !key.startsWith("=") ? `=due("${key}")` : key;
}
