// The editor of forms.  What it asks of its page is in editors/host.js.
import { FormEditor } from "@bpmn-io/form-js-editor";

import "@bpmn-io/form-js-viewer/dist/assets/form-js.css";
import "@bpmn-io/form-js-editor/dist/assets/form-js-editor.css";
import "@bpmn-io/form-js-editor/dist/assets/dragula.css";
import "@bpmn-io/form-js-editor/dist/assets/properties-panel.css";
import "./editors/editors.css";

import { startEditors } from "./editors/host.js";
import { startPreviews } from "./editors/preview.js";

startPreviews();

startEditors("form-editor", async ({ place, content, changed }) => {
  const editor = new FormEditor({
    container: place.querySelector("[data-editor-canvas]"),
    propertiesPanel: { parent: place.querySelector("[data-editor-panel]") },
  });
  await editor.importSchema(JSON.parse(content));
  editor.on("commandStack.changed", changed);
  return { text: async () => `${JSON.stringify(editor.saveSchema(), null, 2)}\n` };
});
