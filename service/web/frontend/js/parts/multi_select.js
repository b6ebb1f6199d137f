// Rows that can be chosen: a "Choose all" box in the heading and a count that is read out.  Without scripts the boxes alone do.

export function chosenText(count, total) {
  if (count === 0) return "None chosen";
  return count === total ? `All ${total} chosen` : `${count} of ${total} chosen`;
}

export function startMultiSelect(form) {
  const boxes = [...form.querySelectorAll("[data-multi-select-row]")];
  const all = form.querySelector("[data-multi-select-all]");
  const note = form.querySelector("[data-multi-select-note]");
  if (boxes.length === 0) return;
  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    if (note) note.textContent = chosenText(count, boxes.length);
    if (!all) return;
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  };
  all?.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  tell();
}
