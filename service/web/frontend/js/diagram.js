// The diagram of a pathway, drawn when somebody asks for it: with the state of each step, or where cases wait (heat).
// The table below says the same.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

import { drawHeat } from "./parts/heat.js";

import "bpmn-js/dist/assets/diagram-js.css";
import "./parts/diagram.css";

for (const place of document.querySelectorAll("[data-diagram]")) start(place);

function start(place) {
  const button = place.querySelector("[data-diagram-show]");
  const canvas = place.querySelector("[data-diagram-canvas]");
  let viewer;
  button.addEventListener("click", async () => {
    const open = canvas.hidden;
    show(place, canvas, open);
    button.textContent = open ? "Hide the diagram" : "Show the diagram";
    button.setAttribute("aria-expanded", String(open));
    if (open && !viewer) viewer = await draw(place, canvas);
  });
  if ("diagramOpen" in place.dataset) button.click();
  for (const zoom of place.querySelectorAll("[data-diagram-zoom]")) {
    zoom.addEventListener("click", () => viewer && zoomBy(viewer, zoom.dataset.diagramZoom));
  }
  for (const layer of place.querySelectorAll("[data-diagram-layer]")) {
    layer.addEventListener("click", () => viewer && warm(place, viewer, layer.dataset.diagramLayer));
  }
}

function show(place, canvas, open) {
  canvas.hidden = !open;
  for (const tool of place.querySelectorAll("[data-diagram-zoom], [data-diagram-layer]")) tool.hidden = !open;
}

async function draw(place, container) {
  const note = place.querySelector("[data-diagram-note]");
  const viewer = new NavigatedViewer({ container });
  try {
    const answer = await fetch(place.dataset.diagram, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    await viewer.importXML(await answer.text());
  } catch {
    note.textContent = "The diagram could not be drawn. The table below has every step.";
    return viewer;
  }
  if (place.dataset.diagramHeat) warm(place, viewer, "now");
  else mark(viewer, JSON.parse(place.dataset.diagramStates));
  viewer.get("canvas").zoom("fit-viewport", "auto");
  return viewer;
}

function warm(place, viewer, layer) {
  drawHeat(viewer, JSON.parse(place.dataset.diagramHeat)[layer]);
  for (const choice of place.querySelectorAll("[data-diagram-layer]")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.diagramLayer === layer));
  }
}

function mark(viewer, { steps, flows }) {
  const [canvas, overlays, registry] = ["canvas", "overlays", "elementRegistry"].map((name) => viewer.get(name));
  const parts = new Map();
  for (const step of steps) {
    if (!registry.get(step.id)) continue;
    canvas.addMarker(step.id, `step-${step.state}`);
    overlays.add(step.id, "step", { position: { top: -14, right: 14 }, html: badge(step) });
    if (step.href) parts.set(step.id, step.href);
  }
  for (const flow of flows) if (registry.get(flow)) canvas.addMarker(flow, "flow-taken");
  viewer.get("eventBus").on("element.click", ({ element }) => {
    if (parts.has(element.id)) window.location.assign(parts.get(element.id));
  });
}

// The words say what the colour says.
function badge(step) {
  const words = document.createElement("span");
  words.className = `step-badge step-badge--${step.state}`;
  words.textContent = step.count > 1 ? `${step.text} · ${step.count}` : step.text;
  return words;
}

function zoomBy(viewer, how) {
  const canvas = viewer.get("canvas");
  if (how === "fit") canvas.zoom("fit-viewport", "auto");
  else canvas.zoom(canvas.zoom() * (how === "in" ? 1.25 : 0.8));
}
