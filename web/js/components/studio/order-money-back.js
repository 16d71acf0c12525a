/** What went back of an order, what is on its way, and what a bank is looking at. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { date, moment, money } from "../../lib/format.js";
import { icon } from "../icon.js";

/** @type {Record<Api.Refund["state"], string>} */
const TONES = { due: "warn", sent: "warn", pending: "warn", done: "ok", failed: "bad" };

/** @param {Api.Order} order */
export function refundList({ refunds, currency }) {
  if (!refunds.length) return nothing;
  return html`<section>
    <h3 class="t2 muted med">${t("refund.list")}</h3>
    <ul class="refund-list">
      ${refunds.map((refund) => refundRow(refund, currency))}
    </ul>
  </section>`;
}

/** @param {Api.Refund} refund @param {string} currency */
function refundRow(refund, currency) {
  const pieces = refund.lines.reduce((sum, line) => sum + line.quantity, 0);
  const back = refund.lines.reduce((sum, line) => sum + line.restocked, 0);
  const words = [
    t(`refund.reason.${refund.reason}`),
    pieces ? t("orders.pieces", { n: pieces }) : "",
    refund.shipping ? t("refund.withShipping") : "",
    back ? t("refund.restocked", { n: back }) : "",
  ];
  return html`<li>
    <span class="row"
      ><b class="num">${money(refund.amount_minor, currency)}</b
      ><span class="badge ${TONES[refund.state]}">${t(`refund.state.${refund.state}`)}</span
      ><time class="t2 faint num push">${moment(refund.done_ms ?? refund.created_ms)}</time></span
    >
    <span class="t2 muted">${words.filter(Boolean).join(", ")}</span>
    ${refund.note ? html`<span class="t2 muted">${refund.note}</span>` : nothing}
    ${refund.state === "failed" ? html`<p class="note bad t2">${icon("octagon-alert", "sm")}<span>${t("refund.failedWhy", { code: refund.fail_code ?? "?" })}</span></p>` : nothing}
  </li>`;
}

/** @param {Api.Order} order */
export function disputeNotes({ disputes, currency }) {
  return disputes.map((dispute) => {
    const sum = money(dispute.amount_minor, currency);
    const words =
      dispute.state === "open"
        ? t("dispute.open", { sum, date: dispute.due_ms ? date(dispute.due_ms) : "…" })
        : t(`dispute.${dispute.state}`, { sum });
    return html`<p class="note ${dispute.state === "won" ? "ok" : "bad"}">
      ${icon("gavel", "sm")}<span>${words}</span>
    </p>`;
  });
}
