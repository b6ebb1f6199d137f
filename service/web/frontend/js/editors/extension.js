// Writes an extension property into an element, so that it can be undone, copied and saved: every part knows its parent.

/** Set the property; an empty text takes it away, and the holder that is empty then. */
export function setProperty({ element, subject, modeling, bpmnFactory }, { name, value }) {
  const update = (part, changes) => modeling.updateModdleProperties(element, part, changes);
  const create = (type, attributes, parent) => Object.assign(bpmnFactory.create(type, attributes), { $parent: parent });
  const extensions = subject.extensionElements;
  const holder = extensions?.values?.find(({ $type }) => $type === "camunda:Properties");
  const property = holder?.values?.find((one) => one.name === name);

  if (!value) return property && remove({ update, subject, extensions, holder, property });
  if (property) return update(property, { value });
  if (holder) return update(holder, { values: [...(holder.values ?? []), create("camunda:Property", { name, value }, holder)] });
  const added = create("camunda:Properties", {}, extensions);
  added.values = [create("camunda:Property", { name, value }, added)];
  if (extensions) return update(extensions, { values: [...(extensions.values ?? []), added] });
  const first = create("bpmn:ExtensionElements", { values: [added] }, subject);
  added.$parent = first;
  return update(subject, { extensionElements: first });
}

function remove({ update, subject, extensions, holder, property }) {
  const left = holder.values.filter((one) => one !== property);
  if (left.length) return update(holder, { values: left });
  const others = extensions.values.filter((one) => one !== holder);
  if (others.length) return update(extensions, { values: others });
  return update(subject, { extensionElements: undefined });
}
