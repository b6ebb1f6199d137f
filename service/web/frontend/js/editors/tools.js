// Buttons above a drawing for what a mouse wheel and shortcuts do, too: nobody has to know those.
const STEP = 1.25;
const PALETTE = 130; // pixels that it takes on the left
const MARGIN = 40;

/** Draw the buttons; they follow what can be taken back. */
export function drawTools(place, modeler) {
  const [canvas, stack] = ["canvas", "commandStack"].map((name) => modeler.get(name));
  const act = (name) => modeler.get("editorActions").trigger(name); // which does nothing while tokens are simulated
  const undo = button("Undo", () => act("undo"));
  const redo = button("Redo", () => act("redo"));
  const follow = () => {
    undo.setAttribute("aria-disabled", String(!stack.canUndo()));
    redo.setAttribute("aria-disabled", String(!stack.canRedo()));
  };
  modeler.on("commandStack.changed", follow);
  follow();
  place.querySelector("[data-editor-tools]")?.replaceChildren(
    undo, redo,
    button("Zoom in", () => canvas.zoom(canvas.zoom() * STEP)),
    button("Zoom out", () => canvas.zoom(canvas.zoom() / STEP)),
    button("Show all of it", () => canvas.viewbox(whole(canvas.viewbox()))),
  );
}

/** The part to look at so that all of the drawing is in sight, beside the palette, and not larger than it was drawn. */
export function whole({ inner, outer }) {
  const [width, height] = [outer.width - PALETTE - MARGIN, outer.height - 2 * MARGIN];
  const scale = Math.min(width / inner.width, height / inner.height, 1);
  return {
    x: inner.x - PALETTE / scale, y: inner.y - (outer.height / scale - inner.height) / 2,
    width: outer.width / scale, height: outer.height / scale,
  };
}

function button(text, onClick) {
  const drawn = document.createElement("button");
  drawn.type = "button";
  drawn.className = "app-editor__view";
  drawn.textContent = text;
  drawn.addEventListener("click", onClick);
  return drawn;
}
