/** The show as the cockpit holds it: line-up, pin, order of products; every change is drawn at once and taken back when refused. */
import { computed, signal } from "../../../vendor/signals-core.js";
import { api } from "../../lib/api.js";
import { withPrices } from "../../models/flash.js";
import { applyStock, lineupRows, move } from "../../models/studio-lineup.js";

export class ShowDesk {
  /** @type {import("../../../vendor/signals-core.js").Signal<Api.Show>} */
  show;
  /** Products that were on screen before, since this page was opened. */
  shown = signal(/** @type {ReadonlySet<string>} */ (new Set()));
  /** The last change that was refused. */
  problem = signal(/** @type {unknown} */ (null));
  /** The product whose pin is on its way. */
  pinning = signal(/** @type {string | null} */ (null));
  /** @type {Promise<unknown>} */
  #reorders = Promise.resolve();

  /**
   * @param {Api.Show} show
   * @param {() => number | null} captureMs  when the seller's picture on screen was captured; null: the server knows better
   */
  constructor(show, captureMs) {
    this.captureMs = captureMs;
    this.show = signal(show);
    this.rows = computed(() => lineupRows(this.show.value.lineup, this.pinnedId, this.shown.value));
    this.pinnedRow = computed(() => this.rows.value.find((row) => row.pinned) ?? null);
    this.nextRow = computed(() => this.rows.value.find((row) => row.next) ?? null);
  }

  get path() {
    return `/shows/${encodeURIComponent(this.show.value.id)}`;
  }

  get pinnedId() {
    return this.show.value.pinned?.product_id ?? null;
  }

  /** @param {string} productId */
  async pin(productId) {
    const capture_ms = this.captureMs();
    this.pinning.value = productId;
    await this.#change({ pinned: { product_id: productId, pinned_ms: Date.now(), capture_ms } }, () =>
      api.put(`${this.path}/pin`, { product_id: productId, capture_ms }),
    );
    this.pinning.value = null;
  }

  /**
   * Gives a product of this show another price for a time; refusals are the caller's to tell.
   * @param {string} productId
   * @param {{ price_minor: number, seconds: number }} wanted
   */
  async startFlash(productId, wanted) {
    this.#takeProduct(await api.put(flashPath(productId), { ...wanted, show_id: this.show.value.id }));
  }

  /** Naming the moment makes a double tap harmless. @param {Api.Product} product @param {number} moreMs */
  async extendFlash({ id, flash }, moreMs) {
    if (!flash) return;
    await this.#send(async () =>
      this.#takeProduct(await api.patch(flashPath(id), { ends_ms: flash.ends_ms + moreMs })),
    );
  }

  /** @param {string} productId */
  async stopFlash(productId) {
    await this.#send(async () => this.#takeProduct(await api.delete(flashPath(productId))));
  }

  async unpin() {
    await this.#change({ pinned: null }, () => api.delete(`${this.path}/pin`));
  }

  /**
   * Moves a product within the line-up. Moves are sent one after the other, so that the last one wins on the server too.
   * @param {number} from
   * @param {number} to
   */
  reorder(from, to) {
    const lineup = move(this.show.value.lineup, from, to);
    this.#patch({ lineup });
    const product_ids = lineup.map((product) => product.id);
    this.#reorders = this.#reorders.then(() => this.#send(() => api.patch(this.path, { product_ids })));
  }

  async refresh() {
    await this.#send(async () => this.take(await api.get(this.path)));
  }

  async end() {
    this.take(await api.post(`${this.path}/end`));
  }

  /**
   * News of the room: a pin from another device, stock, the state of the show.
   * @param {"pin" | "stock" | "price" | "sold" | "show"} kind
   * @param {any} data
   */
  hear(kind, data) {
    if (kind === "pin") this.#heardPin(data);
    if (kind === "stock") this.#patch({ lineup: applyStock(this.show.value.lineup, data) });
    if (kind === "price") this.#patch({ lineup: withPrices(this.show.value.lineup, data) });
    if (kind === "show" && data) this.#heardShow(data);
  }

  /** @param {Api.Show} show */
  take(show) {
    this.#rememberShown(show.pinned?.product_id ?? null);
    this.show.value = show;
  }

  /** @param {{product: Api.Product, pinned_ms: number, capture_ms: number | null} | null} pin */
  #heardPin(pin) {
    this.#rememberShown(pin?.product.id ?? null);
    this.#patch({
      pinned: pin && { product_id: pin.product.id, pinned_ms: pin.pinned_ms, capture_ms: pin.capture_ms },
    });
  }

  /** @param {{status: Api.ShowStatus, next: Api.ShowCard | null}} news */
  #heardShow({ status, next }) {
    const started = this.show.value.started_ms ?? (status === "live" ? Date.now() : null);
    this.#patch({ status, next: next ?? this.show.value.next, started_ms: started });
  }

  /** @param {Api.Product} product */
  #takeProduct(product) {
    const lineup = this.show.value.lineup.map((known) => (known.id === product.id ? product : known));
    this.#patch({ lineup });
  }

  /** @param {Partial<Api.Show>} change */
  #patch(change) {
    this.show.value = { ...this.show.value, ...change };
  }

  /**
   * Draws a change at once; a refusal takes back what was drawn.
   * @param {Partial<Api.Show>} change
   * @param {() => Promise<Api.Show | null>} call
   */
  async #change(change, call) {
    const before = this.show.value.pinned;
    this.#rememberShown(change.pinned?.product_id ?? null);
    this.#patch(change);
    const done = await this.#send(async () => {
      const show = await call();
      if (show) this.take(show);
    });
    if (!done) this.#patch({ pinned: before });
  }

  /** @param {string | null} nextId  What takes the place of the product on screen. */
  #rememberShown(nextId) {
    const now = this.pinnedId;
    if (now && now !== nextId) this.shown.value = new Set([...this.shown.value, now]);
  }

  /** @param {() => Promise<unknown>} call */
  async #send(call) {
    this.problem.value = null;
    try {
      await call();
      return true;
    } catch (error) {
      this.problem.value = error;
      return false;
    }
  }
}

/** @param {string} productId */
const flashPath = (productId) => `/studio/products/${encodeURIComponent(productId)}/flash`;
