/** Something that is fetched: loading, here, or failed with a way to try again. */
import { signal } from "../../vendor/signals-core.js";

/**
 * @template T
 * @typedef {{ phase: "loading" } | { phase: "ready", value: T } | { phase: "failed", error: unknown }} Loadable
 */

/** @template T */
export class Resource {
  #load;

  /** @param {() => Promise<T>} load */
  constructor(load) {
    this.#load = load;
    this.state = signal(/** @type {Loadable<T>} */ ({ phase: "loading" }));
  }

  /** The value, null until it is here. @returns {T | null} */
  get value() {
    const state = this.state.value;
    return state.phase === "ready" ? state.value : null;
  }

  /** @param {T} value */
  set value(value) {
    this.state.value = { phase: "ready", value };
  }

  /** Fetches from the beginning, with the skeleton shown. */
  async load() {
    this.state.value = { phase: "loading" };
    try {
      this.state.value = { phase: "ready", value: await this.#load() };
    } catch (error) {
      this.state.value = { phase: "failed", error };
    }
  }

  /** Fetches again behind what is shown; a failure changes nothing. */
  async refresh() {
    try {
      this.state.value = { phase: "ready", value: await this.#load() };
    } catch {
      // The next refresh or the reader's own retry will tell.
    }
  }
}
