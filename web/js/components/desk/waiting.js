/** What waits for a decision: held messages, reports, appeals; and whether a raid is on. */
import { html, nothing, repeat } from "../../../vendor/lit.js";
import { t } from "../../i18n/desk.js";
import { clock } from "../../lib/format.js";
import { groupedReports, markedParts, personOf } from "../../models/desk.js";
import { icon } from "../icon.js";
import { TABS } from "./desk.js";
import { DeskPart, ruleWords } from "./part.js";

/** @typedef {import("../../models/desk.js").Case} Case */

const DECISIONS = /** @type {const} */ ({
  held: ["do.allow", "do.refuse"],
  report: ["do.uphold", "do.dismiss"],
  appeal: ["do.grant", "do.deny"],
});

class DeskWaiting extends DeskPart {
  render() {
    const { desk } = this;
    const cases = desk.listed.value;
    const regime = desk.state.value.regime.policy;
    return html`<div class="tabs" role="tablist" aria-label=${t("pane.waiting")}>
        ${TABS.map((tab) => this.#tab(tab))}
      </div>
      <div class="cases-panel" role="tabpanel" aria-label=${t(`tab.${desk.tab.value}`)}><ul class="cases">
        ${cases.length ? nothing : html`<li class="t2 muted">${t(`empty.${desk.tab.value}`)}</li>`}
        ${repeat(
          cases,
          (each) => each.id,
          (each) => this.#case(each),
        )}
      </ul></div>
      ${this.#raid()}
      ${desk.tab.value === "held" ? html`<p class="t2 muted">${regime.held_default === "allow" ? t("case.default.allow") : t("case.default.refuse")}</p>` : nothing}`;
  }

  /** @param {import("./desk.js").Tab} tab */
  #tab(tab) {
    const { desk } = this;
    const on = desk.tab.value === tab;
    return html`<button
      role="tab"
      class=${on ? "on" : ""}
      aria-selected=${on}
      @click=${() => (desk.tab.value = tab)}
    >
      ${t(`tab.${tab}`)} <span class="num">${desk.casesOf(tab).length}</span>
    </button>`;
  }

  /** @param {Case} one */
  #case(one) {
    const { desk } = this;
    const chosen = desk.chosenCase.value === one.id;
    const active = chosen && desk.pane.value === "waiting";
    return html`<li
      class="case ${chosen ? "chosen" : ""} ${active ? "active" : ""}"
      aria-current=${chosen}
      @click=${() => desk.chooseCase(one)}
    >
      <p class="row">
        <b class="med clip">${personOf(one).name}</b>
        ${one.kind === "held" ? html`<span class="push t1 muted num row" role="timer">${icon("timer", "xs")}<span class="sr">${t("case.left", { time: "" })}</span>${clock(Math.max(0, one.until_ms - desk.nowMs.value))}</span>` : nothing}
      </p>
      ${body(one)}
      <p class="why">${icon(one.kind === "held" ? "shield-alert" : "flag", "xs")}<span>${this.#why(one)}</span></p>
      <div class="acts">
        ${DECISIONS[one.kind].map((words, index) => html`<button class="btn small" @click=${(/** @type {Event} */ event) => this.#decide(event, index === 0, one)}>${t(words)} <kbd class="key">${index ? "N" : "Y"}</kbd></button>`)}
      </div>
    </li>`;
  }

  /** @param {Event} event @param {boolean} accept @param {Case} one */
  #decide(event, accept, one) {
    event.stopPropagation();
    this.desk.chooseCase(one);
    this.desk.decide(accept, one);
  }

  /** @param {Case} one */
  #why(one) {
    if (one.kind === "held") return t("case.rule", { rule: ruleWords(one.rule) });
    if (one.kind === "appeal") {
      const measure = t(`measure.${one.measure}`);
      const words = t("case.against", { measure, reason: ruleWords(one.reason), by: one.by.name });
      return one.reason ? words : words.replace(",  (", " (");
    }
    const n = groupedReports(this.desk.state.value.cases).find(({ report }) => report.id === one.id)?.count ?? 1;
    return t("case.reports", { n, reason: ruleWords(one.reason) });
  }

  #raid() {
    const { newcomers, on } = this.desk.state.value.raid;
    return html`<div class="note ${on ? "warn" : ""} raid" role="status">
      ${icon(on ? "siren" : "shield", "sm")}<span
        ><b class="med">${on ? t("raid.on") : t("raid.none")}</b><br /><span class="muted"
          >${t("raid.usual", { n: newcomers })} ${on ? t("raid.advice") : nothing}</span
        ></span
      >
    </div>`;
  }
}
customElements.define("desk-waiting", DeskWaiting);

/** @param {Case} one */
function body(one) {
  if (one.kind === "held") {
    const [before, found, after] = markedParts(one.x, one.found);
    return html`<p dir="auto">${before}${found ? html`<mark>${found}</mark>` : nothing}${after}</p>`;
  }
  if (one.kind === "report") return html`<p dir="auto">${one.x}</p>`;
  return html`<p dir="auto">${one.x}</p>
    ${
      one.evidence.length
        ? html`<div class="evidence t2 muted">
            ${t("case.evidence")}
            <ul>
              ${one.evidence.map((words) => html`<li dir="auto">${words}</li>`)}
            </ul>
          </div>`
        : nothing
    }`;
}
