/** The person's places on waiting lists while they watch: read again when stock moves, and their turn told at once. */
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/waiting.js";
import { api } from "../../lib/api.js";
import { language } from "../../lib/i18n.js";
import { isWaiting, newTurns, placeOf } from "../../models/waiting.js";
import { announce } from "../announce.js";
import { toast } from "../toast-line.js";

/** News of stock says when to look; this is for news that got lost. */
const LOOK_MS = 20_000;
/** Turns are given a moment after the stock moved. */
const SOON_MS = 600;

export class WaitingPlaces {
  #room;
  places = signal(/** @type {Api.Place[]} */ ([]));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {import("./watch-room.js").WatchRoom} room */
  constructor(room) {
    this.#room = room;
  }

  /** @param {Api.Product} product */
  placeOf(product) {
    return placeOf(this.places.value, product.id);
  }

  async refresh() {
    clearTimeout(this.#timer);
    const places = await api.get("/waiting").then(
      ({ items }) => /** @type {Api.Place[]} */ (items),
      () => this.places.value,
    );
    const turns = newTurns(this.places.value, places);
    this.places.value = places;
    if (turns[0]) await this.#turnCame(turns[0]);
    if (isWaiting(places)) this.#timer = setTimeout(() => void this.refresh(), LOOK_MS);
  }

  /** Stock of a product moved: perhaps it is somebody's turn. @param {string} productId */
  heard(productId) {
    if (!this.places.peek().some((place) => place.product_id === productId && place.place !== null)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), SOON_MS);
  }

  /** Throws what the server refused. @param {string} variantId @param {string} email */
  async join(variantId, email) {
    const show_id = this.#room.show.peek()?.id ?? null;
    await api.post("/waiting", { variant_id: variantId, show_id, email: email || null, language });
    await this.refresh();
  }

  /** @param {string} variantId */
  async leave(variantId) {
    await api.delete(`/waiting/${encodeURIComponent(variantId)}`);
    await this.refresh();
  }

  /** @param {Api.Place} turn */
  async #turnCame({ order_id }) {
    const order = await api.get(`/orders/${order_id}`).catch(() => null);
    if (!order) return;
    this.#room.kept.value = order;
    announce(t("wait.turn"), "assertive");
    toast(t("wait.turn"));
  }
}
