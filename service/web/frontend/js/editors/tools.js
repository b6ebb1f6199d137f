// Buttons above a drawing for what a mouse wheel and shortcuts do, too: nobody has to know those.
import { whole } from "./sight.js";

const STEP = 1.25;

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

function button(text, onClick) {
  const drawn = document.createElement("button");
  drawn.type = "button";
  drawn.className = "app-editor__view";
  drawn.textContent = text;
  drawn.addEventListener("click", onClick);
  return drawn;
}
