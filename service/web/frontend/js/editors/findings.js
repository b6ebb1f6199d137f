// Findings of the checks on the drawing: a badge on each element that has one.  The page lists them, too.
const TYPE = "finding";

export function showFindings({ overlays, registry }, findings) {
  overlays.remove({ type: TYPE });
  for (const [element, found] of byElement(findings)) {
    if (registry.get(element)) overlays.add(element, TYPE, { position: { bottom: 4, left: -4 }, html: badge(found) });
  }
}

/** Map of the element's id to its findings, errors first. */
export function byElement(findings) {
  const found = new Map();
  for (const finding of findings) found.set(finding.element, [...(found.get(finding.element) ?? []), finding]);
  for (const list of found.values()) list.sort((one, other) => isError(other) - isError(one));
  return found;
}

/** What the badge says: "1 error", "2 errors, 1 warning". */
export function countText(found) {
  const errors = found.filter(isError).length;
  const counts = [[errors, "error"], [found.length - errors, "warning"]].filter(([count]) => count);
  return counts.map(([count, word]) => `${count} ${word}${count === 1 ? "" : "s"}`).join(", ");
}

function isError({ severity }) {
  return severity === "error";
}

function badge(found) {
  const words = document.createElement("span");
  words.className = `finding-badge finding-badge--${found.some(isError) ? "error" : "warning"}`;
  words.textContent = countText(found);
  words.title = found.map(({ text }) => text).join("\n");
  return words;
}
