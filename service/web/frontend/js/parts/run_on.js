// Running scenario files a few seconds at a time, one request after the other, until none is left.  Without scripts the
// button does the same, click by click.
export function startRunOn(place) {
  const form = place.querySelector("form");
  const status = place.querySelector("[data-run-on-status]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.querySelector("button").disabled = true;
    let left = Number(place.dataset.runOn);
    status.textContent = words(left);
    while (left > 0) {
      const now = await run(form);
      if (now === null || now >= left) break; // something went wrong: the page says what
      left = now;
      status.textContent = words(left);
    }
    window.location.reload();
  });
}

// How many files are left after one more request; null when it was refused.
async function run(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return Number(page.querySelector("[data-run-on]")?.dataset.runOn ?? 0);
  } catch {
    return null;
  }
}

function words(left) {
  return `Running. ${left} ${left === 1 ? "file" : "files"} left, of the draft and of the live release.`;
}
