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
  for (const { id, share, text } of sharesOf(heat)) {
    if (!registry.get(id)) continue; // of a release before
    layer.append(ellipse(registry.get(id), share));
    overlays.add(id, LAYER, { position: { top: -14, right: 14 }, html: label(text) });
  }
}

// Each spot with its share of the warmest one.
export function sharesOf(heat) {
  const most = Math.max(...Object.values(heat).map(({ value }) => value), 0) || 1;
  return Object.entries(heat).map(([id, { value, text }]) => ({ id, share: value / most, text }));
}

// How a spot is drawn around its step: the warmer, the larger, redder and less clear.
export function spotOf({ x, y, width, height }, share) {
  const more = 14 + 16 * share;
  return {
    cx: x + width / 2, cy: y + height / 2, rx: width / 2 + more, ry: height / 2 + more,
    fill: `hsl(${52 - 52 * share} 95% 50%)`, opacity: 0.2 + 0.35 * share,
  };
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
  const spot = document.createElementNS(SVG, "ellipse");
  const values = { ...spotOf(shape, share), filter: "url(#heat-blur)" };
  for (const [name, value] of Object.entries(values)) spot.setAttribute(name, value);
  return spot;
}

function label(text) {
  const words = document.createElement("span");
  words.className = "step-badge";
  words.textContent = text;
  return words;
}
