// Forms carry a token of the session.  Who signs in again in another tab has a new one; a page that was open takes it over,
// when it is the same person who signed in.

export function tokenIsOld(status) {
  return status === 400 || status === 401 || status === 403;
}

/** Whether a new token was put into every form of the page. */
export async function renewToken(page) {
  const session = page.querySelector("[data-session-token]");
  if (!session) return false;
  const answer = await fetch(session.dataset.sessionToken, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return false;
  const { user, csrf_token: token } = await answer.json();
  if (user !== session.dataset.sessionUser) return false;
  for (const field of page.querySelectorAll('input[name="csrf_token"]')) field.value = token;
  session.dataset.csrf = token;
  return true;
}
