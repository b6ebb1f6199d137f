// What an editor has to do with its page.  The file stands in a <textarea id="content"> of an ordinary form, so that sending,
// drafts and refusals are those of every other form; the editor draws it, and writes it back when somebody changed something.
//
//   <div data-editor="modeler" data-editor-content="content" data-editor-catalogue="catalogue" data-editor-findings="findings">
//     <p data-editor-note role="status"></p> <div data-editor-tools></div> <div data-editor-views></div>
//     <div data-editor-canvas></div> <div data-editor-panel></div>
//   </div>                                       outside of the form: what is typed in its panel is no field of the form
//   <script type="application/json" id="catalogue">{…}</script>       see catalogue.js;   id="findings": [{element, severity, text}]
//
// An element with data-editor-show="<element id>" shows that element on the drawing; so does #show-<element id> in the address.  Findings that come later are told with
// place.dispatchEvent(new CustomEvent("findings", { detail: [...] })).  data-editor-state is opening, ready or failed.
const WRITE_AFTER = 300;

/** Start the editor of that kind on its places.  `open({place, content, catalogue, changed})` draws the file and resolves to
 *  {text(): the file as it stands, as a promise, showFindings(list), show(element id)}; the last two may be missing. */
export function startEditors(kind, open) {
  for (const place of document.querySelectorAll(`[data-editor="${kind}"]`)) new Host(place, open).start();
}

class Host {
  constructor(place, open) {
    this.place = place;
    this.open = open;
    this.file = document.getElementById(place.dataset.editorContent);
    this.note = place.querySelector("[data-editor-note]");
    this.behind = false; // the drawing is newer than the file
  }

  async start() {
    this.place.dataset.editorState = "opening";
    try {
      this.editor = await this.open({
        place: this.place, content: this.file.value, catalogue: handedIn(this.place.dataset.editorCatalogue, {}),
        changed: () => this.changed(),
      });
    } catch (error) {
      return this.failed(error);
    }
    (this.file.closest(".govuk-form-group") ?? this.file).hidden = true;
    this.listen();
    this.editor.showFindings?.(handedIn(this.place.dataset.editorFindings, []));
    this.place.dataset.editorState = "ready";
    this.showAsked();
  }

  /** The file stands below as text: nobody is locked out of a file that cannot be drawn. */
  failed(error) {
    this.place.dataset.editorState = "failed";
    this.say(`The file could not be drawn. It stands below as text. ${error.message}`);
  }

  listen() {
    this.file.form?.addEventListener("submit", (event) => this.submit(event), { capture: true });
    window.addEventListener("beforeunload", (event) => this.behind && event.preventDefault());
    this.place.addEventListener("findings", ({ detail }) => this.editor.showFindings?.(detail));
    document.addEventListener("click", ({ target }) => {
      const shown = target.closest?.("[data-editor-show]");
      if (shown) this.show(shown.dataset.editorShow);
    });
  }

  /** A link to one element: the address of the page with #show-<element id>. */
  async showAsked() {
    const [, element] = window.location.hash.match(/^#show-(.+)$/) ?? [];
    if (!element) return;
    await painted(); // the panel beside the drawing
    await painted(); // listens to what is selected only after it was drawn
    this.show(decodeURIComponent(element));
  }

  show(element) {
    this.place.scrollIntoView({ block: "start" });
    this.editor.show?.(element);
  }

  changed() {
    this.behind = true;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.write(), WRITE_AFTER);
  }

  /** Put the drawing into the file.  What is drawn meanwhile is written again.  Resolves to whether it could be written. */
  async write() {
    window.clearTimeout(this.timer);
    this.behind = false;
    try {
      this.file.value = await this.editor.text();
    } catch (error) {
      this.behind = true;
      this.say(`The last change could not be written into the file. ${error.message}`);
      return false;
    }
    this.file.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  async submit(event) {
    if (!this.behind) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await this.write())) return;
    // Later: while a form still tells of being sent, it takes no other request to send.
    window.setTimeout(() => this.file.form.requestSubmit(event.submitter));
  }

  say(text) {
    if (this.note) this.note.textContent = text;
  }
}

function painted() {
  return new Promise((done) => window.requestAnimationFrame(() => window.setTimeout(done)));
}

function handedIn(id, nothing) {
  const text = id && document.getElementById(id)?.textContent.trim();
  return text ? JSON.parse(text) : nothing;
}
