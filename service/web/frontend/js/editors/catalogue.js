// What a diagram may name: pick-lists that the page hands in.
//   {roles, forms, decisions, processes, deadlines, rules, stages, events: [{id, text}], templates: [element template]}

/** Options of a select: nothing, the entries, and what is chosen although the catalogue does not have it. */
export function options(entries, chosen, nothing = "Choose") {
  const known = (entries ?? []).map(({ id, text }) => ({ value: id, label: text && text !== id ? `${text} (${id})` : id }));
  const lost = chosen && !known.some(({ value }) => value === chosen) ? [{ value: chosen, label: lostLabel(chosen) }] : [];
  return [{ value: "", label: nothing }, ...known, ...lost];
}

export function textOf(entries, id) {
  return (entries ?? []).find((entry) => entry.id === id)?.text ?? "";
}

function lostLabel(chosen) {
  return isFormula(chosen) ? `Formula: ${chosen}` : `${chosen} (unknown)`;
}

export function isFormula(text) {
  return text.startsWith("=") || text.includes("${");
}

/** Ids that stand in one text, each once; a formula is left whole. */
export function idsOf(text) {
  if (!text) return [];
  return isFormula(text) ? [text] : [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}

/** The text after the id at `index` became another one; the index after the last one adds, an empty id takes away. */
export function withId(text, index, id, separator = " ") {
  const ids = idsOf(text);
  ids.splice(index, 1, ...idsOf(id));
  return [...new Set(ids)].join(separator);
}
