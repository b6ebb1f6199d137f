// Our groups of the properties panel.  What is asked is in properties.js; here it becomes boxes, and answers become changes.
import {
  CheckboxEntry, isCheckboxEntryEdited, isSelectEntryEdited, isTextAreaEntryEdited, isTextFieldEntryEdited, SelectEntry,
  TextAreaEntry, TextFieldEntry,
} from "@bpmn-io/properties-panel";
import { jsx } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { useService } from "bpmn-js-properties-panel";

import { setProperty } from "./extension.js";
import { arranged } from "./groups.js";
import { fieldsOf, GROUPS, SERVICE, subjectOf } from "./properties.js";

const AFTER_THE_OTHERS = 400;
const CONTROLS = {
  select: { entry: SelectEntry, isEdited: isSelectEntryEdited },
  text: { entry: TextFieldEntry, isEdited: isTextFieldEntryEdited },
  formula: { entry: TextAreaEntry, isEdited: isTextAreaEntryEdited },
  tick: { entry: CheckboxEntry, isEdited: isCheckboxEntryEdited },
};

class PathwaysProvider {
  constructor(propertiesPanel, catalogue, eventBus) {
    this.catalogue = catalogue ?? {};
    eventBus.on("elementTemplates.select", () => showService(eventBus)); // the panel itself has nothing to choose with
    propertiesPanel.registerProvider(AFTER_THE_OTHERS, this);
  }

  getGroups(element) {
    const subject = subjectOf(element.businessObject);
    if (!subject) return (groups) => groups;
    const fields = fieldsOf(subject, this.catalogue);
    const ours = GROUPS.map((group) => ({ ...group, entries: fields.filter((field) => field.group === group.id).map(entry) }));
    return (groups) => arranged(groups, ours.filter(({ entries }) => entries.length), (name) => subject.get(name));
  }
}
PathwaysProvider.$inject = ["propertiesPanel", "config.catalogue", "eventBus"];

export default { __init__: ["pathwaysProvider"], pathwaysProvider: ["type", PathwaysProvider] };

function showService(eventBus) {
  eventBus.fire("propertiesPanel.showEntry", { id: SERVICE }); // opens its group, and then leads there
  document.querySelector(`[data-entry-id="${SERVICE}"] select`)?.focus(); // where the group was open already
}

function entry(field) {
  return { id: field.id, field, component: Box, isEdited: CONTROLS[field.control].isEdited };
}

function Box({ element, id, field }) {
  const services = { modeling: useService("modeling"), bpmnFactory: useService("bpmnFactory"), elementTemplates: useService("elementTemplates") };
  const debounce = useService("debounceInput");
  const tick = field.control === "tick";
  return jsx(CONTROLS[field.control].entry, {
    id, element, debounce, label: field.label, description: field.hint, monospace: field.control === "formula", autoResize: true,
    getOptions: () => field.options,
    getValue: () => (tick ? field.value === "true" : field.value),
    setValue: (value) => apply({ element, ...services }, field.write(tick ? (value ? "true" : "") : (value ?? ""))),
  });
}

function apply({ element, modeling, bpmnFactory, elementTemplates }, { attributes, property, template }) {
  if (template) return elementTemplates.applyTemplate(element, template);
  if (template === null) return elementTemplates.unlinkTemplate(element);
  const subject = subjectOf(element.businessObject);
  if (attributes) return modeling.updateModdleProperties(element, subject, attributes);
  return setProperty({ element, subject, modeling, bpmnFactory }, property);
}
