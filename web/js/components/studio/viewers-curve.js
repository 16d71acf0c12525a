/** Viewers since this page was opened, as a line with the pins marked; the words beside it say the same. */
import { html, nothing, svg } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { clock } from "../../lib/format.js";
import { curve, withSample } from "../../models/studio-curve.js";
import { StudioPart } from "./part.js";

const SAMPLE_MS = 5_000;
const BOX = { width: 620, height: 96 };

/** @typedef {import("../../models/studio-curve.js").Sample} Sample */

class ViewersCurve extends StudioPart {
  #samples = signal(/** @type {Sample[]} */ ([]));
  /** @type {number[]} */
  #pinsMs = [];
  #lastPinMs = /** @type {number | null} */ (null);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#sample();
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  render() {
    const samples = this.#samples.value;
    const drawn = curve(samples, this.#pinsMs, BOX);
    const [first, last] = [samples[0], samples.at(-1)];
    if (!drawn || !first || !last) return nothing;
    const time = clock(last.at_ms - first.at_ms);
    const line = `M${drawn.points.map(([x, y]) => `${x},${y}`).join(" L")}`;
    return html`<p class="row t2 muted"><span>${t("curve.title")}</span><span class="push num">${time}</span></p>
      <svg
        viewBox="0 0 ${BOX.width} ${BOX.height}"
        preserveAspectRatio="none"
        role="img"
        aria-label=${t("curve.label", { time, n: last.viewers })}
      >
        <path class="area" d="${line} L${BOX.width},${BOX.height} L0,${BOX.height}Z" />
        <path class="line" d=${line} />
        ${drawn.marks.map(([x, y], at) => mark(x, y, at === drawn.marks.length - 1))}
      </svg>`;
  }

  #sample() {
    const { desk, watching, broadcast } = this.studio;
    if (!broadcast.live.value) return;
    // The page's own clock: the server's is corrected now and then, and a line must not run backwards.
    const at_ms = performance.now();
    const pinnedMs = desk.show.value.pinned?.pinned_ms ?? null;
    if (pinnedMs !== null && pinnedMs !== this.#lastPinMs) this.#pinsMs.push(at_ms);
    this.#lastPinMs = pinnedMs;
    this.#samples.value = withSample(this.#samples.value, { at_ms, viewers: watching.value });
  }
}
customElements.define("studio-curve", ViewersCurve);

/**
 * @param {number} x
 * @param {number} y
 * @param {boolean} latest
 */
function mark(x, y, latest) {
  return svg`<path class="mark ${latest ? "is-latest" : ""}" d="M${x},${y} V${BOX.height}" />`;
}
