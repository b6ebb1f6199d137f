// The views of a decision file: the drawing of how decisions hang together, and each decision.

/** One table is what the file is about; several are found on the drawing. */
export function firstView(views) {
  const decisions = views.filter(({ type }) => type !== "drd");
  return decisions.length === 1 ? decisions[0] : (views.find(({ type }) => type === "drd") ?? decisions[0]);
}

export function viewLabel({ type, element }) {
  return type === "drd" ? "Overview" : element.name || element.id;
}
