// The form as the worker will see it: drawn by the server from what is in the editor, a moment after each change.
//   <p data-preview-note role="status"></p><section data-preview="address" data-preview-of="id of the file's field"></section>
//   the answer is a piece of HTML
import { Checkboxes, createAll, Radios } from "govuk-frontend";

const DRAW_AFTER = 800;
const OLD = "Could not be drawn; this is from before your last change.";
const NONE = "Could not be drawn.";

export function startPreviews() {
  for (const place of document.querySelectorAll("[data-preview]")) new Preview(place).start();
}

export class Preview {
  constructor(place) {
    this.place = place;
    this.note = document.querySelector("[data-preview-note]");
    this.file = document.getElementById(place.dataset.previewOf);
    this.round = 0;
  }

  start() {
    this.file.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.draw(), DRAW_AFTER);
    });
    this.draw();
  }

  /** An answer that was overtaken is thrown away; while the form cannot be drawn, the last preview stays, and says so. */
  async draw() {
    const round = ++this.round;
    const html = await this.ask();
    if (round !== this.round) return;
    this.note.textContent = html === undefined ? (this.place.innerHTML.trim() ? OLD : NONE) : "";
    if (html === undefined) return;
    this.place.innerHTML = html;
    for (const component of [Checkboxes, Radios]) createAll(component, undefined, this.place);
  }

  async ask() {
    const answer = await fetch(this.place.dataset.preview, {
      method: "POST", body: new URLSearchParams(new FormData(this.file.form)), headers: { "X-Requested-With": "preview" },
    }).catch(() => undefined);
    return answer?.ok && !answer.redirected ? answer.text().catch(() => undefined) : undefined;
  }
}
