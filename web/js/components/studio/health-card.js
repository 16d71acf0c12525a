/** The health of the stream while on air: one sentence, the upload as a bar, a few measured figures. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/studio.js";
import { cssVars } from "../../lib/css-vars.js";
import { loudness, uploadShare } from "../../models/studio-health.js";
import { icon } from "../icon.js";
import { furtherAdvice, healthAdvice, healthShort, healthTitle, rateWords } from "./health-words.js";
import { StudioPart } from "./part.js";

/** @typedef {import("../../models/studio-health.js").Health} Health */

class HealthCard extends StudioPart {
  render() {
    const health = this.studio.broadcast.health.value;
    if (!health)
      return html`<div class="health card">
        <p class="row med"><i class="dot"></i>${t("health.starting")}</p>
      </div>`;
    const advice = healthAdvice(health);
    // Polite and rare: the sentence changes only when the verdict has settled.
    return html`<section class="health card" data-level=${health.level} aria-label=${t("health.label")}>
      <p class="row med" role="status">${mark(health)}<span>${healthTitle(health)}</span></p>
      ${bar(health)} ${this.#figures(health)} ${advice ? html`<p class="t2">${advice}</p>` : nothing}
      ${health.level === "struggling" ? furtherAdvice(health).map(further) : nothing}
    </section>`;
  }

  /** @param {Health} health */
  #figures(health) {
    if (health.level === "lost") return nothing;
    const own = health.target_bps !== null;
    return html`<dl class="kv">
      ${figure(own ? t("health.sent") : t("health.received"), rateWords(health))}
      ${
        health.height && health.fps
          ? figure(
              t("health.picture"),
              t("health.pictureValue", { height: String(health.height), fps: Math.round(health.fps) }),
            )
          : nothing
      }
      ${health.rtt_ms === null ? nothing : figure(t("health.trip"), t("health.tripValue", { ms: Math.round(health.rtt_ms) }))}
      ${own ? this.#peaks() : nothing}
    </dl>`;
  }

  #peaks() {
    const { camera } = this.studio;
    const { heldDb: db, measured } = camera.level.value;
    if (camera.muted.value.audio) return figure(t("health.peaks"), t("meter.muted"));
    if (!measured) return nothing;
    const minus = db < 0 ? `−${-db}` : String(db);
    return figure(t("health.peaks"), t("health.peaksValue", { db: minus, word: t(`health.peaks.${loudness(db)}`) }));
  }
}
customElements.define("studio-health", HealthCard);

/** The same in one line over the picture of a phone. @param {Health | null} health */
export function healthLine(health) {
  if (!health) return nothing;
  const rate = health.level === "good" || health.cause === "upload" ? rateWords(health) : "";
  return html`<span class="pill glass health-line" data-level=${health.level} role="status">
    ${mark(health)}<span>${healthShort(health)}${rate ? `: ${rate}` : nothing}</span>
  </span>`;
}

/** @param {{title: string, advice: string}} more */
const further = ({ title, advice }) =>
  html`<div class="health-more"><p class="row med">${icon("triangle-alert", "sm")}<span>${title}</span></p>
    <p class="t2">${advice}</p></div>`;

/** @param {Health} health */
function mark({ level }) {
  if (level === "struggling" || level === "lost") return icon(level === "lost" ? "wifi-off" : "triangle-alert", "sm");
  return html`<i class="dot" aria-hidden="true"></i>`;
}

/** @param {Health} health */
function bar(health) {
  const share = health.level === "lost" ? null : uploadShare(health);
  return share === null
    ? nothing
    : html`<div class="health-bar" aria-hidden="true" ${cssVars({ "--share": share })}></div>`;
}

/**
 * @param {string} name
 * @param {string} value
 */
function figure(name, value) {
  return value
    ? html`<dt>${name}</dt>
        <dd>${value}</dd>`
    : nothing;
}
