/** Draws a description: text nodes and seven elements, so that no text can become markup. */
import { html } from "../../vendor/lit.js";
import { blocksOf } from "../models/rich-text.js";

/** @typedef {import("../models/rich-text.js").Span} Span */
/** @typedef {import("../models/rich-text.js").Block} Block */

/** @param {string} source */
export const richText = (source) => blocksOf(source).map(block);

/** @param {Block} one */
function block(one) {
  if (one.kind === "p") return html`<p>${one.spans.map(span)}</p>`;
  if (one.kind === "h") return html`<h3 class="t4">${one.spans.map(span)}</h3>`;
  const items = one.items.map((spans) => html`<li>${spans.map(span)}</li>`);
  return one.kind === "ul"
    ? html`<ul>
        ${items}
      </ul>`
    : html`<ol>
        ${items}
      </ol>`;
}

/** @param {Span} one @returns {unknown} */
function span(one) {
  if (one.kind === "text") return one.text;
  const inside = one.inside.map(span);
  if (one.kind === "strong") return html`<b class="med">${inside}</b>`;
  if (one.kind === "em") return html`<em>${inside}</em>`;
  // What a seller writes is not what we vouch for.
  return html`<a class="link" href=${one.href} target="_blank" rel="noopener noreferrer nofollow ugc">${inside}</a>`;
}
