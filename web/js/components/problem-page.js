/** What a page shows instead of its content when it could not be fetched. */
import { html } from "../../vendor/lit.js";
import { t } from "../i18n/common.js";
import { ApiError } from "../lib/api.js";
import { problemText } from "../lib/problems.js";
import { emptyState } from "./empty-state.js";
import { icon } from "./icon.js";

/**
 * @param {unknown} error
 * @param {() => void} retry
 * @param {{ title: string, why: string, next: unknown }} missing what to say when the thing does not exist
 */
export function problemPage(error, retry, missing) {
  if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return emptyState(missing);
  return emptyState({
    title: t("problem.title"),
    why: problemText(error),
    next: html`<button class="btn primary" @click=${retry}>${icon("rotate-ccw", "sm")}${t("action.retry")}</button>`,
  });
}

/** A problem beside the control that met it. @param {string} text */
export const problemNote = (text) =>
  html`<p class="note bad" role="alert">${icon("octagon-alert")}<span>${text}</span></p>`;
