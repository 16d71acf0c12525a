/** After the show: what it brought, what to do with it, what comes next. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { clock, moment, tagMoney } from "../../lib/format.js";
import { count } from "../../lib/i18n.js";
import { styleSheet } from "../../lib/style-sheet.js";
import { StudioPart } from "./part.js";

/** Few come back here: the recording's tools are loaded when they do. */
const replayCode = () => Promise.all([import("./replay/studio-replay.js"), styleSheet("studio/replay.css")]);

class ShowOver extends StudioPart {
  /** @override */
  connectedCallback() {
    super.connectedCallback();
    if (this.studio.role === "host") void replayCode();
  }

  render() {
    const show = this.studio.desk.show.value;
    const sold = this.studio.till.summary.value;
    const toShip = this.studio.till.sales.value?.filter((sale) => sale.to_ship).length ?? 0;
    return html`<div class="over">
      <header>
        <h2 class="t7">${t("over.title")}</h2>
        <p class="t4 muted">${show.title}</p>
      </header>
      <dl class="over-figures card">${this.#figures(show, sold)}</dl>
      ${
        toShip
          ? html`<section class="card over-step">
              <h2 class="t4 grow">${t("over.ship", { n: toShip })}</h2>
              <a class="btn primary" href="/studio/orders?show=${encodeURIComponent(show.id)}">${t("over.shipDo")}</a>
            </section>`
          : sold && !sold.orders
            ? html`<p class="muted">${t("over.noSales")}</p>`
            : nothing
      }
      ${this.#next(show.next, toShip > 0)} ${this.studio.role === "host" ? html`<studio-replay .studio=${this.studio}></studio-replay>` : nothing}
    </div>`;
  }

  /**
   * @param {Api.Show} show
   * @param {Api.SalesSummary | null} sold
   */
  #figures(show, sold) {
    const { peak } = this.studio;
    const length = show.started_ms && show.ended_ms ? clock(show.ended_ms - show.started_ms) : null;
    return html`${figure(t("over.revenue"), sold && tagMoney(sold.net_minor, sold.currency))} ${sold ? goneBack(sold) : nothing}
    ${sold?.replay_orders ? figure(t("over.replay"), tagMoney(sold.replay_gross_minor ?? 0, sold.currency)) : nothing}
    ${figure(t("over.orders"), sold && count(sold.orders))} ${figure(t("over.units"), sold && count(sold.units))}
    ${figure(t("over.length"), length)} ${peak.value ? figure(t("over.peak"), count(peak.value)) : nothing}`;
  }

  /**
   * @param {Api.ShowCard | null} next
   * @param {boolean} quiet  The light is on the orders.
   */
  #next(next, quiet) {
    const tone = quiet ? "" : "primary";
    return html`<section class="card over-step">
      <div class="grow">
        <h2 class="t4">${t("over.next")}</h2>
        <p class="muted">
          ${next ? t("over.nextShow", { title: next.title, when: moment(next.starts_ms) }) : t("over.noNext")}
        </p>
      </div>
      ${
        next
          ? html`<a class="btn ${tone}" href="/studio/${encodeURIComponent(next.id)}">${t("over.nextDo")}</a>`
          : html`<a class="btn ${tone}" href="/studio#new">${t("studio.new")}</a>`
      }
    </section>`;
  }
}
customElements.define("studio-show-over", ShowOver);

/** What was sold and what of it went back, once anything did. @param {Api.SalesSummary} sold */
function goneBack({ gross_minor, refunded_minor, disputed_minor, currency }) {
  if (gross_minor === 0 || !(refunded_minor || disputed_minor)) return nothing;
  return html`${figure(t("over.gross"), tagMoney(gross_minor, currency))}
  ${figure(t("over.refunded"), refunded_minor ? tagMoney(refunded_minor, currency) : null)}
  ${figure(t("over.disputed"), disputed_minor ? tagMoney(disputed_minor, currency) : null)}`;
}

/**
 * @param {string} name
 * @param {string | null} value  Null: not known, so not shown.
 */
function figure(name, value) {
  return value === null
    ? nothing
    : html`<div>
        <dt>${name}</dt>
        <dd class="num">${value}</dd>
      </div>`;
}
