// The page of one file of a draft: after each save the checks are asked again, and what they find stands on the drawing and
// in the list beside it.  autosave.js tells of a save with the event "saved" on the form.
//   <section data-found-href="address"><p data-found-note role="status"></p><div data-found>…</div></section>
//   the answer is {badges, html}, drawn by the server
const CHECK_AFTER = 500;
const OLD = "Could not be checked; this is from before your last change.";

export class Found {
  constructor(section) {
    this.section = section;
    this.list = section.querySelector("[data-found]");
    this.note = section.querySelector("[data-found-note]");
    this.busy = false;
    this.again = false;
  }

  start() {
    document.addEventListener("saved", ({ detail }) => {
      if (!detail.changed) return;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.check(), CHECK_AFTER);
    });
  }

  /** One question at a time: a check takes a moment, and only the last answer counts. */
  async check() {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    do {
      this.again = false;
      this.found = await this.ask();
    } while (this.again);
    this.busy = false;
    this.note.textContent = this.found ? "" : OLD;
    if (this.found) this.show(this.found);
  }

  async ask() {
    const answer = await fetch(this.section.dataset.foundHref, { headers: { Accept: "application/json" } }).catch(() => undefined);
    return answer?.ok && !answer.redirected ? answer.json().catch(() => undefined) : undefined;
  }

  show({ badges, html }) {
    this.list.innerHTML = html;
    for (const place of document.querySelectorAll("[data-editor]")) place.dispatchEvent(new CustomEvent("findings", { detail: badges }));
  }
}

for (const section of document.querySelectorAll("[data-found-href]")) new Found(section).start();
