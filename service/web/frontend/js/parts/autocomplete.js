// Long selects become a box to type in; the select stays what is sent.
import accessibleAutocomplete from "accessible-autocomplete";

export function startAutocomplete(page) {
  for (const select of page.querySelectorAll("select[data-autocomplete]")) {
    accessibleAutocomplete.enhanceSelectElement({ selectElement: select, defaultValue: chosen(select), showAllValues: true, preserveNullOptions: false });
  }
}

function chosen(select) {
  const option = select.selectedOptions[0];
  return option && option.value ? option.textContent.trim() : "";
}
