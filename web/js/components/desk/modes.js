/** The bar of the desk: whether the show is on, the modes at hand, and panic with its own line while it lasts. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/desk.js";
import { clock } from "../../lib/format.js";
import { count } from "../../lib/i18n.js";
import { icon } from "../icon.js";
import { openRules } from "./rules.js";
import { DeskPart } from "./part.js";

class DeskModes extends DeskPart {
  render() {
    const { desk } = this;
    const { policy } = desk.state.value.regime;
    const { viewers, snapshot } = desk.talk.value;
    const left = desk.panicLeft.value;
    const slow = policy.slow_seconds ?? 0;
    const status = snapshot.show?.status ?? desk.show.status;
    return html`<header class="bar-top desk-bar">
        <a class="logo" href="/studio/${desk.show.id}">${icon("shield")}<span>${t("desk.title")}</span><span class="sr">, ${t("desk.studio")}</span></a>
        ${status === "live" ? html`<span class="badge live"><i class="dot" aria-hidden="true"></i>${t("desk.live")}</span>` : nothing}
        <h1 class="t4 clip">${desk.show.title}</h1>
        ${viewers === null ? nothing : html`<span class="t2 muted num row">${icon("eye", "xs")}${count(viewers)}</span>`}
        ${desk.status.value === "waiting" ? html`<span class="badge warn" role="status">${t("desk.reconnecting")}</span>` : nothing}
        <div class="row push desk-modes">
          ${mode(slow ? t("mode.slowOn", { n: slow }) : t("mode.slowOff"), slow > 0, "S", "timer", () => desk.slow())}
          ${mode(t("mode.links"), policy.links === "drop", "L", "link", () => desk.links())}
          ${mode(t("mode.buyers"), policy.buyers_only, "", "shopping-bag", () => desk.change({ buyers_only: !policy.buyers_only }))}
          <button class="icon-btn" aria-label=${t("mode.more")} @click=${() => openRules(desk)}>${icon("sliders-horizontal")}</button>
          ${left === null ? html`<button class="btn small danger" @click=${() => desk.panic()}>${icon("siren", "sm")}${t("panic.on", { n: Math.round((policy.panic_seconds ?? 300) / 60) })} <kbd class="key">⇧P</kbd></button>` : nothing}
        </div>
      </header>
      ${left === null ? nothing : html`<div class="panic-bar" role="status">${icon("siren", "sm")}<span class="grow">${t("panic.is", { time: clock(left) })}</span><button class="btn small" @click=${() => desk.panic()}>${t("panic.off")} <kbd class="key">⇧P</kbd></button></div>`}`;
  }
}
customElements.define("desk-modes", DeskModes);

/** @param {string} words @param {boolean} on @param {string} key @param {import("../icon.js").IconName} name @param {() => void} toggle */
function mode(words, on, key, name, toggle) {
  return html`<button class="mode ${on ? "on" : ""}" aria-pressed=${Boolean(on)} @click=${toggle}>
    ${icon(name, "sm")}<span>${words}</span>${key ? html`<kbd class="key">${key}</kbd>` : nothing}
  </button>`;
}
