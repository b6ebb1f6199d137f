// The editor of diagrams.  What it asks of its page is in editors/host.js.
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule } from "bpmn-js-properties-panel";
import { ElementTemplatesPropertiesProviderModule } from "bpmn-js-element-templates";
import lintModule from "bpmn-js-bpmnlint";
import tokenSimulation from "bpmn-js-token-simulation";
import Modeler from "bpmn-js/lib/Modeler";
import behaviors from "camunda-bpmn-js-behaviors/lib/camunda-platform";
import camunda from "camunda-bpmn-moddle/resources/camunda.json";
import minimap from "diagram-js-minimap";

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "@bpmn-io/properties-panel/dist/assets/properties-panel.css";
import "bpmn-js-element-templates/dist/assets/element-templates.css";
import "bpmn-js-bpmnlint/dist/assets/css/bpmn-js-bpmnlint.css";
import "bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css";
import "diagram-js-minimap/assets/diagram-js-minimap.css";
import "./editors/editors.css";

import { showFindings } from "./editors/findings.js";
import { startEditors } from "./editors/host.js";
import { lintConfig } from "./editors/lint.js";
import pathways from "./editors/provider.js";
import { opening } from "./editors/sight.js";
import speakingIds from "./editors/speaking_ids.js";
import { drawTools } from "./editors/tools.js";
import { translate } from "./editors/words.js";

const MODULES = [
  BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule,
  ElementTemplatesPropertiesProviderModule, behaviors, pathways, lintModule, tokenSimulation, minimap, speakingIds,
  { translate: ["value", translate] },
];

startEditors("modeler", async ({ place, content, catalogue, changed }) => {
  const modeler = new Modeler({
    container: place.querySelector("[data-editor-canvas]"),
    propertiesPanel: { parent: place.querySelector("[data-editor-panel]") },
    moddleExtensions: { camunda },
    additionalModules: MODULES,
    elementTemplates: catalogue.templates ?? [],
    linting: { bpmnlint: lintConfig, active: true },
    catalogue,
  });
  await modeler.importXML(content);
  const [canvas, overlays, registry, selection] = ["canvas", "overlays", "elementRegistry", "selection"].map((name) => modeler.get(name));
  canvas.viewbox(opening(canvas.viewbox()));
  modeler.on("commandStack.changed", changed);
  drawTools(place, modeler);
  return {
    text: async () => (await modeler.saveXML({ format: true })).xml,
    showFindings: (findings) => showFindings({ overlays, registry }, findings),
    show: (id) => {
      const element = registry.get(id);
      if (!element) return;
      selection.select(element);
      canvas.scrollToElement(element);
    },
  };
});
