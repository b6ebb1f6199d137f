// Ids made from names, as docs/how-to/add-a-process.md asks for them.
const MADE_UP = /^[A-Za-z]+_(?=[a-z]*\d)[0-9a-z]{7}$/; // what the modeler makes up
const MOST_WORDS = 5;

/** Which ids follow the name: those that the modeler made up, or that were made here, since the file was opened. */
export class GivenIds {
  constructor(standing = []) {
    this.kept = new Set(standing);
    this.given = new Set();
  }

  /** Something new was drawn. */
  drawn(id) {
    if (MADE_UP.test(id) && !this.kept.has(id)) this.given.add(id);
  }

  /** An element has that id now; whoever typed it wants it as it is. */
  chosen(id) {
    if (!this.given.has(id)) this.kept.add(id);
  }

  /** The other id for an element of that name, or null where it keeps its own. */
  after({ id, name, type }, isFree) {
    if (!this.given.has(id)) return null;
    const speaking = speakingId({ name, type }, (wanted) => wanted === id || isFree(wanted));
    if (!speaking || speaking === id) return null;
    this.given.add(speaking);
    return speaking;
  }
}

/** The id for an element of that name, or null where it has no name to make one of. */
export function speakingId({ name, type }, isFree) {
  const words = (name ?? "").normalize("NFKD").replace(/[^A-Za-z0-9\s-]/g, "").split(/[\s-]+/).filter(Boolean);
  if (!words.length) return null;
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
