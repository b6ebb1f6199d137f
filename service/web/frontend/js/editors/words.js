// What the editor of diagrams says itself, in the words of the page around it.
const WORDS = {
  "No Issues": "Drawing: nothing to mend",
  "Toggle linting overlays": "Show or hide the hints on the drawing",
  "Open minimap": "Open the small map",
  "Close minimap": "Close the small map",
};
const COUNTED = "{errors} Errors, {warnings} Warnings";

export function translate(template, replacements = {}) {
  if (template === COUNTED) return `Drawing: ${counted(replacements.errors, "error")}, ${counted(replacements.warnings, "warning")}`;
  return (WORDS[template] ?? template).replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole);
}

function counted(count, word) {
  return `${count} ${word}${String(count) === "1" ? "" : "s"}`;
}
