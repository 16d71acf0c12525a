/** One purchase from "Buy" to "Yours": the hold, the details, the payment and every way it can go (no DOM, no Stripe). */

import { signal } from "../../vendor/signals-core.js";
import { neverArrived, problemOf, wishes } from "./checkout-state.js";
import { startingVariant } from "./variants.js";

/** @typedef {import("./checkout-state.js").CheckoutStep} CheckoutStep */
/** @typedef {import("./checkout-state.js").CheckoutProblem} CheckoutProblem */
/** @typedef {import("./checkout-state.js").CheckoutState} CheckoutState */
/** @typedef {import("./checkout-state.js").Payer} Payer */
/** @typedef {import("./checkout-state.js").CheckoutPorts} CheckoutPorts */

/** A bank may take its time; the answer is read for this long at a quick pace, then slowly. */
const PAY_MS = 40_000;
const ASK_QUICK_MS = 1_000;
const ASK_SLOW_MS = 4_000;
const QUICK_ASKS = 20;
const ASKS = 150;
/** It is bought: the money came, or comes later. */
const PAID = new Set(["placed", "sent", "paid", "fulfilled", "part_refunded", "refunded", "disputed"]);
const OVER = new Set(["expired", "cancelled", "refund_due"]);
/** Nobody knows what became of the request: never let the buyer pay twice, ask instead. */
const UNKNOWN = new Set(["offline", "timeout", "payment_in_progress", "internal_error", "unexpected"]);

export class Checkout {
  /** @type {import("../../vendor/signals-core.js").Signal<CheckoutState>} */
  state;
  #ports;
  #showId;
  /** The server's clock minus ours, learnt from the answer to the hold. */
  #skewMs = 0;
  /** The variant of this product's line in the order, null before it has one. @type {string | null} */
  #main = null;
  /** Changes go out one after another, and the latest wish wins. @type {Promise<void>} */
  #queue = Promise.resolve();

  /**
   * @param {CheckoutPorts} ports
   * @param {{ product: Api.Product | null, showId?: string | null, variantId?: string | null, quantity?: number }} wish
   */
  constructor(ports, { product, showId = null, variantId = null, quantity = 1 }) {
    this.#ports = ports;
    this.#showId = showId;
    this.state = signal({
      step: "holding",
      product,
      variantId: (product && startingVariant(product, variantId)?.id) ?? "",
      quantity,
      order: null,
      problem: null,
      remembered: false,
      wish: "card",
      locked: false,
    });
  }

  /** @returns {Api.Variant | undefined} */
  get variant() {
    return this.state.value.product?.variants.find((variant) => variant.id === this.state.value.variantId);
  }

  /** Milliseconds that the pieces are still ours; 0 when there is no hold. */
  leftMs() {
    const until = this.state.value.order?.hold_expires_ms ?? null;
    return until === null ? 0 : Math.max(0, until - (this.#ports.now() + this.#skewMs));
  }

  /** Is there something that closing the sheet would leave behind? */
  isHeld() {
    return ["held", "saving", "placing", "paying", "challenge", "asking"].includes(this.state.value.step) && this.leftMs() > 0;
  }

  /** The most that one order may have of this variant. */
  mostPieces() {
    const variant = this.variant;
    if (!variant) return 1;
    const ours = this.state.value.order?.lines.find((line) => line.variant_id === variant.id)?.quantity ?? 0;
    return Math.max(1, Math.min(variant.max_per_order, variant.stock.available + ours));
  }

  /** Hold the wished pieces; also "take it again" after the hold ran out. */
  async hold() {
    const { variantId, quantity, order: earlier } = this.state.value;
    this.#set({ step: "holding", problem: null, order: null, locked: false });
    const askedMs = this.#ports.now();
    try {
      const order = await this.#ports.api.post("/orders", {
        client_key: this.#ports.newId(),
        lines: [{ variant_id: variantId, quantity }, ...this.#besides(earlier)],
        ...(this.#showId && { show_id: this.#showId }),
      });
      this.#skewMs = order.created_ms - (askedMs + this.#ports.now()) / 2;
      this.#main = variantId;
      this.#set({ step: "held", order });
    } catch (error) {
      this.#set({ step: "gone", problem: problemOf(error) });
      return;
    }
    await this.#fillIn(earlier);
  }

  /** Go on with an order that is held already (after the sheet was closed, or on the order's page). @param {Api.Order} order */
  async adopt(order) {
    const { product } = this.state.value;
    const line = order.lines.find((each) => product && each.product_id === product.id) ?? order.lines[0];
    this.#main = line?.variant_id ?? null;
    this.#set({ order, variantId: line?.variant_id ?? "", quantity: line?.quantity ?? 1, step: "held", problem: null });
    const askedMs = this.#ports.now();
    const me = await this.#ports.api.get("/me").catch(() => null);
    if (me) this.#skewMs = me.server_ms - (askedMs + this.#ports.now()) / 2;
    if (order.status === "paying" && order.payment.state === "working") return this.#ask();
    if (order.status === "paying") this.#set({ locked: true });
    if (!order.address) await this.#fillIn(null);
    this.tick();
  }

  /**
   * Put this product into an order that is held already: one hold, one clock, one payment.
   * @param {Api.Order} order
   */
  async add(order) {
    this.#main = null;
    this.#set({ order, step: "held", problem: null });
    await this.#changeLines();
    const { problem, order: now } = this.state.value;
    if (!now) return;
    // Without the new product the sheet is about what is held.
    if (problem) this.#set({ product: null });
    await this.adopt(now);
    if (problem) this.#set({ problem });
  }

  /** Lines of other products in the same order. @returns {Api.OrderLine[]} */
  otherLines() {
    return (this.state.value.order?.lines ?? []).filter((line) => line.variant_id !== this.#main);
  }

  /** More or fewer of another product in the order; none takes it out. @param {string} variantId @param {number} quantity */
  setLine(variantId, quantity) {
    return this.#enqueue(async () => {
      const lines = wishes(this.state.value.order?.lines ?? [])
        .map((line) => (line.variant_id === variantId ? { ...line, quantity } : line))
        .filter((line) => line.quantity > 0);
      await this.#patch({ lines });
    });
  }

  /** Give the pieces back before the time is over. */
  async release() {
    await this.#queue;
    const { step, order } = this.state.value;
    if (step !== "held" || !order) return;
    await this.#ports.api.post(`/orders/${order.id}/cancel`).catch(() => {});
    this.#set({ step: "over", order: null, problem: null });
  }

  /** @param {string} variantId */
  choose(variantId) {
    if (variantId === this.state.value.variantId) return this.#queue;
    this.#set({ variantId, quantity: 1 });
    if (this.state.value.step === "gone" || this.state.value.step === "over") return this.hold();
    return this.#changeLines();
  }

  /** @param {number} quantity */
  setQuantity(quantity) {
    const wished = Math.max(1, Math.min(this.mostPieces(), quantity));
    if (wished === this.state.value.quantity) return this.#queue;
    this.#set({ quantity: wished });
    return this.#changeLines();
  }

  /**
   * E-mail, address, delivery, note.
   * @param {{ email?: string, address?: Api.Address, shipping_rate_id?: string, note?: string, show_name?: boolean, discount_code?: string }} change
   * @returns {Promise<boolean>} whether the server took it
   */
  async setDetails(change) {
    const taken = await this.#write(change);
    if (taken && change.address) {
      this.#ports.memory.set(true);
      this.#set({ remembered: false });
    }
    return taken;
  }

  /** Take the e-mail and the address off the order, and fill nothing in here again: somebody else sits at this browser. */
  async forgetDetails() {
    this.#ports.memory.set(false);
    if (await this.#write({ forget_details: true })) this.#set({ remembered: false });
  }

  /** @param {Record<string, unknown>} change */
  async #write(change) {
    let taken = false;
    await this.#enqueue(async () => {
      taken = await this.#patch(change.email ? { ...change, language: this.#ports.language } : change);
    });
    return taken;
  }

  /** Is everything there that the tap needs? */
  isComplete() {
    const order = this.state.value.order;
    return Boolean(order?.email && order.address && order.shipping && order.totals.tax_minor !== null);
  }

  /** How it would be paid now: what the buyer wishes, as long as the shop offers it for this order. */
  get payBy() {
    const { wish, order } = this.state.value;
    return wish !== "card" && order?.later_options.some(({ method }) => method === wish) ? wish : "card";
  }

  /** @param {"card" | Api.PayLaterMethod} wish */
  wishToPay(wish) {
    this.#set({ wish, problem: null });
  }

  /** Order now and pay later; the same tap again changes nothing. */
  async place() {
    await this.#queue;
    const { step, order } = this.state.value;
    const method = this.payBy;
    if (step !== "held" || !order || method === "card" || !this.isComplete()) return;
    this.#set({ step: "placing", problem: null });
    try {
      this.#set({ order: await this.#ports.api.post(`/orders/${order.id}/place`, { method }), step: "paid" });
    } catch (error) {
      await this.#notPaid(error);
    }
  }

  /** @param {Payer} payer */
  async pay(payer) {
    await this.#queue;
    const { step, order } = this.state.value;
    if (step !== "held" || !order || !this.isComplete()) return;
    this.#set({ step: "paying", problem: null });
    const made = await payer.token();
    if ("error" in made)
      return this.#set({
        step: "held",
        problem: { code: "card_form", sentence: made.error, field: "card", declined: false },
      });
    try {
      const result = await this.#ports.api.post(
        `/orders/${order.id}/pay`,
        { confirmation_token: made.token },
        { timeoutMs: PAY_MS },
      );
      this.#set({ locked: true });
      await this.#settle(result, payer);
    } catch (error) {
      await this.#notPaid(error);
    }
  }

  /** The clock ran out (call it once a second). */
  tick() {
    if (this.state.value.step === "held" && this.state.value.order && this.leftMs() === 0)
      this.#set({ step: "over", problem: null });
  }

  /** The room's stock changed. @param {Api.Product} product */
  update(product) {
    if (product.id === this.state.value.product?.id) this.#set({ product });
  }

  /** @returns {Promise<Api.Order | null>} */
  async #lastOrder() {
    const orders = await this.#ports.api.get("/orders").catch(() => ({ items: [] }));
    return orders.items.find((/** @type {Api.Order} */ order) => order.address) ?? null;
  }

  /** What the account keeps, or details of the last order: nobody types an address twice. @param {Api.Order | null} earlier */
  async #fillIn(earlier) {
    /** @type {Pick<Api.Order, "email" | "address"> | null} */
    let known = earlier;
    const ours = Boolean(known?.address);
    if (!known?.address) {
      if (!this.#ports.memory.may()) return;
      known = (await this.#ports.kept()) ?? (await this.#lastOrder());
    }
    if (known?.address && known.email && (await this.#write({ email: known.email, address: known.address })))
      this.#set({ remembered: !ours });
    // A saved address that cannot be used here is no mistake of the buyer's: the form simply stays to be filled in.
    if (this.state.value.step === "held") this.#set({ problem: null });
  }

  /** What an order has besides this product. @param {Api.Order | null} order */
  #besides(order) {
    const { variantId } = this.state.value;
    return wishes(order?.lines ?? []).filter(({ variant_id: id }) => id !== this.#main && id !== variantId);
  }

  #changeLines() {
    return this.#enqueue(async () => {
      const { variantId, quantity, order } = this.state.value;
      const line = order?.lines.find((each) => each.variant_id === this.#main);
      if (line?.variant_id === variantId && line.quantity === quantity) return;
      const taken = await this.#patch({ lines: [{ variant_id: variantId, quantity }, ...this.#besides(order)] });
      if (taken) this.#main = variantId;
      else if (line) this.#set({ variantId: line.variant_id, quantity: line.quantity });
    });
  }

  /** @param {() => Promise<void>} work @returns {Promise<void>} */
  #enqueue(work) {
    this.#queue = this.#queue.then(work);
    return this.#queue;
  }

  /** @param {object} change @returns {Promise<boolean>} */
  async #patch(change) {
    const order = this.state.value.order;
    if (!order || this.state.value.step !== "held") return false;
    this.#set({ step: "saving", problem: null });
    try {
      this.#set({ order: await this.#ports.api.patch(`/orders/${order.id}`, change), step: "held" });
      return true;
    } catch (error) {
      const problem = problemOf(error);
      this.#set(problem.code === "hold_expired" ? { step: "over", problem: null } : { step: "held", problem });
      return false;
    }
  }

  /** @param {Api.PayResult} result @param {Payer} payer */
  async #settle({ order, next_action: action }, payer) {
    this.#set({ order });
    if (PAID.has(order.status)) return this.#set({ step: "paid" });
    if (!action) return this.#ask();
    this.#set({ step: "challenge" });
    const answer = await payer.challenge(action.client_secret);
    if ("error" in answer)
      this.#set({ problem: { code: "challenge", sentence: answer.error, field: null, declined: true } });
    await this.#ask();
  }

  /** @param {unknown} error */
  async #notPaid(error) {
    const problem = problemOf(error);
    if (problem.code === "hold_expired") return this.#set({ step: "over" });
    if (UNKNOWN.has(problem.code)) return this.#ask();
    this.#set({ step: "held", problem, locked: this.state.value.locked || problem.declined });
    if (problem.declined) await this.#read();
  }

  /** Read the order until it is settled; the buyer is told not to pay twice meanwhile. */
  async #ask() {
    this.#set({ step: "asking", locked: true });
    for (let asked = 0; asked < ASKS; asked += 1) {
      const order = await this.#read();
      if (order && this.#isSettled(order)) return;
      if (order && asked >= QUICK_ASKS && neverArrived(order)) return this.#notArrived();
      await this.#ports.sleep(asked < QUICK_ASKS ? ASK_QUICK_MS : ASK_SLOW_MS);
    }
  }

  /** @param {Api.Order} order */
  #isSettled(order) {
    if (PAID.has(order.status)) return this.#end("paid");
    if (OVER.has(order.status)) return this.#end("over");
    if (order.payment?.state !== "declined") return false;
    const sentence = order.payment.message ?? "";
    this.#set({ step: "held", problem: { code: "card_declined", sentence, field: null, declined: true } });
    return true;
  }

  /** The tap got lost on its way: the order has heard of no payment. */
  #notArrived() {
    this.#set({
      step: "held",
      locked: false,
      problem: { code: "not_arrived", sentence: "", field: null, declined: false },
    });
  }

  /** @param {"paid" | "over"} step */
  #end(step) {
    this.#set({ step, problem: null });
    return true;
  }

  /** @returns {Promise<Api.Order | null>} */
  async #read() {
    const id = this.state.value.order?.id;
    const order = await this.#ports.api.get(`/orders/${id}`).catch(() => null);
    if (order) this.#set({ order });
    return order;
  }

  /** @param {Partial<CheckoutState>} change */
  #set(change) {
    this.state.value = { ...this.state.value, ...change };
  }
}
