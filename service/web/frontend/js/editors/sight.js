// Which part of a drawing is looked at, as what the canvas takes for its viewbox.
const READABLE = 0.7; // scale
const PALETTE = 130; // pixels that it takes on the left
const MARGIN = 40;

/** The part to look at so that all of the drawing is in sight, beside the palette, and not larger than it was drawn. */
export function whole({ inner, outer }) {
  const [width, height] = [outer.width - PALETTE - MARGIN, outer.height - 2 * MARGIN];
  return beside({ inner, outer }, Math.min(width / inner.width, height / inner.height, 1));
}

/** The whole drawing where it can be read like that; otherwise its beginning. */
export function opening({ inner, outer }) {
  const all = whole({ inner, outer });
  return outer.width / all.width >= READABLE ? all : beside({ inner, outer }, READABLE, MARGIN);
}

// `least`: so far above the drawing at least; without it the drawing stands in the middle.
function beside({ inner, outer }, scale, least = -Infinity) {
  const [width, height] = [outer.width / scale, outer.height / scale];
  return { x: inner.x - PALETTE / scale, y: inner.y - Math.max((height - inner.height) / 2, least), width, height };
}
