/** What it costs, line by line, before the tap. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/checkout.js";
import { money } from "../../lib/format.js";
import { oldPrice } from "../price-tag.js";

/** @param {Api.Order} order */
export function sums({ lines, shipping, totals, discount, currency }) {
  return html`<dl class="sum">
    ${lines.map(
      (line) =>
        html`<dt>${lineWords(line)}</dt>
          <dd>
            ${line.was_minor ? html`${oldPrice(line.was_minor * line.quantity, currency)} ` : nothing}${money(line.total_minor, currency)}
          </dd>`,
    )}
    ${discountRow(discount, totals, currency)}
    ${
      shipping && totals.shipping_minor !== null
        ? html`<dt>${t("sheet.delivery", { title: shipping.title })}</dt>
            <dd>${totals.shipping_minor === 0 ? t("sheet.free") : money(totals.shipping_minor, currency)}</dd>`
        : nothing
    }
    ${
      totals.tax_minor === null
        ? nothing
        : html`<dt>${totals.tax_included ? t("sheet.taxIncluded", { title: totals.tax_title }) : totals.tax_title}</dt>
            <dd>${money(totals.tax_minor, currency)}</dd>`
    }
  </dl>`;
}

/** @param {Api.OrderLine} line */
function lineWords({ title, variant_title, quantity }) {
  const what = variant_title ? `${title}, ${variant_title}` : title;
  return quantity > 1 ? `${what} × ${quantity}` : what;
}

/** @param {Api.AppliedDiscount | null | undefined} discount @param {Api.Totals} totals @param {string} currency */
function discountRow(discount, { discount_minor: off = 0 }, currency) {
  if (!discount || !off) return nothing;
  return html`<dt>${t("sheet.discount", { code: discount.code })}</dt>
    <dd class="off">−${money(off, currency)}</dd>`;
}
