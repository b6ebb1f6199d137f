// What saving a draft says and when it tries again; no page needed, so that it can be tested without one.

export const SAVE_AFTER = 3000; // milliseconds after the last key
const LONGEST_WAIT = 60000;
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hour12: true, timeZone: "Europe/London" });

/** The fields as they are sent: no files, which are sent with the form itself. */
export function fieldsOf(entries) {
  const fields = new URLSearchParams();
  for (const [name, value] of entries) if (typeof value === "string") fields.append(name, value);
  return fields;
}

/** Whether somebody typed something since: hidden fields that change by themselves do not count. */
export function typed(fields) {
  const counted = new URLSearchParams(fields);
  for (const name of ["csrf_token", "once", "written_by", "version"]) counted.delete(name);
  return counted.toString();
}

export function waitAfter(failures) {
  return Math.min(SAVE_AFTER * 2 ** failures, LONGEST_WAIT);
}

export function savedText(savedAt) {
  if (!savedAt) return "Saved"; // the server had it already
  const moment = new Date(savedAt);
  return Number.isNaN(moment.getTime()) ? `Saved at ${savedAt}` : `Saved at ${CLOCK.format(moment).replace(" ", "")}`;
}

/** As the server says it when the page is opened (service/web/tasks/present.py). */
export function othersText(names) {
  if (!names || names.length === 0) return "";
  const last = names[names.length - 1];
  const said = names.length === 1 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
  return `Also open by ${said}. You each have answers of your own, and neither overwrites the other.`;
}

/** What became of it: "saved", "signed-out", "stale" (no use trying again) or "trouble" (try again). */
export function outcomeOf(status, redirected) {
  if (status === 401 || redirected) return "signed-out";
  if (status === 404 || status === 409 || status === 410) return "stale";
  return status >= 200 && status < 300 ? "saved" : "trouble";
}

export function troubleText(outcome, detail) {
  if (outcome === "signed-out") return "Not saved: you are signed out. Sign in again in another tab; this page keeps trying.";
  if (outcome === "stale") return `Not saved: ${detail || "this task has changed. Open it again to go on."}`;
  return detail ? `Not saved: ${detail}` : "Not saved yet: the service does not answer. This page keeps trying.";
}
