/** Sales as they happen: a new row slides in once, the sum is counted once. */
import { html, nothing, repeat } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { money, time } from "../../lib/format.js";
import { lastMinute } from "../../models/studio-sales.js";
import { icon } from "../icon.js";
import { StudioPart } from "./part.js";

/** @typedef {import("../../models/studio-sales.js").Sale} Sale */

class SalesList extends StudioPart {
  render() {
    const { till, room, desk } = this.studio;
    const sales = till.sales.value;
    const recent = sales ? lastMinute(sales, room.nowMs.value) : 0;
    return html`<div class="row sales-head">
        <h2 class="t4">${t("sales.title")}</h2>
        ${recent ? html`<span class="push t2 muted num">${t("sales.lastMinute", { n: recent })}</span>` : nothing}
      </div>
      ${sales === null ? skeleton() : sales.length ? list(sales) : empty()}
      ${
        sales?.length
          ? html`<a
              class="link t2 sales-all"
              href="/studio/orders?show=${encodeURIComponent(desk.show.value.id)}"
              target="_blank"
              >${t("sales.all")}</a
            >`
          : nothing
      }`;
  }
}
customElements.define("studio-sales", SalesList);

/** @param {readonly Sale[]} sales */
function list(sales) {
  return html`<ul class="sales" tabindex="0" aria-label=${t("sales.title")}>
    ${repeat(sales, (sale) => sale.id, saleRow)}
  </ul>`;
}

/** @param {Sale} sale */
function saleRow(sale) {
  const what = sale.quantity > 1 ? t("sales.row", { quantity: sale.quantity, title: sale.title }) : sale.title;
  const who = sale.buyer ? `${sale.buyer}, ` : "";
  return html`<li class="sale-row ${sale.fresh ? "is-fresh" : ""}">
    <img class="pic" src=${sale.image_url ?? "/static/art/mark.svg"} alt="" width="36" height="42" />
    <span class="sale-words">
      <span class="clip">${who}${what}${sale.more ? ` ${t("sales.more", { n: sale.more })}` : nothing}</span>
      <span class="t2 muted num">${time(sale.at_ms)}, ${sale.number}</span>
    </span>
    <b class="num">${money(sale.total_minor, sale.currency)}</b>
  </li>`;
}

const empty = () =>
  html`<div class="note">
    ${icon("package")}<span
      ><b class="med">${t("sales.empty")}</b><br /><span class="muted">${t("sales.empty.why")}</span></span
    >
  </div>`;

const skeleton = () =>
  html`<div aria-busy="true">
    ${[1, 2, 3].map(() => html`<div class="sale-row"><span class="sk pic"></span><span class="sk sale-skeleton"></span></div>`)}
  </div>`;
