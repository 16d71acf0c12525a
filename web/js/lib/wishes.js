/** The wish list as this page knows it: asked for once, changed at once, put right when the server says no. */
import { signal } from "../../vendor/signals-core.js";
import { api } from "./api.js";

/** Ids of products; null until the server has answered. @type {import("../../vendor/signals-core.js").Signal<ReadonlySet<string> | null>} */
export const wished = signal(/** @type {ReadonlySet<string> | null} */ (null));

/** @type {Promise<void> | undefined} */
let asking;

/** Asks once a page; a failure leaves the hearts empty. */
export function loadWishes() {
  asking ??= api.get("/me/wishes").then(
    (/** @type {Api.Wishes} */ answer) => void (wished.value = new Set(answer.ids)),
    () => undefined,
  );
  return asking;
}

/**
 * @param {string} product @param {boolean} on
 * @throws {import("./api.js").ApiError} when it was not kept; the heart is as it was
 */
export async function setWish(product, on) {
  const before = wished.peek() ?? new Set();
  wished.value = on ? new Set([...before, product]) : new Set([...before].filter((id) => id !== product));
  try {
    await api[on ? "put" : "delete"](`/me/wishes/${encodeURIComponent(product)}`);
  } catch (error) {
    wished.value = before;
    throw error;
  }
}
