// What every page gets: GOV.UK's components, the session warning, choosing rows, printing.
import {
  Button, CharacterCount, Checkboxes, createAll, ErrorSummary, ExitThisPage, FileUpload, NotificationBanner, PasswordInput,
  Radios, ServiceNavigation, SkipLink, Tabs,
} from "govuk-frontend";

import { startMultiSelect } from "./parts/multi_select.js";
import { startProgress } from "./parts/progress.js";
import { startSessionWarning } from "./parts/session.js";

for (const component of [
  Button, CharacterCount, Checkboxes, ErrorSummary, ExitThisPage, FileUpload, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink, Tabs,
]) {
  createAll(component);
}

startSessionWarning(document);
for (const form of document.querySelectorAll("[data-multi-select]")) startMultiSelect(form);
for (const place of document.querySelectorAll("[data-progress]")) startProgress(place);
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
for (const place of document.querySelectorAll("[data-run-on]")) {
  const { startRunOn } = await import("./parts/run_on.js");
  startRunOn(place);
}
if (document.querySelector("select[data-autocomplete]")) {
  const { startAutocomplete } = await import("./parts/autocomplete.js");
  startAutocomplete(document);
}
