// Work that goes on while the page is open: looks again every few seconds, and shows the whole page once it is over.
export function startProgress(place, { view = window, seconds = Number(place.dataset.progress) } = {}) {
  const timer = view.setInterval(look, seconds * 1000);

  async function look() {
    if (view.document.hidden) return;
    const fresh = await found(view);
    if (fresh === undefined) return; // no answer: it is tried again
    if (fresh !== null) place.replaceChildren(...fresh.childNodes);
    else {
      view.clearInterval(timer);
      view.location.reload();
    }
  }
}

// The same place on the page as it is now; null: it is not there any more; undefined: the page could not be read.
async function found(view) {
  try {
    const answer = await view.fetch(view.location.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return undefined;
    return new view.DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
  } catch {
    return undefined;
  }
}
