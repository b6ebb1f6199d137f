// What the checks found, and how a form looks, when the server cannot be asked again.
import assert from "node:assert/strict";
import { test } from "node:test";

// what govuk-frontend asks for when it is read
for (const name of ["HTMLElement", "HTMLAnchorElement"]) globalThis[name] = class {};
globalThis.document = { querySelectorAll: () => [], querySelector: () => notes.at(-1) };
const notes = [];
const { Found } = await import("../js/draft-file.js");
const { Preview } = await import("../js/editors/preview.js");

const ANSWERS = {
  "nobody is within reach": () => Promise.reject(new Error("network")),
  "somebody is signed out": async () => ({ ok: true, redirected: true, json: async () => ({}), text: async () => "Sign in" }),
  "it is refused": async () => ({ ok: false, redirected: false }),
  "the answer breaks off": async () => ({
    ok: true, redirected: false, json: () => Promise.reject(new Error("half")), text: () => Promise.reject(new Error("half")),
  }),
};
const SAID = async () => ({ ok: true, redirected: false, json: async () => ({ badges: [], html: "new" }), text: async () => "new" });

function found() {
  const [list, note] = [{ innerHTML: "old" }, { textContent: "" }];
  const parts = { "[data-found]": list, "[data-found-note]": note };
  return { list, note, asked: new Found({ dataset: { foundHref: "/" }, querySelector: (name) => parts[name] }) };
}

function preview(innerHTML) {
  const [place, note] = [{ innerHTML, dataset: { preview: "/" }, querySelectorAll: () => [] }, { textContent: "" }];
  notes.push(note);
  globalThis.document.getElementById = () => ({ form: undefined });
  return { place, note, drawn: new Preview(place) };
}

for (const [why, answer] of Object.entries(ANSWERS)) {
  test(`findings that are older than the last change say so when ${why}, until there are others`, async () => {
    const { list, note, asked } = found();

    globalThis.fetch = answer;
    await asked.check();
    const before = [list.innerHTML, note.textContent];
    globalThis.fetch = SAID;
    await asked.check();

    assert.deepEqual(before, ["old", "Could not be checked; this is from before your last change."]);
    assert.deepEqual([list.innerHTML, note.textContent], ["new", ""]);
  });

  test(`a form that could not be drawn says so when ${why}`, async () => {
    const [shown, empty] = [preview("old"), preview("")];
    globalThis.fetch = answer;

    await shown.drawn.draw();
    await empty.drawn.draw();

    assert.deepEqual([shown.place.innerHTML, shown.note.textContent], ["old", "Could not be drawn; this is from before your last change."]);
    assert.deepEqual([empty.place.innerHTML, empty.note.textContent], ["", "Could not be drawn."]);
  });
}
