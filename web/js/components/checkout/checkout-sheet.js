/** The checkout over the still-playing show: what, where to, how much, pay; the pieces are held meanwhile and a clock says how long. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/checkout.js";
import { api } from "../../lib/api.js";
import { clock } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { language } from "../../lib/i18n.js";
import { newId } from "../../lib/new-id.js";
import { problemText } from "../../lib/problems.js";
import { loadMe, me } from "../../lib/session.js";
import { Checkout } from "../../models/checkout.js";
import { announce } from "../announce.js";
import { toast } from "../toast-line.js";
import * as parts from "./buying.js";
import { otherLines } from "./basket.js";
import { choices } from "./choices.js";
import "./details-form.js";
import { extras } from "./extras.js";
import { keepAddress, keptAddresses } from "./kept-addresses.js";
import { detailsFooter, mainFooter } from "./footers.js";
import { gone, over, paid, paidFooter } from "./outcomes.js";
import { CardForm, checkoutConfig } from "./payment.js";
import { sentenceOf } from "./sentences.js";
import { sums } from "./sums.js";

/** @typedef {import("../../models/checkout.js").CheckoutStep} CheckoutStep */

/** Times at which a screen reader is told how long the hold lasts (design.md, section 7). */
const TOLD_MS = [60_000, 15_000];
/** Kept in the browser while its buyer wants no address filled in. */
const NO_MEMORY = "showfloor.noAddress";

/**
 * `open()` begins a purchase, `resume(order)` goes on with one, `add(order)` puts the product into one. Tells `checkout-paid` {order} and `checkout-closed` {order|null}.
 */
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
  /** The purchase, or the address form over it. */
  #view = signal(/** @type {"main" | "details"} */ ("main"));
  #kept = signal(/** @type {readonly Api.SavedAddress[]} */ ([]));
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
  /** @type {import("../../models/checkout.js").CheckoutProblem | null} */
  #saidProblem = null;

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
    const known = order.lines.some((line) => line.product_id === this.product?.id) ? this.product : null;
    this.#begin(new Checkout(ports(), { product: known, showId: order.show_id }), (checkout) => checkout.adopt(order));
    this.#appear();
  }

  /** Shows the sheet on an order that is held already, with this product put into it. @param {Api.Order} order */
  add(order) {
    const wish = { product: this.product, showId: order.show_id, variantId: this.variant || null };
    this.#begin(new Checkout(ports(), wish), (checkout) => checkout.add(order));
    this.#appear();
  }

  /** Is this order the one that the sheet was left with? @param {string} orderId */
  holds(orderId) {
    const checkout = this.#checkout.peek();
    return checkout?.state.peek().order?.id === orderId && checkout.isHeld();
  }

  close() {
    if (!this.#open.value) return;
    const checkout = this.#checkout.value;
    this.#open.value = false;
    clearInterval(this.#timer);
    this.querySelector("dialog")?.close();
    if (this.#opener instanceof HTMLElement) this.#opener.focus();
    if (checkout?.isHeld()) toast(t("sheet.kept", { left: clock(checkout.leftMs()) }));
    const order = checkout?.state.value.order ?? null;
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
    const told = TOLD_MS.some((at) => leftMs > 0 && leftMs <= at && this.#toldMs > at);
    if (told) announce(t("announce.hold", { left: clock(leftMs) }));
    this.#toldMs = leftMs;
    this.#second.value = Math.ceil(leftMs / 1000);
  }

  render() {
    const checkout = this.#open.value ? this.#checkout.value : null;
    // The clock of the hold is drawn anew once a second.
    void this.#second.value;
    const step = checkout?.state.value.step ?? "shut";
    return html`<dialog
      class="sheet checkout is-${step}"
      tabindex="-1"
      aria-labelledby="sheet-title"
      @cancel=${this.#cancelled}
      @keydown=${this.#escape}
      @click=${this.#outside}
    >
      ${checkout ? (step === "paid" ? this.#paid(checkout) : this.#buying(checkout)) : nothing}
    </dialog>`;
  }

  /** @param {Checkout} checkout */
  #paid(checkout) {
    const order = /** @type {Api.Order} */ (checkout.state.value.order);
    return html`<header class="over-picture">${parts.closeButton(t("action.close"), this.#close)}</header>
      ${paid(order, parts.imageOf(checkout))} ${paidFooter(order, Boolean(this.show), this.#close)}`;
  }

  /** @param {Checkout} checkout */
  #buying(checkout) {
    const { step, problem, order } = checkout.state.value;
    const ended = step === "over" || step === "gone";
    const details = this.#view.value === "details" && order !== null && !ended;
    const closeWords = this.show ? t("sheet.close") : t("action.close");
    return html`${details ? parts.detailsHeader(checkout, this.#toMain, closeWords, this.#close) : parts.mainHeader(checkout, closeWords, this.#close)}
      <div class="scroll" tabindex="-1">
        ${step === "over" ? over(parts.titleOf(checkout)) : nothing}
        ${step === "gone" ? html`${gone(sentenceOf(problem))}${choices(checkout)}` : nothing}
        ${ended ? nothing : parts.holdLine(checkout)} ${details ? this.#detailsForm(checkout) : nothing}
        <div class="main" ?hidden=${details || ended}>${this.#main(checkout)}</div>
      </div>
      ${details ? detailsFooter(checkout) : mainFooter(checkout, this.#footerTools())}`;
  }

  /** The card's place is never taken away while the purchase lasts: what was typed into it stays. @param {Checkout} checkout */
  #main(checkout) {
    const { order } = checkout.state.value;
    return html`${parts.news(checkout)} ${choices(checkout)} ${otherLines(checkout)}
      ${
        order
          ? html`${parts.addressLine(order, this.#toDetails, checkout.state.value.remembered && !checkout.state.value.locked ? this.#forget : null)}${parts.shippingChoice(checkout, order)}${extras(checkout, order)}`
          : html`<span class="sk line-sk"></span><span class="sk line-sk"></span>`
      }
      ${order ? parts.payChoice(checkout, order) : nothing}
      <div class="card-box" ?hidden=${!order || checkout.payBy !== "card"}>
        ${order?.later_options.length ? nothing : html`<span class="t2 muted">${t("sheet.payWith")}</span>`}
        <div class="card-place"></div>
      </div>
      ${order ? html`${sums(order)}${parts.wishes(checkout, Boolean(this.show), this.#giveBack)}` : nothing}`;
  }

  #footerTools() {
    return {
      pay: this.#pay,
      details: this.#toDetails,
      close: this.#close,
      inShow: Boolean(this.show),
      problem: this.#configProblem.value,
    };
  }

  /** @param {Checkout} checkout */
  #detailsForm(checkout) {
    const { order, problem } = checkout.state.value;
    const countries = this.#config.value?.countries ?? [];
    const person = me.value?.account ?? null;
    return html`<details-form
      .order=${order}
      .countries=${countries}
      .problem=${problem}
      .person=${person}
      .save=${this.#saveDetails}
      .kept=${this.#kept.value}
    ></details-form>`;
  }

  /** @override */
  updated() {
    const checkout = this.#checkout.peek();
    if (!checkout) return;
    const { step, order, problem } = checkout.state.peek();
    if (order && step !== "paid" && !this.#card && this.#config.peek()) this.#card = this.#mountCard(order);
    if (order) void this.#card?.then((card) => card?.setAmount(order.totals.total_minor));
    if (step !== this.#saidStep) this.#arrived(step, order);
    if (problem !== this.#saidProblem && problem?.field !== "card") this.querySelector(".scroll")?.scrollTo({ top: 0 });
    this.#saidStep = step;
    this.#saidProblem = problem;
  }

  /** @param {CheckoutStep} step @param {Api.Order | null} order */
  #arrived(step, order) {
    if (step === "over" || step === "paid") this.#dropCard();
    if (step !== "paid" || !order) return;
    announce(t(order.paid_ms === null ? "announce.placed" : "announce.paid", { number: order.number }));
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

  #saveDetails = async (/** @type {import("./details-form.js").Details} */ { keep, ...details }) => {
    if (!(await this.#checkout.value?.setDetails(details))) return;
    this.#view.value = "main";
    if (keep) await keepAddress(details.address).catch((problem) => toast(problemText(problem)));
  };

  #giveBack = async () => {
    await this.#checkout.value?.release();
    this.close();
  };

  #toDetails = () => {
    this.#view.value = "details";
    if (me.peek()?.account) void keptAddresses().then((kept) => (this.#kept.value = kept));
    void this.updateComplete.then(() =>
      /** @type {HTMLElement | null} */ (this.querySelector("details-form input"))?.focus(),
    );
  };

  #forget = async () => {
    await this.#checkout.value?.forgetDetails();
    this.#toDetails();
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

/** @returns {import("../../models/checkout.js").CheckoutPorts} */
const ports = () => ({
  api,
  newId,
  now: Date.now,
  language,
  kept: async () => {
    const account = (me.peek() ?? (await loadMe().catch(() => null)))?.account;
    const first = account ? (await keptAddresses())[0] : null;
    return account && first ? { email: account.email, address: first.address } : null;
  },
  memory: {
    may: () => localStorage.getItem(NO_MEMORY) === null,
    set: (may) => (may ? localStorage.removeItem(NO_MEMORY) : localStorage.setItem(NO_MEMORY, "1")),
  },
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});
