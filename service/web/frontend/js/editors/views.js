// The views of a decision file: the drawing of how decisions hang together, and each decision.

/** One table is what the file is about; several are found on the drawing. */
export function firstView(views) {
  const decisions = views.filter(({ type }) => type !== "drd");
  return decisions.length === 1 ? decisions[0] : (views.find(({ type }) => type === "drd") ?? decisions[0]);
}

export function viewLabel({ type, element }) {
  return type === "drd" ? "Overview" : element.name || element.id;
}

/** The view that shows that decision, or the decision that has that row, column or cell; undefined where nothing has. */
export function viewWith(views, id) {
  return views.find(({ element }) => element.id === id) ?? views.find(({ element }) => partsOf(element.decisionLogic).includes(id));
}

function partsOf({ rule = [], input = [], output = [] } = {}) {
  const cells = rule.flatMap(({ inputEntry = [], outputEntry = [] }) => [...inputEntry, ...outputEntry]);
  const asked = input.map(({ inputExpression }) => inputExpression).filter(Boolean);
  return [...rule, ...cells, ...input, ...asked, ...output].map(({ id }) => id);
}
