import assert from "node:assert/strict";
import { test } from "node:test";

import { fieldsOf, othersText, outcomeOf, savedText, troubleText, typed, waitAfter } from "../js/parts/drafts.js";
import { middleOf, moved } from "../js/parts/drawings.js";
import { chosenText } from "../js/parts/multi_select.js";
import { startProgress } from "../js/parts/progress.js";
import { secondsLeft, warningText } from "../js/parts/session.js";
import { tokenIsOld } from "../js/parts/token.js";

test("a draft holds every field but files", () => {
  const sent = fieldsOf([["note", "a & b"], ["child", "1"], ["child", "2"], ["paper", { name: "x.pdf" }]]);

  assert.equal(sent.toString(), "note=a+%26+b&child=1&child=2");
});

test("hidden fields that change by themselves are not typed", () => {
  const before = typed(fieldsOf([["note", "a"], ["csrf_token", "1"], ["once", "1"], ["version", "1"]]));
  const after = typed(fieldsOf([["note", "a"], ["csrf_token", "2"], ["once", "2"], ["version", "2"]]));

  assert.equal(before, after);
  assert.notEqual(before, typed(fieldsOf([["note", "b"]])));
});

test("the moment of saving is told in local time, winter and summer", () => {
  assert.equal(savedText("2026-12-14T10:32:10+00:00"), "Saved at 10:32am");
  assert.equal(savedText("2026-06-14T13:05:00+00:00"), "Saved at 2:05pm");
  assert.equal(savedText("10:32am"), "Saved at 10:32am");
  assert.equal(savedText(null), "Saved");
});

test("who else is here is told by name", () => {
  assert.equal(othersText([]), "");
  assert.equal(othersText(undefined), "");
  assert.equal(othersText(["Worker One"]), "Also open by Worker One. You each have answers of your own, and neither overwrites the other.");
  assert.equal(othersText(["Worker One", "Worker Two", "Manager"]), "Also open by Worker One, Worker Two and Manager. You each have answers of your own, and neither overwrites the other.");
});

test("what became of a draft", () => {
  assert.equal(outcomeOf(200, false), "saved");
  assert.equal(outcomeOf(200, true), "signed-out");
  assert.equal(outcomeOf(401, false), "signed-out");
  assert.equal(outcomeOf(409, false), "stale");
  assert.equal(outcomeOf(404, false), "stale");
  assert.equal(outcomeOf(503, false), "trouble");
});

test("trouble says what to do", () => {
  assert.match(troubleText("signed-out", ""), /Sign in again in another tab/);
  assert.equal(troubleText("stale", "This task is done."), "Not saved: This task is done.");
  assert.match(troubleText("trouble", ""), /keeps trying/);
});

test("it is tried again ever more slowly, but at least once a minute", () => {
  assert.deepEqual([0, 1, 2, 10].map(waitAfter), [3000, 6000, 12000, 60000]);
});

test("the seconds that are left count from the last request of any tab", () => {
  assert.equal(secondsLeft({ now: 10_000, renewed: 4_000, length: 60 }), 54);
  assert.equal(secondsLeft({ now: 100_000, renewed: 0, length: 60 }), 0);
});

test("the warning is told in minutes, so that a screen reader is not kept busy", () => {
  assert.equal(warningText(300), "You will be signed out in 5 minutes.");
  assert.equal(warningText(61), "You will be signed out in 2 minutes.");
  assert.equal(warningText(60), "You will be signed out in 1 minute.");
  assert.equal(warningText(59), "You will be signed out in less than a minute.");
  assert.match(warningText(0), /have been signed out/);
});

test("how many rows are chosen", () => {
  assert.equal(chosenText(0, 3), "None chosen");
  assert.equal(chosenText(2, 3), "2 of 3 chosen");
  assert.equal(chosenText(3, 3), "All 3 chosen");
});

test("a token is renewed when it may be the reason of a refusal", () => {
  assert.deepEqual([200, 400, 401, 403, 404, 409, 500].filter(tokenIsOld), [400, 401, 403]);
});

test("the middle of a line with corners lies on the line", () => {
  assert.deepEqual(middleOf([{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 30 }]), { x: 10, y: 10 });
  assert.deepEqual(middleOf([{ x: 5, y: 5 }, { x: 5, y: 5 }]), { x: 5, y: 5 });
});

test("a drawing follows the other by the same way and as close", () => {
  const view = { x: 100, y: 0, width: 200, height: 100 };
  const before = { x: 0, y: 0, width: 400, height: 200 };

  assert.deepEqual(moved(view, before, { x: 40, y: -10, width: 400, height: 200 }), { x: 140, y: -10, width: 200, height: 100 });
  assert.deepEqual(moved(view, before, { x: 100, y: 50, width: 200, height: 100 }), { x: 150, y: 25, width: 100, height: 50 });
});

// A browser window that is asked to look again: `answers` are the pages that it gets, by the content of their place.
function lookingAgain(answers) {
  const shown = [];
  let again;
  const view = {
    document: { hidden: false },
    location: { href: "/impact", reload: () => shown.push("reload") },
    setInterval: (look) => { again = look; return 7; },
    clearInterval: (timer) => shown.push(`stop ${timer}`),
    fetch: async () => {
      const answer = answers.shift();
      if (answer === "broken") throw new TypeError("no network");
      return { ok: answer !== "refused", redirected: answer === "signed out", text: async () => answer };
    },
    DOMParser: class { parseFromString(text) { return { querySelector: () => (text === "over" ? null : { childNodes: [text] }) }; } },
  };
  const place = { dataset: { progress: "3" }, replaceChildren: (...nodes) => shown.push(...nodes) };
  startProgress(place, { view });
  return { view, shown, look: () => again() };
}

test("work that goes on is shown as far as it is, and the whole page once it is over", async () => {
  const { shown, look } = lookingAgain(["3 of 6", "5 of 6", "over"]);

  for (let time = 0; time < 3; time += 1) await look();

  assert.deepEqual(shown, ["3 of 6", "5 of 6", "stop 7", "reload"]);
});

test("what cannot be looked at is tried again, and nobody is sent away from the page", async () => {
  const { shown, look } = lookingAgain(["broken", "refused", "signed out", "4 of 6"]);

  for (let time = 0; time < 4; time += 1) await look();

  assert.deepEqual(shown, ["4 of 6"]);
});

test("a page that nobody looks at does not ask", async () => {
  const { view, shown, look } = lookingAgain(["3 of 6"]);
  view.document.hidden = true;

  await look();

  assert.deepEqual(shown, []);
});
