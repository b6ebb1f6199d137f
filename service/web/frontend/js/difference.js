// Two drawings of a process, before and after, that move together; what differs is marked with colours and words.
// The list beside them is the way for the keyboard; the table below says the same.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

import { middleOf, moved } from "./parts/drawings.js";

import "bpmn-js/dist/assets/diagram-js.css";
import "./parts/difference.css";

const CHOSEN = "difference-chosen";

for (const place of document.querySelectorAll("[data-difference]")) start(place);

async function start(place) {
  const note = place.querySelector("[data-difference-note]");
  const items = [...place.querySelectorAll("[data-difference-show]")];
  const drawn = await Promise.all([...place.querySelectorAll("[data-difference-side]")].map((canvas) => draw(canvas)));
  const sides = drawn.filter((side) => side !== null);
  if (sides.length < drawn.length) note.textContent = "A drawing could not be shown. The table below says what differs.";
  for (const side of sides) mark(side, items, (item) => choose(item, { items, sides, note }));
  if (sides.length === 2) together(...sides);
  for (const item of items) item.addEventListener("click", () => choose(item, { items, sides, note }));
  for (const zoom of place.querySelectorAll("[data-difference-zoom]")) {
    zoom.addEventListener("click", () => zoomAll(sides, zoom.dataset.differenceZoom));
  }
  if (items.length > 0 && sides.length > 0) choose(items[0], { items, sides, note }); // a whole drawing is too small to read
}

async function draw(container) {
  const viewer = new NavigatedViewer({ container });
  try {
    const answer = await fetch(container.dataset.differenceFile, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    await viewer.importXML(await answer.text());
  } catch {
    container.hidden = true;
    return null;
  }
  viewer.get("canvas").zoom("fit-viewport", "auto");
  return { name: container.dataset.differenceSide, viewer };
}

function mark({ name, viewer }, items, onChosen) {
  const [canvas, overlays, registry] = ["canvas", "overlays", "elementRegistry"].map((each) => viewer.get(each));
  const byId = new Map();
  for (const item of items) {
    const element = registry.get(item.dataset[name]);
    if (!element || element === canvas.getRootElement()) continue;
    byId.set(element.id, item);
    canvas.addMarker(element.id, `difference-${item.dataset.sign}`);
    overlays.add(element.id, "difference", { position: placeOf(element), html: badge(item) });
  }
  viewer.get("eventBus").on("element.click", ({ element }) => byId.has(element.id) && onChosen(byId.get(element.id)));
}

function placeOf(element) {
  if (!element.waypoints) return { top: -12, left: 0 };
  const middle = middleOf(element.waypoints);
  const [left, top] = ["x", "y"].map((axis) => Math.min(...element.waypoints.map((point) => point[axis])));
  return { left: middle.x - left, top: middle.y - top - 8 };
}

function badge(item) {
  const words = document.createElement("span");
  words.className = `difference-badge difference-badge--${item.dataset.sign}`;
  words.textContent = item.dataset.badge;
  return words;
}

// One follows the other by the same way, not to the same place: a drawing may stand elsewhere in its file.
function together(one, other) {
  let follows = false;
  for (const [leader, follower] of [[one, other], [other, one]]) {
    leader.seen = leader.viewer.get("canvas").viewbox();
    leader.viewer.get("eventBus").on("canvas.viewbox.changed", ({ viewbox }) => {
      const before = leader.seen;
      leader.seen = viewbox;
      if (follows || leader.alone) return;
      follows = true;
      const canvas = follower.viewer.get("canvas");
      canvas.viewbox(moved(canvas.viewbox(), before, viewbox));
      follower.seen = canvas.viewbox();
      follows = false;
    });
  }
}

function choose(item, { items, sides, note }) {
  for (const each of items) each.setAttribute("aria-pressed", String(each === item));
  const shown = sides.filter((side) => showOn(side, item.dataset[side.name]));
  for (const side of sides) if (shown.length > 0 && !shown.includes(side)) goTo(side, shown[0].viewer.get("canvas").viewbox());
  const missing = sides.filter((side) => !item.dataset[side.name]).map((side) => side.name);
  const where = missing.length ? ` Not on the drawing ${missing[0]}.` : "";
  note.textContent = `${item.textContent}: ${item.dataset.badge}.${shown.length ? where : " It has no place of its own on the drawings."}`;
}

function showOn(side, id) {
  const [canvas, registry] = ["canvas", "elementRegistry"].map((each) => side.viewer.get(each));
  for (const element of registry.filter((each) => canvas.hasMarker(each.id, CHOSEN))) canvas.removeMarker(element.id, CHOSEN);
  const element = id && registry.get(id);
  if (!element || element === canvas.getRootElement()) return false;
  side.alone = true; // each drawing goes to its own place
  centre(canvas, element);
  side.alone = false;
  canvas.addMarker(id, CHOSEN);
  return true;
}

// Where an element is missing the same place is shown, so that one sees that it is missing there.
function goTo(side, { x, y, width, height }) {
  side.alone = true;
  side.viewer.get("canvas").viewbox({ x, y, width, height });
  side.alone = false;
}

function centre(canvas, element) {
  const zoom = Math.max(canvas.zoom(), 0.6);
  canvas.zoom(zoom);
  const { width, height } = canvas.viewbox();
  const middle = element.waypoints ? middleOf(element.waypoints) : { x: element.x + element.width / 2, y: element.y + element.height / 2 };
  canvas.viewbox({ x: middle.x - width / 2, y: middle.y - height / 2, width, height });
}

function zoomAll(sides, how) {
  for (const side of sides) {
    const canvas = side.viewer.get("canvas");
    side.alone = true;
    if (how === "fit") canvas.zoom("fit-viewport", "auto");
    else canvas.zoom(canvas.zoom() * (how === "in" ? 1.25 : 0.8));
    side.alone = false;
  }
}
