import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { validateAll } from "@bpmn-io/element-templates-validator";
import { BpmnModdle } from "bpmn-moddle";

import { idsOf, options, withId } from "../js/editors/catalogue.js";
import { setProperty } from "../js/editors/extension.js";
import { byElement, countText } from "../js/editors/findings.js";
import { arranged } from "../js/editors/groups.js";
import { GivenIds } from "../js/editors/names.js";
import { OWN_RULES } from "../js/editors/lint_rules.js";
import { fieldsOf, isOurs, propertyOf, subjectOf } from "../js/editors/properties.js";
import { opening, whole } from "../js/editors/sight.js";
import { drawTools } from "../js/editors/tools.js";
import { firstView, viewLabel, viewWith } from "../js/editors/views.js";
import { translate } from "../js/editors/words.js";

const require = createRequire(import.meta.url);
const camunda = require("camunda-bpmn-moddle/resources/camunda.json");
const testRule = require("bpmnlint/lib/test-rule.js");
const CATALOGUE = {
  roles: [{ id: "coach", text: "Coach" }, { id: "manager", text: "Team Manager" }],
  forms: [{ id: "visit", text: "Record of a visit" }],
  deadlines: [{ id: "first_visit", text: "First visit" }],
  rules: [{ id: "TST-001", text: "Visit the family within ten days." }, { id: "TST-002", text: "Write it down." }],
};

function moddle() {
  return new BpmnModdle({ camunda });
}

// What the modeler does for a change, without its stack of commands.
function hands(model, subject) {
  const updateModdleProperties = (_element, part, changes) => {
    for (const [name, value] of Object.entries(changes)) part.set(name, value);
  };
  const create = (type, attributes) => model.create(type, attributes);
  return { element: subject, subject, modeling: { updateModdleProperties }, bpmnFactory: { create } };
}

function field(element, id) {
  return fieldsOf(element, CATALOGUE).find((one) => one.id === id);
}

async function written(model, node) {
  const process = model.create("bpmn:Process", { id: "p", flowElements: [node] });
  const { xml } = await model.toXML(model.create("bpmn:Definitions", { rootElements: [process] }));
  const { rootElement } = await model.fromXML(xml);
  return rootElement.rootElements[0].flowElements[0];
}

const SERVICES = [
  { id: "mail.send", name: "Send a mail", version: 1, appliesTo: ["bpmn:ServiceTask", "bpmn:SendTask"] },
  { id: "mail.send", name: "Send a mail or more", version: 2, appliesTo: ["bpmn:ServiceTask", "bpmn:SendTask"] },
  { id: "other", name: "Another", version: 1, appliesTo: ["bpmn:UserTask"] },
];

function serviceField(node) {
  return fieldsOf(node, { ...CATALOGUE, templates: SERVICES }).find(({ id }) => id === "pathways-service");
}

test("steps without people choose among the latest services that apply to them", () => {
  const found = serviceField(moddle().create("bpmn:ServiceTask", { id: "s" }));

  assert.deepEqual(found.options.map(({ value, label }) => [value, label]), [["", "Choose"], ["mail.send", "Send a mail or more (mail.send)"]]);
  assert.equal(found.write("mail.send").template.version, 2);
  assert.equal(serviceField(moddle().create("bpmn:UserTask", { id: "u" })), undefined);
});

test("a service that is given up, or that nobody knows, is told", () => {
  const known = moddle().create("bpmn:SendTask", { id: "s", "camunda:modelerTemplate": "mail.send" });
  const lost = moddle().create("bpmn:SendTask", { id: "s", "camunda:modelerTemplate": "gone" });

  assert.equal(serviceField(known).value, "mail.send");
  assert.deepEqual(serviceField(known).write(""), { template: null });
  assert.deepEqual(serviceField(lost).options.at(-1), { value: "gone", label: "gone (unknown)" });
});

test("ids of one text are told apart by spaces and commas, each once", () => {
  assert.deepEqual(idsOf("a b,a,  c"), ["a", "b", "c"]);
  assert.deepEqual(idsOf(""), []);
});

test("a formula is not taken apart", () => {
  assert.deepEqual(idsOf('=if a then "b" else "c"'), ['=if a then "b" else "c"']);
  assert.equal(withId('=if a then "b" else "c"', 1, "coach"), '=if a then "b" else "c" coach');
});

test("an id is changed, added and taken away", () => {
  assert.equal(withId("a b", 0, "c"), "c b");
  assert.equal(withId("a b", 2, "c"), "a b c");
  assert.equal(withId("a b", 2, "a"), "a b");
  assert.equal(withId("a b", 0, ""), "b");
  assert.equal(withId("a,b", 2, "c", ","), "a,b,c");
});

test("a value that the catalogue lacks can still be seen and kept", () => {
  const shown = options(CATALOGUE.roles, "gone");

  assert.deepEqual(shown.map(({ value }) => value), ["", "coach", "manager", "gone"]);
  assert.equal(shown[3].label, "gone (unknown)");
  assert.equal(shown[1].label, "Coach (coach)");
});

test("a task asks for role, form, due date and rules", () => {
  const task = moddle().create("bpmn:UserTask", { id: "Task_Visit" });

  const asked = fieldsOf(task, CATALOGUE).map(({ id }) => id);

  for (const id of ["pathways-camunda-candidateGroups-0", "pathways-camunda-formRef", "pathways-camunda-dueDate", "pathways-rules-0"]) {
    assert.ok(asked.includes(id), id);
  }
  assert.ok(!asked.includes("pathways-kind"));
  assert.ok(!asked.includes("pathways-event_at"));
});

test("a process asks for its kind, and a sitting for its panel", () => {
  const model = moddle();
  const process = model.create("bpmn:Process", { id: "p" });
  const before = field(process, "pathways-panel-0");

  setProperty(hands(model, process), { name: "kind", value: "sitting" });

  assert.equal(before, undefined);
  assert.equal(field(process, "pathways-kind").value, "sitting");
  assert.ok(field(process, "pathways-panel-0"));
});

test("a pool is edited as its process", () => {
  const model = moddle();
  const process = model.create("bpmn:Process", { id: "p" });

  assert.equal(subjectOf(model.create("bpmn:Participant", { processRef: process })), process);
  assert.equal(subjectOf(model.create("bpmn:Participant")), undefined);
  assert.equal(isOurs(model.create("bpmn:SequenceFlow")), false);
});

test("what is set is shown even where nobody would look for it", () => {
  const model = moddle();
  const gateway = model.create("bpmn:ExclusiveGateway", { id: "g" });

  setProperty(hands(model, gateway), { name: "deadlines", value: "first_visit" });

  assert.equal(field(gateway, "pathways-deadlines-0").value, "first_visit");
});

test("a chosen rule tells its text", () => {
  const model = moddle();
  const task = model.create("bpmn:UserTask", { id: "t" });
  setProperty(hands(model, task), { name: "rules", value: "TST-001" });

  assert.equal(field(task, "pathways-rules-0").hint, "Visit the family within ten days.");
  assert.deepEqual(field(task, "pathways-rules-1").write("TST-002"), { property: { name: "rules", value: "TST-001 TST-002" } });
});

test("a stage is written freely, beside the words that are in use", () => {
  const call = moddle().create("bpmn:CallActivity", { id: "c" });
  const stages = [{ id: "Triage", text: "Triage" }, { id: "Closed", text: "Closed" }];

  const [stage] = fieldsOf(call, { ...CATALOGUE, stages }).filter(({ id }) => id === "pathways-case_stage");

  assert.equal(stage.control, "text");
  assert.equal(stage.hint, "In use: Triage, Closed");
});

test("an event is written freely, beside the ids that are in use", () => {
  const task = moddle().create("bpmn:UserTask", { id: "t" });
  const events = [{ id: "allocated", text: "Case allocated to a worker" }, { id: "last_visit", text: "Most recent visit" }];

  const [event] = fieldsOf(task, { ...CATALOGUE, events }).filter(({ id }) => id === "pathways-event");

  assert.equal(event.control, "text");
  assert.equal(event.hint, "In use: allocated, last_visit");
  assert.equal(field(task, "pathways-event").hint, "Such as first_visit_done");
});

test("a deadline is chosen by name and written as a formula; another formula is left alone", () => {
  const task = moddle().create("bpmn:UserTask", { id: "t", "camunda:dueDate": '=due("first_visit")' });
  const other = moddle().create("bpmn:UserTask", { id: "t", "camunda:dueDate": "=now()" });

  assert.equal(field(task, "pathways-camunda-dueDate").value, "first_visit");
  assert.deepEqual(field(task, "pathways-camunda-dueDate").write("first_visit").attributes, { "camunda:dueDate": '=due("first_visit")' });
  assert.deepEqual(field(other, "pathways-camunda-dueDate").write("=now()").attributes, { "camunda:dueDate": "=now()" });
});

test("a form comes with its binding, and goes with it", () => {
  const task = moddle().create("bpmn:UserTask", { id: "t" });

  const { write } = field(task, "pathways-camunda-formRef");

  assert.deepEqual(write("visit").attributes, { "camunda:formRef": "visit", "camunda:formRefBinding": "latest" });
  assert.deepEqual(write("").attributes, { "camunda:formRef": undefined, "camunda:formRefBinding": undefined });
});

test("a property is written beside what is there, and read again from the file", async () => {
  const model = moddle();
  const parameter = model.create("camunda:InputOutput", {});
  const extensions = model.create("bpmn:ExtensionElements", { values: [parameter] });
  const task = model.create("bpmn:UserTask", { id: "t", extensionElements: extensions });

  setProperty(hands(model, task), { name: "event", value: "visited" });
  setProperty(hands(model, task), { name: "rules", value: "TST-001" });
  setProperty(hands(model, task), { name: "event", value: "visit_done" });

  const again = await written(model, task);
  assert.equal(propertyOf(again, "event"), "visit_done");
  assert.equal(propertyOf(again, "rules"), "TST-001");
  assert.deepEqual(again.extensionElements.values.map(({ $type }) => $type), ["camunda:InputOutput", "camunda:Properties"]);
});

test("every part of a new property knows its parent", () => {
  const model = moddle();
  const task = model.create("bpmn:UserTask", { id: "t" });

  setProperty(hands(model, task), { name: "event", value: "visited" });

  const [holder] = task.extensionElements.values;
  assert.equal(holder.values[0].$parent, holder);
  assert.equal(holder.$parent, task.extensionElements);
  assert.equal(task.extensionElements.$parent, task);
});

test("an emptied property leaves nothing behind, and nothing else goes", () => {
  const model = moddle();
  const task = model.create("bpmn:UserTask", { id: "t" });
  const set = (name, value) => setProperty(hands(model, task), { name, value });
  set("event", "visited");
  set("rules", "TST-001");

  set("event", "");
  const kept = propertyOf(task, "rules");
  set("rules", "");

  assert.equal(kept, "TST-001");
  assert.equal(task.extensionElements, undefined);
});

test("what the service does not read is hidden, unless it is set", () => {
  const groups = [
    { id: "general", entries: [{ id: "name" }] },
    { id: "CamundaPlatform__Form", entries: [{ id: "formType" }, { id: "formRef" }] },
    { id: "CamundaPlatform__StartInitiator", entries: [{ id: "initiator" }] },
    { id: "CamundaPlatform__TaskListener", items: [] },
    { id: "CamundaPlatform__ExecutionListener", items: [{ id: "one" }] },
  ];

  const shown = (set) => arranged(groups, [{ id: "ours", entries: [{}] }], (name) => set[name]).map(({ id }) => id);

  assert.deepEqual(shown({}), ["general", "ours", "CamundaPlatform__ExecutionListener"]);
  assert.ok(shown({ "camunda:initiator": "me" }).includes("CamundaPlatform__StartInitiator"));
});

test("a task without form or role is found while drawing", () => {
  const model = moddle();
  const found = (node) => {
    const process = model.create("bpmn:Process", { id: "p", flowElements: [node] });
    return Object.values(OWN_RULES).flatMap((rule) => testRule({ moddleRoot: process, rule: rule() }));
  };

  assert.equal(found(model.create("bpmn:UserTask", { id: "t" })).length, 2);
  assert.equal(found(model.create("bpmn:UserTask", { id: "t", "camunda:formRef": "visit", "camunda:candidateGroups": "coach" })).length, 0);
  assert.equal(found(model.create("bpmn:StartEvent", { id: "Start" })).length, 1);
});

test("findings are counted by element, errors first", () => {
  const found = byElement([
    { element: "t", severity: "warning", text: "b" }, { element: "t", severity: "error", text: "a" }, { element: "u", severity: "error", text: "c" },
  ]);

  assert.deepEqual(found.get("t").map(({ text }) => text), ["a", "b"]);
  assert.equal(countText(found.get("t")), "1 error, 1 warning");
  assert.equal(countText([...found.get("t"), ...found.get("u")]), "2 errors, 1 warning");
});

test("a file with one table opens on it, one with several on the drawing", () => {
  const drawing = { type: "drd", element: { id: "d" } };
  const table = { type: "decisionTable", element: { id: "deadlines", name: "Deadlines" } };

  assert.equal(firstView([drawing, table]), table);
  assert.equal(firstView([drawing, table, { ...table }]), drawing);
  assert.equal(viewLabel(table), "Deadlines");
});

test("the templates of the service catalogue can be read by modelers", () => {
  const file = new URL("../../../integrations/templates/services.json", import.meta.url);

  const { valid, results } = validateAll(JSON.parse(readFileSync(file, "utf8")));

  assert.ok(valid, JSON.stringify(results.filter((one) => !one.valid).map(({ errors }) => errors), null, 1));
});

test("all of a drawing is shown beside the palette, and never larger than it was drawn", () => {
  const outer = { width: 870, height: 680 };

  const wide = whole({ inner: { x: 100, y: 50, width: 2100, height: 400 }, outer });
  const small = whole({ inner: { x: 0, y: 0, width: 100, height: 100 }, outer });

  assert.ok(wide.x < 100 && wide.x + wide.width >= 2200);
  assert.ok(wide.y < 50 && wide.y + wide.height > 450);
  assert.equal(small.width, outer.width);
});

test("the editor counts its hints in words", () => {
  assert.equal(translate("{errors} Errors, {warnings} Warnings", { errors: "1", warnings: "2" }), "Drawing: 1 error, 2 warnings");
  assert.equal(translate("Append {type}", { type: "task" }), "Append task");
});

test("an id that was made up gives way to one that says the name", () => {
  const made = (name, type = "bpmn:UserTask", id = "Activity_0az6yji") => {
    const ids = new GivenIds();
    ids.drawn(id);
    return ids.after({ id, name, type }, (wanted) => wanted !== "Task_Visit");
  };

  assert.equal(made("Copy of plan given"), "Task_CopyOfPlanGiven");
  assert.equal(made("Give the café's step-by-step plan to them"), "Task_GiveTheCafesStepBy");
  assert.equal(made("Visit"), "Task_Visit2");
  assert.equal(made("Has it been given?", "bpmn:ExclusiveGateway"), "Gateway_HasItBeenGiven");
  assert.equal(made("Copy", "bpmn:UserTask", "Task_FirstVisit"), null);
  assert.equal(made(""), null);
});

test("an id that was made from half a name follows the whole of it", () => {
  const ids = new GivenIds();
  const named = (id, name) => ids.after({ id, name, type: "bpmn:UserTask" }, (wanted) => wanted !== id && wanted !== "Task_Visit");
  ids.drawn("Activity_0az6yji");

  assert.equal(named("Activity_0az6yji", "Co"), "Task_Co");
  assert.equal(named("Task_Co", "Copy"), "Task_Copy");
  assert.equal(named("Task_Copy", "Copy"), null);
  assert.equal(named("Task_Copy", "Visit"), "Task_Visit2");
  assert.equal(named("Task_Visit2", "Visit"), null);
});

test("an id that stood in the file, or that somebody typed, stays", () => {
  const ids = new GivenIds(["Activity_1bz6yjk"]);
  const named = (id) => ids.after({ id, name: "Visit", type: "bpmn:UserTask" }, () => true);
  ids.drawn("Activity_1bz6yjk");
  ids.drawn("Activity_0az6yji");

  ids.chosen("Task_visit01"); // instead of the one that was made up
  ids.drawn("Task_visit01"); // it is cut out, and put in again

  assert.equal(named("Activity_1bz6yjk"), null);
  assert.equal(named("Task_visit01"), null);
});

test("what is undone and done again goes the way that a simulation of tokens can bar", (t) => {
  t.after(() => delete globalThis.document);
  globalThis.document = {
    createElement: () => ({ setAttribute() {}, addEventListener(_name, listener) { this.click = listener; } }),
  };
  const [asked, drawn] = [[], []];
  const services = {
    canvas: {}, commandStack: { canUndo: () => true, canRedo: () => true, undo: assert.fail, redo: assert.fail },
    editorActions: { trigger: (name) => asked.push(name) },
  };

  drawTools(
    { querySelector: () => ({ replaceChildren: (...buttons) => drawn.push(...buttons) }) },
    { get: (name) => services[name], on() {} },
  );
  for (const button of drawn.filter(({ textContent }) => ["Undo", "Redo"].includes(textContent))) button.click();

  assert.deepEqual(asked, ["undo", "redo"]);
});

test("what the server takes for a form, or for who does it, is enough while drawing", () => {
  const role = { "camunda:candidateGroups": "coach" };
  const form = { "camunda:formRef": "visit" };
  const tasks = [
    [{ ...form }, ["Say who does this task"]],
    [{ ...form, ...role }, []],
    [{ ...form, "camunda:candidateUsers": "worker.west" }, []],
    [{ ...form, "camunda:assignee": "=lead" }, []],
    [{ ...role }, ["Choose a form for this task"]],
    [{ ...role, "camunda:formKey": "visit" }, []],
    [{ ...role, "camunda:formKey": "embedded:app:forms/visit.form" }, []],
    [{ ...role, "camunda:formKey": "embedded:app:" }, ["Choose a form for this task"]],
  ];

  for (const [attributes, expected] of tasks) {
    const model = moddle();
    const task = model.create("bpmn:UserTask", { id: "t", ...attributes });
    const process = model.create("bpmn:Process", { id: "p", flowElements: [task] });
    const found = Object.values(OWN_RULES).flatMap((rule) => testRule({ moddleRoot: process, rule: rule() }));
    assert.deepEqual(found.map(({ message }) => message), expected, JSON.stringify(attributes));
  }
});

test("a finding about a row, a cell or a column is shown in the table that has it", () => {
  const rule = { id: "Row_1", inputEntry: [{ id: "Cell_1" }], outputEntry: [{ id: "Cell_2" }] };
  const drawing = { type: "drd", element: { id: "d" } };
  const table = {
    type: "decisionTable",
    element: { id: "deadlines", decisionLogic: { rule: [rule], input: [{ id: "Input_1", inputExpression: { id: "Asked_1" } }], output: [{ id: "Output_1" }] } },
  };
  const empty = { type: "decisionTable", element: { id: "empty", decisionLogic: {} } };
  const undrawn = { type: "literalExpression", element: { id: "undrawn" } };
  const views = [drawing, undrawn, empty, table];

  for (const id of ["deadlines", "Row_1", "Cell_1", "Cell_2", "Input_1", "Asked_1", "Output_1"]) assert.equal(viewWith(views, id), table, id);
  assert.equal(viewWith(views, "d"), drawing);
  assert.equal(viewWith(views, "empty"), empty);
  assert.equal(viewWith(views, "Row_2"), undefined);
});

test("a drawing opens as a whole where that can be read, and at its beginning where it cannot", () => {
  const outer = { width: 870, height: 680 };
  const small = { x: 100, y: 50, width: 800, height: 400 };
  const large = { x: 100, y: 50, width: 3000, height: 2000 };

  const shown = opening({ inner: large, outer });

  assert.deepEqual(opening({ inner: small, outer }), whole({ inner: small, outer }));
  assert.equal(outer.width / shown.width, 0.7);
  assert.ok(shown.x < large.x && shown.y < large.y);
});
