// The form as the worker will see it: drawn by the server from what is in the editor, a moment after each change.
//   <section data-preview="address" data-preview-of="id of the file's field">; the answer is a piece of HTML
import { Checkboxes, createAll, Radios } from "govuk-frontend";

const DRAW_AFTER = 800;

export function startPreviews() {
  for (const place of document.querySelectorAll("[data-preview]")) new Preview(place).start();
}

class Preview {
  constructor(place) {
    this.place = place;
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

  /** An answer that was overtaken is thrown away; while the form cannot be drawn, the last preview stays. */
  async draw() {
    const round = ++this.round;
    const answer = await fetch(this.place.dataset.preview, {
      method: "POST", body: new URLSearchParams(new FormData(this.file.form)), headers: { "X-Requested-With": "preview" },
    }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    const html = await answer.text();
    if (round !== this.round) return;
    this.place.innerHTML = html;
    for (const component of [Checkboxes, Radios]) createAll(component, undefined, this.place);
  }
}
