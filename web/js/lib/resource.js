/** Something that is fetched: loading, here, or failed with a way to try again. */
import { signal } from "../../vendor/signals-core.js";

/**
 * @template T
 * @typedef {{ phase: "loading" } | { phase: "ready", value: T } | { phase: "failed", error: unknown }} Loadable
 */

/** @template T */
export class Resource {
  #load;
  /** Grows with everything newer than a fetch under way, whose late answer is then dropped. */
  #turn = 0;

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

  /** Takes over a newer value that came another way. @param {T} value */
  set value(value) {
    this.#turn += 1;
    this.state.value = { phase: "ready", value };
  }

  /** Fetches from the beginning, with the skeleton shown. */
  async load() {
    this.state.value = { phase: "loading" };
    await this.#fetch((error) => (this.state.value = { phase: "failed", error }));
  }

  /** Fetches again behind what is shown; a failure changes nothing, the next refresh or the reader's own retry will tell. */
  async refresh() {
    if (this.state.peek().phase === "ready") await this.#fetch(() => undefined);
  }

  /** @param {(error: unknown) => void} failed */
  async #fetch(failed) {
    const turn = ++this.#turn;
    try {
      const value = await this.#load();
      if (turn === this.#turn) this.state.value = { phase: "ready", value };
    } catch (error) {
      if (turn === this.#turn) failed(error);
    }
  }
}
