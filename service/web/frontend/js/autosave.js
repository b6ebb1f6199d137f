// Drafts that save themselves.  <form data-autosave-url="…"> with an element [data-draft-status] (aria-live) and, where
// wanted, [data-draft-others].  The answer is JSON: {saved_at, version, others: [names]}; a refusal is {detail}.
// The same address is posted to now and then without changes, to be told who else has the page open (where it is asked for).
// Each answer is told to the page with the event "saved" on the form.
import { renewToken, tokenIsOld } from "./parts/token.js";
import { fieldsOf, othersText, outcomeOf, SAVE_AFTER, savedText, troubleText, typed, waitAfter } from "./parts/drafts.js";

const LOOK_AROUND = 20000;
const OUTLIVES = 60000; // letters: browsers refuse more in a request that outlives its page

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosaveUrl;
    const bar = document.querySelector(form.dataset.draftBar || "[data-draft-bar]");
    this.bar = bar;
    this.status = bar?.querySelector("[data-draft-status]");
    this.others = bar?.querySelector("[data-draft-others]");
    this.kept = typed(this.fields());
    this.failures = 0;
    this.over = false;
    this.flight = undefined; // the draft that is on its way
  }

  start() {
    this.form.addEventListener("input", () => this.soon(SAVE_AFTER));
    this.form.addEventListener("change", () => this.soon(SAVE_AFTER));
    this.form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("beforeunload", (event) => this.wouldLose() && event.preventDefault());
    if (this.others) window.setInterval(() => document.visibilityState === "visible" && this.save({ always: true }), LOOK_AROUND);
  }

  fields() {
    return fieldsOf(new FormData(this.form).entries());
  }

  soon(delay) {
    window.clearTimeout(this.timer);
    if (!this.over) this.timer = window.setTimeout(() => this.save({ always: false }), delay);
  }

  stop() {
    this.over = true;
    window.clearTimeout(this.timer);
  }

  /** Lets a draft that is on its way arrive first: the form says on which version of the draft it was written. */
  submit(event) {
    this.stop();
    if (!this.flight) return;
    event.preventDefault();
    this.flight.finally(() => this.form.requestSubmit(event.submitter));
  }

  leave() {
    const fields = this.fields();
    if (this.over || this.flight || typed(fields) === this.kept) return;
    this.flight = this.part(fields).finally(() => { this.flight = undefined; });
  }

  /** Whether leaving now would lose what was typed: too much to be sent by a page that is gone. */
  wouldLose() {
    const fields = this.fields();
    return !this.over && typed(fields) !== this.kept && String(fields).length > OUTLIVES;
  }

  async part(fields) {
    const keepalive = String(fields).length <= OUTLIVES;
    const answer = await fetch(this.url, this.request(fields, { keepalive })).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    this.kept = typed(fields);
    this.take(await answer.json().catch(() => ({})));
  }

  async save({ always }) {
    const fields = this.fields();
    const changed = typed(fields) !== this.kept;
    if (this.over || this.flight || !(changed || always)) return;
    this.flight = this.send(fields, changed).catch(() => this.failed("trouble", ""));
    await this.flight;
    this.flight = undefined;
    if (!this.failures && typed(this.fields()) !== this.kept) this.soon(SAVE_AFTER);
  }

  async send(fields, changed) {
    let answer = await fetch(this.url, this.request(fields, { keepalive: false }));
    if (tokenIsOld(answer.status) && (await renewToken(document))) {
      answer = await fetch(this.url, this.request(this.fields(), { keepalive: false }));
    }
    const outcome = outcomeOf(answer.status, answer.redirected);
    const said = await answer.json().catch(() => ({}));
    if (outcome !== "saved") return this.failed(outcome, said.detail);
    this.kept = typed(fields);
    const recovered = this.failures > 0;
    this.failures = 0;
    this.take(said);
    if (changed || recovered) this.say(savedText(said.saved_at), false);
  }

  request(body, { keepalive }) {
    return { method: "POST", body, keepalive, headers: { Accept: "application/json", "X-Requested-With": "autosave" } };
  }

  take(said) {
    const version = this.form.querySelector('input[name="version"]');
    if (version && said.version !== undefined) version.value = said.version;
    const others = othersText(said.others);
    if (this.others && this.others.textContent !== others) this.others.textContent = others;
    this.form.dispatchEvent(new CustomEvent("saved", { bubbles: true, detail: said }));
  }

  failed(outcome, detail) {
    this.failures += 1;
    this.say(troubleText(outcome, detail), true);
    if (outcome === "stale") return this.stop();
    this.soon(waitAfter(this.failures));
  }

  say(text, trouble) {
    if (this.status && this.status.textContent !== text) this.status.textContent = text;
    this.bar?.classList.toggle("app-draft-bar--trouble", trouble);
  }
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) new Autosave(form).start();
