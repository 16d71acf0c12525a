/** What the show has sold so far, kept fresh: asked for when the room tells of a sale, and now and then in between. */
import { signal } from "../../../vendor/signals-core.js";
import { api } from "../../lib/api.js";
import { salesOf } from "../../models/studio-sales.js";

/** News of many sales in one moment lead to one question. */
const GATHER_MS = 300;
/** Payments that are under way come and go without news. */
const LOOK_MS = 5_000;

export class Till {
  summary = signal(/** @type {Api.SalesSummary | null} */ (null));
  sales = signal(/** @type {import("../../models/studio-sales.js").Sale[] | null} */ (null));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {string} showId */
  constructor(showId) {
    this.showId = encodeURIComponent(showId);
  }

  open() {
    void this.#look();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
  }

  close() {
    clearInterval(this.#timer);
    void this.#look();
  }

  /** Something sold, or a payment began. */
  hear() {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.#look(), GATHER_MS);
  }

  async #look() {
    try {
      const [summary, orders] = await Promise.all([
        api.get(`/shows/${this.showId}/sales`),
        api.get(`/studio/orders?show=${this.showId}`),
      ]);
      this.summary.value = summary;
      this.sales.value = salesOf(orders.items, this.sales.value);
    } catch {
      // The figures stay as they were; the next look is near.
    }
  }
}
