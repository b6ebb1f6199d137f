// Ids made from names, as docs/how-to/add-a-process.md asks for them.
const MADE_UP = /^[A-Za-z]+_(?=[a-z]*\d)[0-9a-z]{7}$/; // what the modeler makes up
const MOST_WORDS = 5;

/** The id for an element of that name, or null where it has a speaking one or no name to make one of. */
export function speakingId({ id, name, type }, isFree) {
  const words = (name ?? "").normalize("NFKD").replace(/[^A-Za-z0-9\s-]/g, "").split(/[\s-]+/).filter(Boolean);
  if (!MADE_UP.test(id) || !words.length) return null;
  const wanted = `${kind(type)}_${words.slice(0, MOST_WORDS).map((word) => word[0].toUpperCase() + word.slice(1)).join("")}`;
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? wanted : `${wanted}${number}`;
    if (isFree(tried)) return tried;
  }
}

function kind(type) {
  if (type.endsWith("Gateway")) return "Gateway";
  if (type.endsWith("Event")) return "Event";
  return type === "bpmn:CallActivity" ? "Call" : "Task";
}
