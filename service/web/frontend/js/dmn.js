// The editor of decisions.  A file with one table opens on the table.  What it asks of its page is in editors/host.js.
import { CamundaPropertiesProviderModule, DmnPropertiesPanelModule, DmnPropertiesProviderModule } from "dmn-js-properties-panel";
import camunda from "camunda-dmn-moddle/resources/camunda.json";
import Modeler from "dmn-js/lib/Modeler";

import "dmn-js/dist/assets/diagram-js.css";
import "dmn-js/dist/assets/dmn-js-shared.css";
import "dmn-js/dist/assets/dmn-js-drd.css";
import "dmn-js/dist/assets/dmn-js-decision-table.css";
import "dmn-js/dist/assets/dmn-js-decision-table-controls.css";
import "dmn-js/dist/assets/dmn-js-literal-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression-controls.css";
import "dmn-js/dist/assets/dmn-font/css/dmn.css";
import "dmn-js-properties-panel/dist/assets/properties-panel.css";
import "./editors/editors.css";

import { startEditors } from "./editors/host.js";
import { firstView, viewLabel, viewWith } from "./editors/views.js";

startEditors("dmn", async ({ place, content, changed }) => {
  const modeler = new Modeler({
    container: place.querySelector("[data-editor-canvas]"),
    drd: {
      propertiesPanel: { parent: place.querySelector("[data-editor-panel]") },
      additionalModules: [DmnPropertiesPanelModule, DmnPropertiesProviderModule, CamundaPropertiesProviderModule],
    },
    moddleExtensions: { camunda },
  });
  const listened = new WeakSet();
  modeler.on("views.changed", ({ views, activeView }) => {
    drawViews(place, modeler, views, activeView);
    const viewer = modeler.getActiveViewer();
    if (!viewer || listened.has(viewer)) return;
    listened.add(viewer);
    viewer.on("commandStack.changed", changed);
  });
  await modeler.importXML(content, { open: false });
  await modeler.open(firstView(modeler.getViews()));
  return {
    text: async () => (await modeler.saveXML({ format: true })).xml,
    show: async (id) => {
      const view = viewWith(modeler.getViews(), id);
      if (!view) return;
      await modeler.open(view);
      if (view.element.id !== id) mark(place, id);
    },
  };
});

/** Lead to the row that has that id or that cell, or to the column. */
function mark(place, id) {
  for (const marked of place.querySelectorAll(".app-editor__shown")) marked.classList.remove("app-editor__shown");
  const cell = [...place.querySelectorAll("[data-editor-canvas] [data-element-id]")].find(({ dataset }) => dataset.elementId === id);
  const shown = cell?.closest("tbody tr") ?? cell;
  shown?.classList.add("app-editor__shown");
  shown?.scrollIntoView({ block: "center" });
}

function drawViews(place, modeler, views, activeView) {
  const buttons = views.map((view) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "app-editor__view";
    button.textContent = viewLabel(view);
    button.setAttribute("aria-pressed", String(view.element === activeView?.element && view.type === activeView?.type));
    button.addEventListener("click", () => modeler.open(view));
    return button;
  });
  place.querySelector("[data-editor-views]")?.replaceChildren(...buttons);
  place.querySelector("[data-editor-panel]").hidden = activeView?.type !== "drd";
}
