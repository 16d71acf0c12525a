/** A whole page with nothing on it: the beam, what it is, why it is empty, the next step. */
import { html } from "../../vendor/lit.js";

/** The house drawing: a beam on the floor. */
export const beam = html`<svg class="beam" viewBox="0 0 132 110" fill="none" aria-hidden="true">
  <path d="M66 6 100 88H32Z" fill="var(--surface-2)" />
  <ellipse cx="66" cy="90" rx="50" ry="14" fill="var(--surface-3)" />
  <ellipse cx="66" cy="89" rx="30" ry="8" stroke="var(--edge)" stroke-width="2" stroke-dasharray="4 5" />
</svg>`;

/**
 * @param {object} words
 * @param {string} words.title
 * @param {string} words.why
 * @param {unknown} [words.next] the controls that lead on; the first is the best one
 */
export const emptyState = ({ title, why, next }) =>
  html`<div class="empty">
    ${beam}
    <h1 class="t5">${title}</h1>
    <p>${why}</p>
    ${next}
  </div>`;
