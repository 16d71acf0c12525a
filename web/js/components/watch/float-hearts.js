/** Hearts that rise once and are gone; a number for those who asked for less motion. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { count } from "../../lib/i18n.js";
import { heartsToDraw } from "../../models/hearts.js";
import { shapesOf } from "./reaction-shapes.js";
import { WatchPart } from "./watch-part.js";

const SVG = "http://www.w3.org/2000/svg";
/** The sum of the last moments, shown instead of movement. */
const SUM_MS = 2500;

class FloatHearts extends WatchPart {
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  #sum = signal(0);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {(() => void) | undefined} */
  #stop;

  /** @override */
  firstUpdated() {
    this.#stop = this.room.onHearts((n, own, kind) => this.#arrived(n, own, kind));
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
  }

  render() {
    const sum = this.#sum.value;
    return html`<span class="rising" aria-hidden="true"></span
      >${sum ? html`<b class="sum-of-hearts num glass" aria-hidden="true">+${count(sum)}</b>` : nothing}`;
  }

  /** @param {number} n @param {boolean} own @param {string} kind */
  #arrived(n, own, kind) {
    if (document.hidden) return;
    if (this.#still.matches) return this.#add(n);
    const place = this.querySelector(".rising");
    if (!place) return;
    const drawn = own ? 1 : heartsToDraw(n, place.childElementCount);
    for (let i = 0; i < drawn; i += 1) place.append(drawing(kind, own, i));
  }

  /** @param {number} n */
  #add(n) {
    this.#sum.value += n;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#sum.value = 0), SUM_MS);
  }
}
customElements.define("float-hearts", FloatHearts);

/** @param {string} kind @param {boolean} own @param {number} nth */
function drawing(kind, own, nth) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", "0 0 24 24");
  made.classList.toggle("own", own);
  made.classList.add(kind);
  made.style.setProperty("--x", `${Math.round(Math.random() * 36)}px`);
  made.style.setProperty("--sway", `${Math.round(Math.random() * 28 - 14)}px`);
  made.style.setProperty("--size", `${Math.round(18 + Math.random() * 14)}px`);
  made.style.setProperty("--turn", `${Math.round(Math.random() * 30 - 15)}deg`);
  made.style.setProperty("--wait", `${nth * 70}ms`);
  for (const shape of shapesOf(kind)) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    made.append(path);
  }
  made.addEventListener("animationend", () => made.remove());
  return made;
}
