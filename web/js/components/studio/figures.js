/** The three figures of the cockpit: who watches, what sold, who is paying. A number that is not known is not shown. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { tagMoney } from "../../lib/format.js";
import { count } from "../../lib/i18n.js";
import { StudioPart } from "./part.js";

class Figures extends StudioPart {
  render() {
    return this.studio.narrow.value ? this.#phone() : this.#desk();
  }

  #desk() {
    const { till, watching, peak } = this.studio;
    const sold = till.summary.value;
    return html`<section class="figures card" aria-label=${t("figures.label")}>
      ${figure(t("figures.watching"), count(watching.value), peak.value > watching.value ? t("figures.peak", { n: peak.value }) : "")}
      ${figure(t("figures.sold"), sold ? tagMoney(sold.net_minor, sold.currency) : null, sold ? soldWords(sold) : "")}
      ${figure(t("figures.paying"), sold ? count(sold.paying) : null, sold?.paying ? held(sold) : "")}
    </section>`;
  }

  #phone() {
    const sold = this.studio.till.summary.value;
    return html`<section class="figures" aria-label=${t("figures.label")}>
      ${figure(t("figures.soldShort"), sold ? tagMoney(sold.net_minor, sold.currency) : null)}
      ${figure(t("figures.ordersShort"), sold ? count(sold.orders) : null)}
      ${figure(t("figures.payingShort"), sold ? count(sold.paying) : null)}
    </section>`;
  }
}
customElements.define("studio-figures", Figures);

/**
 * @param {string} name
 * @param {string | null} value  Null: not known yet.
 * @param {string} [detail]
 */
function figure(name, value, detail = "") {
  return html`<div>
    <p class="name">${name}</p>
    <p class="value num">${value ?? html`<span class="sk figure-skeleton"></span>`}</p>
    ${detail ? html`<p class="detail num">${detail}</p>` : nothing}
  </div>`;
}

/** @param {Api.SalesSummary} sold */
function soldWords({ orders, units, refunded_minor, currency }) {
  const words = [t("figures.orders", { n: orders })];
  if (orders) words.push(t("figures.pieces", { n: units }));
  if (refunded_minor) words.push(t("figures.refunded", { sum: tagMoney(refunded_minor, currency) }));
  return words.join(", ");
}

/** @param {Api.SalesSummary} sold */
function held({ held_minor, currency }) {
  return t("figures.held", { sum: tagMoney(held_minor, currency) });
}
