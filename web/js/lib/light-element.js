/** The base of every component: Lit in the light DOM, re-rendered when a signal that it read changes. */
import { LitElement } from "../../vendor/lit.js";
import { effect } from "../../vendor/signals-core.js";

/**
 * Renders into itself, so the global style sheets and tokens apply. What the HTML shell wrote inside the tag is a
 * skeleton and goes away on the first render.
 */
export class LightElement extends LitElement {
  /** @type {(() => void) | undefined} */
  #unwatch;

  createRenderRoot() {
    this.replaceChildren();
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.requestUpdate();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#unwatch?.();
  }

  /** @override @protected */
  performUpdate() {
    if (!this.isUpdatePending) return;
    this.#unwatch?.();
    let rendering = true;
    this.#unwatch = effect(() => {
      if (rendering) {
        rendering = false;
        super.performUpdate();
      } else {
        this.requestUpdate();
      }
    });
    // An update that was due when it left the page: what it read must not keep it alive.
    if (!this.isConnected) this.#unwatch?.();
  }
}
