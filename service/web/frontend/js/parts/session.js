// Warn before the session ends, and let people stay.  What is being typed is a draft on the server already.

const WARN_SECONDS = 300;
const RENEWED = "pathways.session-renewed";

export function secondsLeft({ now, renewed, length }) {
  return Math.max(0, Math.ceil(length - (now - renewed) / 1000));
}

export function warningText(seconds) {
  if (seconds <= 0) return "You have been signed out because nothing happened for a long time.";
  if (seconds < 60) return "You will be signed out in less than a minute.";
  const minutes = Math.ceil(seconds / 60);
  return `You will be signed out in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
}

export function startSessionWarning(page) {
  const dialog = page.querySelector("[data-session-seconds]");
  if (!dialog) return;
  const warning = new Warning(dialog);
  warning.renew();
  window.addEventListener("storage", (event) => event.key === RENEWED && warning.heard(Number(event.newValue)));
  window.setInterval(() => warning.look(), 1000);
}

class Warning {
  constructor(dialog) {
    this.dialog = dialog;
    this.length = Number(dialog.dataset.sessionSeconds);
    this.text = dialog.querySelector("[data-session-text]");
    this.stay = dialog.querySelector("[data-session-stay]");
    this.again = dialog.querySelector("[data-session-again]");
    this.stay.addEventListener("click", () => this.keepAlive());
    dialog.addEventListener("cancel", () => this.keepAlive());
  }

  renew() {
    this.renewed = Date.now();
    try { window.localStorage.setItem(RENEWED, String(this.renewed)); } catch { /* private windows may forbid it */ }
  }

  heard(renewed) {
    this.renewed = Math.max(this.renewed, renewed);
    this.look();
  }

  look() {
    const left = secondsLeft({ now: Date.now(), renewed: this.renewed, length: this.length });
    if (left > WARN_SECONDS) {
      if (this.dialog.open) this.dialog.close();
      return;
    }
    const text = warningText(left);
    if (this.text.textContent !== text) this.text.textContent = text;
    this.stay.hidden = left === 0;
    this.again.hidden = left > 0;
    if (!this.dialog.open) this.dialog.showModal();
  }

  async keepAlive() {
    const body = new URLSearchParams({ csrf_token: this.dialog.dataset.csrf });
    const answer = await fetch(this.dialog.dataset.keepAlive, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) {
      this.length = 0;
      return this.look();
    }
    this.renew();
    this.dialog.close();
  }
}
