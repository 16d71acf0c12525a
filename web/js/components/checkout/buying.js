/** The parts of the sheet while something is being bought: its head, the hold, the news, where to, how it travels. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/checkout.js";
import { cssVars } from "../../lib/css-vars.js";
import { clock, money } from "../../lib/format.js";
import { icon } from "../icon.js";
import { isAboutCode } from "./extras.js";
import { sentenceOf } from "./sentences.js";

/** @typedef {import("../../models/checkout.js").Checkout} Checkout */

/** @typedef {import("../icon.js").IconName} IconName */

/** @type {Record<Api.PayLaterMethod, IconName>} */
const LATER_ICONS = { delivery: "package", invoice: "receipt" };
/** The last minute is said in another colour. */
const SHORT_MS = 60_000;

/** @param {Checkout} checkout */
export function titleOf(checkout) {
  const { product, order } = checkout.state.value;
  return product?.title ?? order?.lines[0]?.title ?? "";
}

/** @param {Checkout} checkout @returns {Api.Image | null} */
export function imageOf(checkout) {
  const { product, order } = checkout.state.value;
  const own = product?.images[checkout.variant?.image ?? 0] ?? product?.images[0];
  const url = order?.lines[0]?.image_url;
  return own ?? (url ? { url, alt: "", width: 400, height: 480 } : null);
}

/** @param {Checkout} checkout @param {string} closeWords @param {() => void} close */
export function mainHeader(checkout, closeWords, close) {
  const image = imageOf(checkout);
  return html`<header>
    ${image ? html`<img class="pic" src=${image.url} alt="" width="44" height="52" />` : nothing}
    <div class="grow">
      <h2 class="t4 clip" id="sheet-title">${titleOf(checkout)}</h2>
      <p class="t2 muted clip">${checkout.variant?.title ?? ""}</p>
    </div>
    ${closeButton(closeWords, close)}
  </header>`;
}

/** @param {Checkout} checkout @param {() => void} back @param {string} closeWords @param {() => void} close */
export const detailsHeader = (checkout, back, closeWords, close) =>
  html`<header>
    <button class="icon-btn" aria-label=${t("action.back")} @click=${back}>${icon("arrow-left")}</button>
    <div class="grow">
      <h2 class="t4 clip" id="sheet-title">${t("details.title")}</h2>
      <p class="t2 muted clip">${titleOf(checkout)}</p>
    </div>
    ${closeButton(closeWords, close)}
  </header>`;

/** @param {string} words @param {() => void} close */
export const closeButton = (words, close) =>
  html`<button class="icon-btn" aria-label=${words} @click=${close}>${icon("x")}</button>`;

/** The ring and the clock of the hold. @param {Checkout} checkout */
export function holdLine(checkout) {
  const { order } = checkout.state.value;
  if (!order?.hold_expires_ms) {
    return html`<p class="hold">
      <span class="spin" aria-hidden="true"></span><span class="grow">${t("sheet.holding")}</span>
    </p>`;
  }
  const leftMs = checkout.leftMs();
  const share = Math.min(100, Math.round((leftMs / (order.hold_expires_ms - order.created_ms)) * 100));
  return html`<p class="hold ${leftMs < SHORT_MS ? "short" : ""}">
    <span class="ring" aria-hidden="true" ${cssVars({ "--v": share })}></span
    ><span class="grow">${t("sheet.held")}</span>
    <b class="num t4" role="timer">${clock(leftMs)}</b>
  </p>`;
}

/** What went wrong, or what is being waited for. @param {Checkout} checkout */
export function news(checkout) {
  const { problem, step } = checkout.state.value;
  if (step === "challenge") return waiting(t("sheet.challenge"));
  if (step === "asking") return waiting(inLine(checkout.state.value.order) ?? t("sheet.asking"));
  // A mistake in the card is told in the card's form.
  if (!problem || problem.field === "card" || isAboutCode(problem)) return nothing;
  if (!problem.declined)
    return html`<div class="note bad" role="alert">${icon("octagon-alert")}<span>${sentenceOf(problem)}</span></div>`;
  const why = t("sheet.declinedWhy", { title: titleOf(checkout), left: clock(checkout.leftMs()) });
  return html`<div class="note bad" role="alert">
    ${icon("octagon-alert")}<span><b class="med">${t("sheet.declined")}</b><br />${why}</span>
  </div>`;
}

/** Many pay at once: which place this payment has. @param {Api.Order | null} order */
function inLine(order) {
  const place = order?.payment.queue_place;
  return place ? t("sheet.inLine", { n: place }) : null;
}

/** @param {string} what */
const waiting = (what) =>
  html`<div class="note" role="status">
    <span class="spin" aria-hidden="true"></span><span><b class="med">${what}</b><br />${t("sheet.askingWhy")}</span>
  </div>`;

/** @param {Api.Order} order @param {() => void} open @param {(() => void) | null} forget  there while it was filled in from an earlier order */
export function addressLine({ address, email }, open, forget) {
  const [first, second] = address
    ? [`${address.name}, ${address.line1}, ${address.city}`, email]
    : [t("sheet.whereTo"), t("sheet.whereToWhy")];
  return html`<button class="line-item" @click=${open}>
    ${icon("map-pin")}<span class="grow"
      ><span class="clip">${first}</span><span class="t2 muted clip">${second}</span></span
    >${icon("chevron-right")}
  </button>
  ${
    forget
      ? html`<p class="remembered row t2 muted">
          <span class="grow">${t("sheet.remembered")}</span
          ><button type="button" class="btn small quiet" @click=${forget}>${t("sheet.forget")}</button>
        </p>`
      : nothing
  }`;
}

/** @param {Checkout} checkout @param {Api.Order} order */
export function shippingChoice(checkout, { shipping, shipping_options: options, currency }) {
  if (options.length < 2) return nothing;
  return html`<fieldset class="opt">
    <legend class="t2">${t("sheet.deliveryChoice")}</legend>
    ${options.map(({ rate_id, title, amount_minor }) => {
      const on = rate_id === shipping?.rate_id;
      const choose = () => void checkout.setDetails({ shipping_rate_id: rate_id });
      return html`<label class="line-item ${on ? "on" : ""}">
        <input class="sr" type="radio" name="shipping" .checked=${on} @change=${choose} />${icon("truck")}<span
          class="grow clip"
          >${title}</span
        >
        <span class="num">${amount_minor ? money(amount_minor, currency) : t("sheet.free")}</span>
      </label>`;
    })}
  </fieldset>`;
}

/** Card, or one of the ways to pay later that the shop offers for this order. @param {Checkout} checkout @param {Api.Order} order */
export function payChoice(checkout, { later_options: options }) {
  if (!options.length || checkout.state.value.step === "asking") return nothing;
  const payBy = checkout.payBy;
  const row = (/** @type {"card" | Api.PayLaterMethod} */ way, /** @type {IconName} */ drawn) =>
    html`<label class="line-item ${payBy === way ? "on" : ""}">
      <input
        class="sr"
        type="radio"
        name="pay-by"
        .checked=${payBy === way}
        @change=${() => checkout.wishToPay(way)}
      />${icon(drawn)}<span class="grow">${t(`later.by.${way}`)}</span>
    </label>`;
  const words = options.find(({ method }) => method === payBy)?.words;
  return html`<fieldset class="opt">
      <legend class="t2">${t("sheet.payWith")}</legend>
      ${row("card", "credit-card")} ${options.map(({ method }) => row(method, LATER_ICONS[method]))}
    </fieldset>
    ${words ? html`<p class="note later-words">${icon("receipt")}<span>${words}</span></p>` : nothing}`;
}

/** What may be wished for besides: to be named in the show, or to give the pieces back. @param {Checkout} checkout @param {boolean} inShow @param {() => void} giveBack */
export function wishes(checkout, inShow, giveBack) {
  const { order, step, locked } = checkout.state.value;
  if (step !== "held" || !order) return nothing;
  const showName = (/** @type {Event} */ event) =>
    void checkout.setDetails({ show_name: /** @type {HTMLInputElement} */ (event.target).checked });
  return html`${
      inShow && !locked
        ? html`<label class="check t2"
            ><input type="checkbox" .checked=${order.show_name} @change=${showName} /><span
              >${t("sheet.showName")}</span
            ></label
          >`
        : nothing
    }
    <button class="btn quiet small give-back" @click=${giveBack}>
      ${icon("undo-2", "sm")}${t("sheet.giveBack")}
    </button>`;
}
