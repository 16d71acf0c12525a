/** Hearts that rise once and are gone; a number for those who asked for less motion. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { count } from "../../lib/i18n.js";
import { heartsToDraw } from "../../models/hearts.js";
import { WatchPart } from "./watch-part.js";

const SHAPE =
  "M2 9.5a5.5 5.5 0 0 1 9.591-3.676.56.56 0 0 0 .818 0A5.49 5.49 0 0 1 22 9.5c0 2.29-1.5 4-3 5.5l-5.492 5.313a2 2 0 0 1-3 .019L5 15c-1.5-1.5-3-3.2-3-5.5";
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
    this.#stop = this.room.onHearts((n, own) => this.#arrived(n, own));
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

  /** @param {number} n @param {boolean} own */
  #arrived(n, own) {
    if (document.hidden) return;
    if (this.#still.matches) return this.#add(n);
    const place = this.querySelector(".rising");
    if (!place) return;
    const drawn = own ? 1 : heartsToDraw(n, place.childElementCount);
    for (let i = 0; i < drawn; i += 1) place.append(heart(own, i));
  }

  /** @param {number} n */
  #add(n) {
    this.#sum.value += n;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#sum.value = 0), SUM_MS);
  }
}
customElements.define("float-hearts", FloatHearts);

/** @param {boolean} own @param {number} nth */
function heart(own, nth) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", "0 0 24 24");
  made.classList.toggle("own", own);
  made.style.setProperty("--x", `${Math.round(Math.random() * 36)}px`);
  made.style.setProperty("--sway", `${Math.round(Math.random() * 28 - 14)}px`);
  made.style.setProperty("--size", `${Math.round(18 + Math.random() * 14)}px`);
  made.style.setProperty("--turn", `${Math.round(Math.random() * 30 - 15)}deg`);
  made.style.setProperty("--wait", `${nth * 70}ms`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPE);
  made.append(path);
  made.addEventListener("animationend", () => made.remove());
  return made;
}
