/** Who may see a studio page: a signed-in seller; others are led to sign in, or told what they lack. */
import { html } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { ApiError } from "../../lib/api.js";
import { problemText } from "../../lib/problems.js";
import { loadMe } from "../../lib/session.js";
import { emptyState } from "../empty-state.js";

/** The account; without one the browser is on its way to sign in, and back here after it. @returns {Promise<Api.Account | null>} */
export async function requireAccount() {
  const { account } = await loadMe();
  if (!account) leaveForSignIn();
  return account;
}

export function leaveForSignIn() {
  location.replace(`/signin?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** True when the answer means that the session has run out. @param {unknown} error */
export function signedOut(error) {
  return error instanceof ApiError && error.status === 401;
}

export function sellerOnly() {
  return emptyState({
    title: t("studio.sellerOnly.title"),
    why: t("studio.sellerOnly.why"),
    next: html`<a class="btn primary" href="/signup">${t("studio.sellerOnly.next")}</a
      ><a class="btn quiet" href="/">${t("nav.shows")}</a>`,
  });
}

/**
 * The page could not be filled.
 * @param {unknown} error
 * @param {() => void} retry
 */
export function failed(error, retry) {
  return html`<div role="alert">
    ${emptyState({
      title: t("studio.problem.title"),
      why: problemText(error),
      next: html`<button class="btn primary" @click=${retry}>${t("action.retry")}</button
        ><a class="btn quiet" href="/studio">${t("studio.shows")}</a>`,
    })}
  </div>`;
}
