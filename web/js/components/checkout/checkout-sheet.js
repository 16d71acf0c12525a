/** The checkout over the still-playing show: what, where to, how much, pay; the pieces are held meanwhile and a clock says how long. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/watch.js";
import { api } from "../../lib/api.js";
import { cssVars } from "../../lib/css-vars.js";
import { clock, money } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { loadMe, me } from "../../lib/session.js";
import { Checkout } from "../../models/checkout.js";
import { announce } from "../announce.js";
import { choices } from "./choices.js";
import "./details-form.js";
import { gone, over, paid, paidFooter } from "./outcomes.js";
import { CardForm, checkoutConfig } from "./payment.js";
import { sums } from "./sums.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";

/** @typedef {import("../../models/checkout.js").CheckoutStep} CheckoutStep */

/** Times at which a screen reader is told how long the hold lasts (design.md, section 7). */
const TOLD_MS = [60_000, 15_000];
/** @type {ReadonlySet<CheckoutStep>} */
const BUSY = new Set(/** @type {CheckoutStep[]} */ (["saving", "paying", "challenge", "asking"]));

export class CheckoutSheet extends LightElement {
  static properties = {
    product: { attribute: false },
    variant: { type: String },
    quantity: { type: Number },
    show: { type: String },
    docked: { type: Boolean },
  };

  #checkout = signal(/** @type {Checkout | null} */ (null));
  #config = signal(/** @type {Api.CheckoutConfig | null} */ (null));
  #configProblem = signal("");
  /** "main" or the address form over it. */
  #view = signal(/** @type {"main" | "details"} */ ("main"));
  #open = signal(false);
  #second = signal(0);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  /** @type {Promise<CardForm | null> | null} */
  #card = null;
  #toldMs = Infinity;
  /** @type {Element | null} */
  #opener = null;
  /** @type {CheckoutStep | null} */
  #saidStep = null;

  constructor() {
    super();
    /** @type {Api.Product | null} */
    this.product = null;
    /** The variant to begin with. */
    this.variant = "";
    this.quantity = 1;
    /** The show in which it is bought. */
    this.show = "";
    /** Part of a page's own layout instead of a dialog over it. */
    this.docked = false;
  }

  /** Begins the hold, or goes on with the one that was left open, and shows the sheet. */
  open() {
    const left = this.#checkout.value;
    const same = left?.isHeld() && left.state.value.product?.id === this.product?.id;
    if (!same) {
      const wish = {
        product: this.product,
        showId: this.show || null,
        variantId: this.variant || null,
        quantity: this.quantity,
      };
      this.#begin(new Checkout(ports(), wish), (checkout) => checkout.hold());
    }
    this.#appear();
  }

  /** Shows the sheet on an order that is held already. @param {Api.Order} order */
  resume(order) {
    const known = this.product?.id === order.lines[0]?.product_id ? this.product : null;
    this.#begin(new Checkout(ports(), { product: known, showId: order.show_id }), (checkout) => checkout.adopt(order));
    this.#appear();
  }

  close() {
    if (!this.#open.value) return;
    const checkout = this.#checkout.value;
    const order = checkout?.state.value.order ?? null;
    this.#open.value = false;
    clearInterval(this.#timer);
    this.querySelector("dialog")?.close();
    if (this.#opener instanceof HTMLElement) this.#opener.focus();
    if (checkout?.isHeld()) toast(t("sheet.kept", { left: clock(checkout.leftMs()) }));
    this.dispatchEvent(new CustomEvent("checkout-closed", { bubbles: true, detail: { order } }));
  }

  /** @param {Checkout} checkout @param {(checkout: Checkout) => Promise<void>} start */
  #begin(checkout, start) {
    this.#dropCard();
    this.#checkout.value = checkout;
    this.#view.value = "main";
    this.#toldMs = Infinity;
    this.#saidStep = null;
    void this.#loadConfig();
    loadMe().catch(() => undefined);
    void start(checkout);
  }

  async #loadConfig() {
    try {
      this.#config.value = await checkoutConfig(api);
      this.#configProblem.value = "";
    } catch (error) {
      this.#configProblem.value = problemText(error);
    }
  }

  #appear() {
    this.#opener = document.activeElement;
    this.#open.value = true;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), 500);
    void this.updateComplete.then(() => {
      const dialog = this.querySelector("dialog");
      if (!dialog || dialog.open) return;
      if (this.docked) dialog.show();
      else dialog.showModal();
      dialog.focus();
    });
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#dropCard();
  }

  #tick() {
    const checkout = this.#checkout.value;
    if (!checkout) return;
    checkout.tick();
    const leftMs = checkout.leftMs();
    for (const at of TOLD_MS)
      if (leftMs <= at && this.#toldMs > at && leftMs > 0) announce(t("announce.hold", { left: clock(leftMs) }));
    this.#toldMs = leftMs;
    this.#second.value = Math.ceil(leftMs / 1000);
  }

  render() {
    const checkout = this.#checkout.value;
    const step = checkout?.state.value.step;
    return html`<dialog
      class="sheet checkout is-${step}"
      tabindex="-1"
      aria-labelledby="sheet-title"
      @cancel=${this.#cancelled}
      @keydown=${this.#escape}
      @click=${this.#outside}
    >
      ${checkout && this.#open.value ? (step === "paid" ? this.#paid(checkout) : this.#buying(checkout)) : nothing}
    </dialog>`;
  }

  /** @param {Checkout} checkout */
  #paid(checkout) {
    const order = /** @type {Api.Order} */ (checkout.state.value.order);
    return html`<header class="over-picture">
        <button class="icon-btn" aria-label=${t("action.close")} @click=${this.#close}>${icon("x")}</button>
      </header>
      ${paid(order, this.#image(checkout))} ${paidFooter(order, Boolean(this.show), this.#close)}`;
  }

  /** @param {Checkout} checkout */
  #buying(checkout) {
    const { step, problem, order } = checkout.state.value;
    const details = this.#view.value === "details" && order;
    const ended = step === "over" || step === "gone";
    return html`${this.#header(checkout)}
      <div class="scroll" tabindex="-1">
        ${step === "over" ? over(this.#title(checkout)) : nothing}
        ${step === "gone" ? html`${gone(this.#sentence(problem))}${choices(checkout)}` : nothing}
        ${ended ? nothing : this.#hold(checkout)} ${details ? this.#detailsForm(checkout) : nothing}
        <div class="main" ?hidden=${Boolean(details) || ended}>
          ${this.#main(checkout)}
          <div class="card-box" ?hidden=${!order}>
            <span class="t2 muted">${t("sheet.payWith")}</span>
            <div class="card-place"></div>
          </div>
          ${order ? html`${sums(order)}${this.#release(checkout)}` : nothing}
        </div>
      </div>
      ${details && !ended ? this.#detailsFooter(checkout) : this.#footer(checkout)}`;
  }

  /** @param {Checkout} checkout */
  #header(checkout) {
    const image = this.#image(checkout);
    const back = this.#view.value === "details";
    return html`<header>
      ${back ? html`<button class="icon-btn" aria-label=${t("action.back")} @click=${this.#toMain}>${icon("arrow-left")}</button>` : image ? html`<img class="pic" src=${image.url} alt="" width="44" height="52" />` : nothing}
      <div class="grow">
        <h2 class="t4 clip" id="sheet-title">${back ? t("details.title") : this.#title(checkout)}</h2>
        <p class="t2 muted clip">${back ? this.#title(checkout) : (checkout.variant?.title ?? "")}</p>
      </div>
      <button class="icon-btn" aria-label=${this.show ? t("sheet.close") : t("action.close")} @click=${this.#close}>
        ${icon("x")}
      </button>
    </header>`;
  }

  /** @param {Checkout} checkout */
  #hold(checkout) {
    void this.#second.value;
    const { order, step } = checkout.state.value;
    if (!order?.hold_expires_ms)
      return html`<p class="hold">
        ${step === "holding" ? html`<span class="spin" aria-hidden="true"></span>` : nothing}<span class="grow"
          >${t("sheet.holding")}</span
        >
      </p>`;
    const leftMs = checkout.leftMs();
    const share = Math.min(100, (leftMs / (order.hold_expires_ms - order.created_ms)) * 100);
    return html`<p class="hold ${leftMs < 60_000 ? "short" : ""}">
      <span class="ring" aria-hidden="true" ${cssVars({ "--v": Math.round(share) })}></span
      ><span class="grow">${t("sheet.held")}</span><b class="num t4" role="timer">${clock(leftMs)}</b>
    </p>`;
  }

  /** @param {Checkout} checkout */
  #main(checkout) {
    const { order, problem, step } = checkout.state.value;
    return html`${problem ? this.#problem(checkout, problem) : nothing}
    ${step === "asking" || step === "challenge" ? this.#asking(step) : nothing} ${choices(checkout)}
    ${order ? html`${this.#address(order)}${this.#shipping(checkout, order)}` : html`<span class="sk line-sk"></span><span class="sk line-sk"></span>`}`;
  }

  /** @param {Checkout} checkout @param {import("../../models/checkout.js").CheckoutProblem} problem */
  #problem(checkout, problem) {
    if (problem.field === "card") return nothing;
    if (!problem.declined)
      return html`<div class="note bad" role="alert">
        ${icon("octagon-alert")}<span>${this.#sentence(problem)}</span>
      </div>`;
    const values = { title: this.#title(checkout), left: clock(checkout.leftMs()) };
    return html`<div class="note bad" role="alert">
      ${icon("octagon-alert")}<span
        ><b class="med">${t("sheet.declined")}</b><br />${t("sheet.declinedWhy", values)}</span
      >
    </div>`;
  }

  /** @param {"asking" | "challenge"} step */
  #asking(step) {
    return html`<div class="note" role="status">
      <span class="spin" aria-hidden="true"></span
      ><span
        ><b class="med">${t(step === "asking" ? "sheet.asking" : "sheet.challenge")}</b
        ><br />${t("sheet.askingWhy")}</span
      >
    </div>`;
  }

  /** @param {Api.Order} order */
  #address({ address, email }) {
    const words = address
      ? html`<span class="grow"
          ><span class="clip">${address.name}, ${address.line1}, ${address.city}</span
          ><span class="t2 muted clip">${email}</span></span
        >`
      : html`<span class="grow"
          ><span class="clip">${t("sheet.whereTo")}</span><span class="t2 muted">${t("sheet.whereToWhy")}</span></span
        >`;
    return html`<button class="line-item" @click=${this.#toDetails}>
      ${icon("map-pin")}${words}${icon("chevron-right")}
    </button>`;
  }

  /** @param {Checkout} checkout @param {Api.Order} order */
  #shipping(checkout, { shipping, shipping_options: options, currency }) {
    if (options.length < 2) return nothing;
    return html`<fieldset class="opt">
      <legend class="t2">${t("sheet.deliveryChoice")}</legend>
      ${options.map((option) => {
        const on = option.rate_id === shipping?.rate_id;
        const choose = () => void checkout.setDetails({ shipping_rate_id: option.rate_id });
        return html`<label class="line-item ${on ? "on" : ""}"
          ><input class="sr" type="radio" name="shipping" .checked=${on} @change=${choose} />${icon("truck")}<span
            class="grow clip"
            >${option.title}</span
          ><span class="num"
            >${option.amount_minor ? money(option.amount_minor, currency) : t("sheet.free")}</span
          ></label
        >`;
      })}
    </fieldset>`;
  }

  /** @param {Checkout} checkout */
  #release(checkout) {
    const { order, step } = checkout.state.value;
    if (step !== "held" || !order) return nothing;
    const showName = (/** @type {Event} */ event) =>
      void checkout.setDetails({ show_name: /** @type {HTMLInputElement} */ (event.target).checked });
    return html`${this.show && !checkout.state.value.locked ? html`<label class="check t2"><input type="checkbox" .checked=${order.show_name} @change=${showName} /><span>${t("sheet.showName")}</span></label>` : nothing}
      <button class="btn quiet small give-back" @click=${this.#giveBack}>
        ${icon("undo-2", "sm")}${t("sheet.giveBack")}
      </button>`;
  }

  /** @param {Checkout} checkout */
  #detailsForm(checkout) {
    const { order, problem } = checkout.state.value;
    return html`<details-form
      .order=${order}
      .countries=${this.#config.value?.countries ?? []}
      .problem=${problem}
      .person=${me.value?.account ?? null}
      .save=${this.#saveDetails}
    ></details-form>`;
  }

  /** @param {Checkout} checkout */
  #detailsFooter(checkout) {
    const busy = checkout.state.value.step === "saving";
    return html`<footer>
      <button class="btn primary tall wide" form="details" aria-busy=${busy}>
        ${busy ? html`<span class="spin" aria-hidden="true"></span>` : nothing}${busy ? t("sheet.counting") : t("details.save")}
      </button>
    </footer>`;
  }

  /** @param {Checkout} checkout */
  #footer(checkout) {
    const { order, step } = checkout.state.value;
    if (step === "over")
      return html`<footer>
        <button class="btn primary tall wide" @click=${() => checkout.hold()}>
          ${icon("rotate-ccw", "sm")}${t("sheet.again")}
        </button>
      </footer>`;
    if (step === "gone")
      return html`<footer>
        <button class="btn tall wide" @click=${this.#close}>
          ${this.show ? t("sheet.backToShow") : t("action.close")}
        </button>
      </footer>`;
    const complete = checkout.isComplete();
    const total = order ? money(order.totals.total_minor, order.currency) : "";
    return html`<footer>
      <div class="row">
        <span class="muted t2">${complete ? t("sheet.total") : t("sheet.subtotal")}</span
        ><b class="t5 num push" aria-live="polite">${total}</b>
      </div>
      ${this.#configProblem.value ? html`<p class="wrong">${icon("octagon-alert", "sm")}<span>${this.#configProblem.value}</span></p>` : nothing}
      ${this.#mainButton(checkout, complete, total)}
    </footer>`;
  }

  /** @param {Checkout} checkout @param {boolean} complete @param {string} total */
  #mainButton(checkout, complete, total) {
    const { step } = checkout.state.value;
    if (step === "holding")
      return html`<button class="btn primary tall wide" aria-busy="true" aria-disabled="true">
        <span class="spin" aria-hidden="true"></span>${t("sheet.holding")}
      </button>`;
    if (BUSY.has(step))
      return html`<button class="btn primary tall wide" aria-busy="true" aria-disabled="true">
        <span class="spin" aria-hidden="true"></span>${t(busyWord(step))}
      </button>`;
    if (!complete)
      return html`<button class="btn primary tall wide" @click=${this.#toDetails}>${t("sheet.addAddress")}</button>`;
    return html`<button class="btn primary tall wide" @click=${this.#pay}>
      ${icon("lock", "sm")}${t("sheet.pay", { sum: total })}
    </button>`;
  }

  /** @override */
  updated() {
    const checkout = this.#checkout.peek();
    const { step, order } = checkout?.state.peek() ?? {};
    if (order && step !== "paid" && !this.#card && this.#config.peek()) this.#card = this.#mountCard(order);
    if (order) void this.#card?.then((card) => card?.setAmount(order.totals.total_minor));
    if (step && step !== this.#saidStep) this.#arrived(step, /** @type {Api.Order} */ (order));
    this.#saidStep = step ?? null;
  }

  /** @param {CheckoutStep} step @param {Api.Order} order */
  #arrived(step, order) {
    if (step === "over" || step === "paid") this.#dropCard();
    if (step !== "paid") return;
    announce(t("announce.paid", { number: order.number }));
    /** @type {HTMLElement | null} */ (this.querySelector("#sheet-title"))?.focus();
    this.dispatchEvent(new CustomEvent("checkout-paid", { bubbles: true, detail: { order } }));
  }

  /** @param {Api.Order} order @returns {Promise<CardForm | null>} */
  async #mountCard({ totals, currency }) {
    const place = /** @type {HTMLElement | null} */ (this.querySelector(".card-place"));
    const config = this.#config.peek();
    if (!place || !config) return null;
    try {
      return await CardForm.mount(config, { amount: totals.total_minor, currency }, place);
    } catch {
      this.#configProblem.value = t("sheet.noCardForm");
      return null;
    }
  }

  #dropCard() {
    void this.#card?.then((card) => card?.destroy());
    this.#card = null;
  }

  /** @param {Checkout} checkout */
  #title(checkout) {
    const { product, order } = checkout.state.value;
    return product?.title ?? order?.lines[0]?.title ?? "";
  }

  /** @param {Checkout} checkout @returns {Api.Image | null} */
  #image(checkout) {
    const { product, order } = checkout.state.value;
    const own = product?.images[checkout.variant?.image ?? 0] ?? product?.images[0];
    const url = order?.lines[0]?.image_url;
    return own ?? (url ? { url, alt: "", width: 400, height: 480 } : null);
  }

  /** @param {import("../../models/checkout.js").CheckoutProblem | null} problem */
  #sentence(problem) {
    if (!problem) return "";
    const own = SENTENCES[problem.code];
    return own ? t(own) : problemText(problem.source);
  }

  #pay = async () => {
    const checkout = this.#checkout.value;
    const card = await this.#card;
    if (!checkout) return;
    if (!card) {
      this.#card = null;
      this.#configProblem.value = "";
      return void this.#loadConfig();
    }
    await checkout.pay(card);
    if (checkout.state.value.problem?.declined) announce(t("sheet.declined"), "assertive");
  };

  #saveDetails = async (/** @type {{ email: string, address: Api.Address }} */ details) => {
    const taken = await this.#checkout.value?.setDetails(details);
    if (taken) this.#view.value = "main";
  };

  #giveBack = async () => {
    await this.#checkout.value?.release();
    this.close();
  };

  #toDetails = () => {
    this.#view.value = "details";
    void this.updateComplete.then(() =>
      /** @type {HTMLElement | null} */ (this.querySelector("details-form input"))?.focus(),
    );
  };

  #toMain = () => (this.#view.value = "main");

  #close = () => this.close();

  #cancelled = (/** @type {Event} */ event) => {
    event.preventDefault();
    this.#leave();
  };

  #escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || !this.docked) return;
    event.stopPropagation();
    this.#leave();
  };

  #outside = (/** @type {MouseEvent} */ event) => {
    if (event.target === event.currentTarget && !this.docked) this.close();
  };

  /** Escape closes the top layer: the form first, then the sheet. */
  #leave() {
    if (this.#view.value === "details") this.#toMain();
    else this.close();
  }
}
customElements.define("checkout-sheet", CheckoutSheet);

const ports = () => ({
  api,
  newId: () => crypto.randomUUID(),
  now: Date.now,
  sleep: (/** @type {number} */ ms) =>
    new Promise((/** @type {(value: void) => void} */ resolve) => setTimeout(resolve, ms)),
});

/** @type {Record<string, "problem.outOfStock" | "problem.limit" | "problem.tooManyHolds" | "problem.locked" | "problem.cannotShip" | "problem.busy" | "problem.provider" | "problem.notForSale" | "problem.details">} */
const SENTENCES = {
  out_of_stock: "problem.outOfStock",
  limit_per_order: "problem.limit",
  too_many_holds: "problem.tooManyHolds",
  order_locked: "problem.locked",
  order_closed: "problem.locked",
  cannot_ship_there: "problem.cannotShip",
  checkout_busy: "problem.busy",
  payment_provider_unavailable: "problem.provider",
  not_for_sale: "problem.notForSale",
  details_missing: "problem.details",
  details_invalid: "problem.details",
};

/** @param {CheckoutStep} step */
function busyWord(step) {
  if (step === "saving") return "sheet.counting";
  if (step === "challenge") return "sheet.challenge";
  return step === "asking" ? "sheet.asking" : "sheet.paying";
}
