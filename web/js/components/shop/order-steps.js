/** The road of an order, with the accent on the present step. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { moment } from "../../lib/format.js";
import { stepsOf } from "../../models/order-progress.js";
import { icon } from "../icon.js";

/** @typedef {import("../icon.js").IconName} IconName */
/** @typedef {import("../../models/order-progress.js").Step} Step */
/** @typedef {import("../../models/order-progress.js").StepName} StepName */

/** @type {Record<StepName, IconName>} */
const ICONS = {
  held: "timer",
  paying: "credit-card",
  placed: "receipt",
  sent: "truck",
  paid: "credit-card",
  packing: "package",
  shipped: "truck",
  part_refunded: "undo-2",
  refunded: "undo-2",
  disputed: "gavel",
  expired: "timer",
  cancelled: "x",
  refund_due: "undo-2",
  needs_review: "eye",
};

/** @param {Step} step */
const nameOf = (step) =>
  t(step.name === "packing" && step.state === "done" ? "order.step.packed" : `order.step.${step.name}`);

/** @param {Step} step  @param {unknown} explanation */
function row(step, explanation) {
  const now = step.state === "now";
  return html`<li class=${step.state} aria-current=${now ? "step" : nothing}>
    <span class="m">${icon(step.state === "done" ? "check" : ICONS[step.name], "xs")}</span>
    <span class="nm ${step.state === "todo" ? "" : "med"}">${nameOf(step)}</span>
    <span class="nm t2 muted num">${step.at_ms === null ? nothing : moment(step.at_ms)}</span>
    ${now ? html`<div class="why t2 muted">${explanation}</div>` : nothing}
  </li>`;
}

/** @param {Api.Order} order  @param {unknown} explanation what the present step means for the reader */
export const orderSteps = (order, explanation) =>
  html`<section class="card" aria-label=${t("order.steps")}>
    <ol class="steps">
      ${stepsOf(order).map((step) => row(step, explanation))}
    </ol>
  </section>`;
