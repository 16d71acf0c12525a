/** Packing slips of what waits to be sent, one a sheet of paper: what goes in, and where it goes. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { emptyState } from "../components/empty-state.js";
import { icon } from "../components/icon.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { t } from "../i18n/studio.js";
import { api } from "../lib/api.js";
import { countryName, date } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { piecesLeft } from "../models/refund.js";
import { addressLines, canShip } from "../models/studio-orders.js";
import "../components/page-foot.js";
import "../components/site-header.js";

class StudioPackingPage extends LightElement {
  #orders = signal(/** @type {Api.Order[] | null} */ (null));
  #noSeller = signal(false);
  #problem = signal(/** @type {unknown} */ (null));
  #asked = new URLSearchParams(location.search);

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("packing.title"));
    void this.#load();
  }

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#problem.value) return failed(this.#problem.value, () => void this.#load());
    const orders = this.#orders.value;
    if (orders === null)
      return html`<p class="sr" role="status">${t("state.loading")}</p>
        <div class="sk packing-sk"></div>`;
    if (!orders.length)
      return emptyState({
        title: t("packing.empty.title"),
        why: t("packing.empty.why"),
        next: html`<a class="btn primary" href="/studio/orders">${t("packing.back")}</a>`,
      });
    return html`<header class="row wrap studio-head packing-head">
        <h1 class="t6 grow">${t("packing.title")}</h1>
        <a class="btn" href="/studio/orders">${icon("arrow-left", "sm")}${t("packing.back")}</a>
        <button class="btn primary" @click=${() => print()}>${icon("receipt", "sm")}${t("packing.print")}</button>
      </header>
      <p class="t2 muted packing-head">${t("packing.count", { n: orders.length })} ${t("packing.how")}</p>
      ${orders.map(slip)}`;
  }

  async #load() {
    this.#problem.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      if (account.seller_id === null) return;
      const show = this.#asked.get("show");
      const query = show ? `?show=${encodeURIComponent(show)}` : "";
      const { items } = await api.get(`/studio/orders${query}`);
      const only = this.#asked.get("order");
      const wanted = /** @type {Api.Order[]} */ (items).filter((order) => canShip(order));
      // The oldest waits longest.
      this.#orders.value = wanted.filter((order) => !only || order.id === only).reverse();
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#problem.value = error;
    }
  }
}
customElements.define("studio-packing-page", StudioPackingPage);

/** @param {Api.Order} order */
function slip(order) {
  const left = piecesLeft(order);
  const to = order.address ? addressLines(order.address, countryName(order.address.country)) : [];
  return html`<article class="card slip">
    <header class="row">
      <h2 class="t5 num grow">${order.number}</h2>
      <span class="muted num">${date(order.paid_ms ?? order.created_ms)}</span>
    </header>
    <div class="slip-two">
      <address>${to.map((line) => html`${line}<br />`)}${order.address?.phone ?? ""}</address>
      ${order.shipping ? html`<p class="muted">${order.shipping.title}</p>` : nothing}
    </div>
    <table class="slip-lines">
      <thead>
        <tr>
          <th scope="col">${t("packing.pieces")}</th>
          <th scope="col">${t("packing.what")}</th>
          <th scope="col">${t("packing.done")}</th>
        </tr>
      </thead>
      <tbody>
        ${order.lines
          .filter((line) => (left[line.variant_id] ?? 0) > 0)
          .map(
            (line) =>
              html`<tr>
                <td class="num">${left[line.variant_id]} ×</td>
                <td>
                  <b class="med">${line.title}</b>${line.variant_title ? html`<br />${line.variant_title}` : nothing}
                </td>
                <td><span class="slip-box" aria-hidden="true"></span></td>
              </tr>`,
          )}
      </tbody>
    </table>
    ${order.note ? html`<p class="note">${icon("sticky-note", "sm")}<span>${order.note}</span></p>` : nothing}
  </article>`;
}
