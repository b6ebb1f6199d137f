// Where cases wait, as warmth over the steps of a diagram.  The words beside each spot say what the colour says.
const SVG = "http://www.w3.org/2000/svg";
const LAYER = "heat";
const ABOVE_SHAPES = 10; // lanes are opaque

// `heat`: {element: {value, text}}; what was drawn before goes.
export function drawHeat(viewer, heat) {
  const [canvas, overlays, registry] = ["canvas", "overlays", "elementRegistry"].map((name) => viewer.get(name));
  const layer = canvas.getLayer(LAYER, ABOVE_SHAPES);
  layer.replaceChildren(blur());
  layer.style.mixBlendMode = "multiply";
  layer.style.pointerEvents = "none";
  overlays.remove({ type: LAYER });
  const spots = Object.entries(heat).filter(([id, spot]) => registry.get(id) && spot.value >= 0);
  const most = Math.max(...spots.map(([, spot]) => spot.value), 0) || 1;
  for (const [id, spot] of spots) {
    layer.append(ellipse(registry.get(id), spot.value / most));
    overlays.add(id, LAYER, { position: { top: -14, right: 14 }, html: label(spot.text) });
  }
}

function blur() {
  const filter = document.createElementNS(SVG, "filter");
  filter.id = "heat-blur";
  const gauss = document.createElementNS(SVG, "feGaussianBlur");
  gauss.setAttribute("stdDeviation", "14");
  filter.append(gauss);
  return filter;
}

function ellipse(shape, share) {
  const more = 14 + 16 * share;
  const spot = document.createElementNS(SVG, "ellipse");
  const values = {
    cx: shape.x + shape.width / 2, cy: shape.y + shape.height / 2,
    rx: shape.width / 2 + more, ry: shape.height / 2 + more,
    fill: `hsl(${52 - 52 * share} 95% 50%)`, opacity: 0.2 + 0.35 * share, filter: "url(#heat-blur)",
  };
  for (const [name, value] of Object.entries(values)) spot.setAttribute(name, value);
  return spot;
}

function label(text) {
  const words = document.createElement("span");
  words.className = "step-badge";
  words.textContent = text;
  return words;
}
