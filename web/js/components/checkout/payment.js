/** The one place that knows Stripe.js: loads it, mounts the Payment Element, makes tokens, runs challenges. */

import { language } from "../../lib/i18n.js";

/** @type {Promise<Api.CheckoutConfig> | undefined} */
let config;

/** Asked once a page. @param {{ get: (path: string) => Promise<Api.CheckoutConfig> }} api */
export function checkoutConfig(api) {
  config ??= api.get("/checkout/config").catch((problem) => {
    config = undefined;
    throw problem;
  });
  return config;
}

/** @type {Promise<void> | undefined} */
let loading;

/** Stripe.js must come from its own address, as its terms ask. @param {string} url */
function loadScript(url) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve();
    script.onerror = () => {
      loading = undefined;
      script.remove();
      reject(new Error("the payment script did not load"));
    };
    document.head.append(script);
  });
  return loading;
}

/** The card form looks like ours; what lies in Stripe's iframe can only be told by these values. */
function appearance() {
  const style = getComputedStyle(document.documentElement);
  const token = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    theme: document.documentElement.dataset.theme === "light" ? "stripe" : "night",
    variables: {
      colorPrimary: token("--text"),
      colorBackground: token("--surface-2"),
      colorText: token("--text"),
      colorDanger: token("--danger-text"),
      borderRadius: token("--r-2"),
      fontSizeBase: "15px",
    },
  };
}

/** A mounted card form. Implements the checkout model's Payer. */
export class CardForm {
  #stripe;
  #elements;
  #element;

  /** @param {any} stripe @param {{ amount: number, currency: string }} sum @param {HTMLElement} place */
  constructor(stripe, { amount, currency }, place) {
    this.#stripe = stripe;
    this.#elements = stripe.elements({
      mode: "payment",
      amount,
      currency: currency.toLowerCase(),
      appearance: appearance(),
    });
    this.#element = this.#elements.create("payment");
    this.#element.mount(place);
  }

  /**
   * @param {Api.CheckoutConfig} shop @param {{ amount: number, currency: string }} sum @param {HTMLElement} place
   * @returns {Promise<CardForm>}
   */
  static async mount(shop, sum, place) {
    await loadScript(shop.script_url);
    const stripe = /** @type {any} */ (globalThis).Stripe(shop.publishable_key, { locale: language });
    return new CardForm(stripe, sum, place);
  }

  /** @param {number} amount  the total in minor units, whenever it changes */
  setAmount(amount) {
    this.#elements.update({ amount });
  }

  /** @returns {Promise<{ token: string } | { error: string }>} */
  async token() {
    const checked = await this.#elements.submit();
    if (checked.error) return { error: checked.error.message };
    const made = await this.#stripe.createConfirmationToken({ elements: this.#elements });
    return made.error ? { error: made.error.message } : { token: made.confirmationToken.id };
  }

  /** @param {string} clientSecret @returns {Promise<{ error: string } | {}>} */
  async challenge(clientSecret) {
    const answer = await this.#stripe.handleNextAction({ clientSecret });
    return answer.error ? { error: answer.error.message } : {};
  }

  destroy() {
    this.#element.destroy();
  }
}
