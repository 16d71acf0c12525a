/** The cards of an order: its goods, its sums, where it goes, where it was met. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/shop.js";
import { productUrl, showUrl } from "../../lib/address.js";
import { countryName, money } from "../../lib/format.js";
import { wasPaid } from "../../models/order-progress.js";
import { comingMinor } from "../../models/refund.js";
import { icon } from "../icon.js";

/** @param {Api.OrderLine} line  @param {string} currency */
const lineRow = (line, currency) =>
  html`<li class="oline">
    ${line.image_url ? html`<img class="pic" src=${line.image_url} alt="" width="84" height="100" />` : html`<span class="pic"></span>`}
    <div class="grow">
      <h2 class="t4"><a href=${productUrl(line.product_id, line.variant_id)}>${line.title}</a></h2>
      ${line.variant_title ? html`<p class="muted">${line.variant_title}</p>` : nothing}
      <p class="muted num">
        ${t("order.lineOf", { quantity: line.quantity, price: money(line.unit_minor, currency) })}
      </p>
    </div>
    <b class="num">${money(line.total_minor, currency)}</b>
  </li>`;

/** @param {Api.Order} order */
export const orderGoods = (order) =>
  html`<section class="card">
    <ul class="olines">
      ${order.lines.map((line) => lineRow(line, order.currency))}
    </ul>
  </section>`;

/** @param {Api.Order} order */
function sumTitle(order) {
  if (wasPaid(order)) return t("order.sumPaid");
  const due = ["held", "paying", "placed", "sent"].includes(order.status);
  return due ? t("order.sumDue") : t("order.sumNothing");
}

/** @param {Api.Totals} totals  @param {string} currency */
export function totalRows(
  { subtotal_minor, discount_minor = 0, shipping_minor, tax_minor, tax_included, tax_title, total_minor },
  currency,
) {
  const tax = !tax_minor
    ? nothing
    : html`<dt>${t(tax_included ? "order.taxIncluded" : "order.tax", { title: tax_title })}</dt>
        <dd>${money(tax_minor, currency)}</dd>`;
  return html`<dl class="sum">
    <dt>${t("order.subtotal")}</dt>
    <dd>${money(subtotal_minor, currency)}</dd>
    ${
      discount_minor
        ? html`<dt>${t("order.discount")}</dt>
            <dd>−${money(discount_minor, currency)}</dd>`
        : nothing
    }
    <dt>${t("order.shipping")}</dt>
    <dd>${shipping_minor === null ? t("order.shippingLater") : money(shipping_minor, currency)}</dd>
    ${tax}
    <dt class="total">${t("order.total")}</dt>
    <dd class="total">${money(total_minor, currency)}</dd>
  </dl>`;
}

/** What went back, and what is on its way. @param {Api.Order} order */
function backRows(order) {
  const coming = comingMinor(order);
  if (!order.refunded_minor && !coming) return nothing;
  return html`<dl class="sum back">
    ${
      order.refunded_minor
        ? html`<dt>${t("order.back")}</dt>
            <dd>−${money(order.refunded_minor, order.currency)}</dd>`
        : nothing
    }
    ${
      coming
        ? html`<dt>${t("order.backComing")}</dt>
            <dd>−${money(coming, order.currency)}</dd>`
        : nothing
    }
  </dl>`;
}

/** @param {Api.Order} order  @param {unknown} actions */
export const orderSums = (order, actions) =>
  html`<section class="card stack">
    <h2 class="t4">${sumTitle(order)}</h2>
    ${totalRows(order.totals, order.currency)} ${backRows(order)}
    ${wasPaid(order) && order.email ? html`<p class="t2 muted row top">${icon("receipt", "sm")}<span>${t("order.receipt", { email: order.email })}</span></p>` : nothing}
    ${actions}
  </section>`;

/** @param {Api.Order} order */
export function orderAddress({ address, shipping }) {
  if (!address) return nothing;
  const { name, line1, line2, postal_code, city, region, country } = address;
  const lines = [name, line1, line2, `${postal_code} ${city}`, region, countryName(country)].filter((line) =>
    line.trim(),
  );
  return html`<section class="card stack tight">
    <h2 class="t4">${t("order.goingTo")}</h2>
    <address class="muted">${lines.map((line) => html`<span>${line}</span>`)}</address>
    ${shipping ? html`<p class="t2 muted row">${icon("truck", "sm")}${shipping.title}</p>` : nothing}
  </section>`;
}

/** The show in which it was bought. @param {Api.ShowCard | null} show */
export function orderMet(show) {
  if (!show) return nothing;
  return html`<section class="card moment">
    ${show.poster_url ? html`<img class="pic" src=${show.poster_url} alt="" width="108" height="92" />` : nothing}
    <div>
      <h2 class="t4">${t("order.met")}</h2>
      <p class="t2 muted">${show.title}</p>
      <a class="link" href=${showUrl(show.id)}>${t("order.toShow")}</a>
    </div>
  </section>`;
}
