/** All modes and rules of the room in one dialog, with export and import of the whole policy. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/desk.js";
import { api } from "../../lib/api.js";
import { problemText } from "../../lib/problems.js";
import { icon } from "../icon.js";
import { problemNote } from "../problem-page.js";
import { toast } from "../toast-line.js";
import { DeskPart } from "./part.js";

const LEVELS = /** @type {const} */ (["insults", "hate", "sexual", "scam", "private", "repeats", "flood", "caps"]);
const SWITCHES = /** @type {const} */ ([
  ["buyers_only", "mode.buyers"],
  ["emoji_only", "mode.emoji"],
  ["unique", "mode.unique"],
  ["review", "mode.review"],
  ["viewer_links", "mode.taps"],
]);
const KNOWN_MINUTES = 10;

/** @param {import("./desk.js").Desk} desk */
export function openRules(desk) {
  const element = document.querySelector("desk-rules");
  if (element instanceof DeskRules) element.open(desk);
}

class DeskRules extends DeskPart {
  #policy = signal(/** @type {Record<string, any> | null} */ (null));
  #wrong = signal("");
  /** The regime that a change was sent against; another one means that it is in force. */
  #sent = signal(/** @type {unknown} */ (null));

  /** @param {import("./desk.js").Desk} desk */
  open(desk) {
    this.#policy.value = desk.state.value.regime.policy;
    this.#wrong.value = "";
    this.#sent.value = null;
    desk.policyFault.value = "";
    void this.updateComplete.then(() => this.querySelector("dialog")?.showModal());
  }

  render() {
    const policy = this.#policy.value;
    void [this.#sent.value, this.desk?.state.value.regime]; // looked at so that `updated` hears of them
    return html`<dialog class="studio-dialog desk-rules" aria-labelledby="rules-title" @close=${() => (this.#policy.value = null)}>
      ${policy ? this.#form(policy) : nothing}
    </dialog>`;
  }

  /** @override */
  updated() {
    if (this.#sent.value !== null && this.desk.state.value.regime !== this.#sent.value) this.#saved();
    // It stands at the top, and who saves is at the end.
    this.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Record<string, any>} policy */
  #form(policy) {
    const wrong = this.#wrong.value || this.desk.policyFault.value;
    return html`<form class="studio-dialog-in" @submit=${(/** @type {Event} */ event) => this.#save(event)}>
      <header class="row">
        <h2 id="rules-title" class="t4 grow">${t("rules.title")}</h2>
        <button type="button" class="icon-btn" aria-label=${t("action.close")} @click=${() => this.#close()}>${icon("x")}</button>
      </header>
      ${wrong ? problemNote(wrong) : nothing}
      <fieldset class="rule-modes">
        <legend class="t2 muted">${t("rules.modes")}</legend>
        ${SWITCHES.map(([name, words]) => check(name, t(words), policy[name]))}
        ${check("account", t("mode.account"), policy.account_minutes > 0)}
        ${check("followers", t("mode.followers"), policy.followers_minutes !== null)}
      </fieldset>
      <fieldset class="rule-levels">
        <legend class="t2 muted">${t("rules.levels")}</legend>
        ${LEVELS.map((name) => level(name, policy.levels[name]))}
      </fieldset>
      <div class="labelled">
        <label for="rules-terms">${t("rules.terms")}</label>
        <textarea id="rules-terms" name="terms" rows="4" .value=${policy.terms.join("\n")}></textarea>
      </div>
      <div class="labelled">
        <label for="rules-patterns">${t("rules.patterns")}</label>
        <textarea id="rules-patterns" name="patterns" class="mono" rows="2" spellcheck="false" autocapitalize="none" placeholder="\\bcheaper (at|on) \\w+" aria-describedby="rules-patterns-hint" .value=${policy.patterns.join("\n")}></textarea>
        <p id="rules-patterns-hint" class="hint">${t("rules.patternsHint")}</p>
      </div>
      <div class="labelled">
        <label for="rules-guidelines">${t("rules.guidelines")}</label>
        <textarea id="rules-guidelines" name="guidelines" rows="3" maxlength="1000" .value=${policy.guidelines}></textarea>
      </div>
      <footer class="row dialog-foot">
        <button type="button" class="btn quiet small" @click=${() => void this.#export()}>${t("rules.export")}</button>
        <label class="btn quiet small">${t("rules.import")}<input class="sr" type="file" accept="application/json" @change=${(/** @type {Event} */ event) => void this.#import(event)} /></label>
        <button class="btn primary push">${t("rules.save")}</button>
      </footer>
    </form>`;
  }

  /** @param {Event} event */
  #save(event) {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const before = this.#policy.value ?? {};
    const on = (/** @type {string} */ name) => data.get(name) === "on";
    const set = {
      ...Object.fromEntries(SWITCHES.map(([name]) => [name, on(name)])),
      account_minutes: on("account") ? before.account_minutes || KNOWN_MINUTES : 0,
      followers_minutes: on("followers") ? (before.followers_minutes ?? 0) : null,
      levels: Object.fromEntries(LEVELS.map((name) => [name, Number(data.get(`level-${name}`))])),
      terms: lines(data.get("terms")),
      patterns: lines(data.get("patterns")),
      guidelines: String(data.get("guidelines") ?? "").trim(),
    };
    const { regime } = this.desk.state.value;
    if (this.desk.change(set)) this.#sent.value = regime;
  }

  async #export() {
    try {
      const policy = await api.get(`${this.desk.path}/policy`);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(policy, null, 2)], { type: "application/json" }));
      link.download = "chat-policy.json";
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      this.#wrong.value = problemText(error);
    }
  }

  /** @param {Event} event */
  async #import(event) {
    const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
    if (!file) return;
    try {
      await api.put(`${this.desk.path}/policy`, JSON.parse(await file.text()));
      this.#saved();
    } catch (error) {
      this.#wrong.value = problemText(error);
    }
  }

  #saved() {
    this.#sent.value = null;
    toast(t("rules.saved"), () => this.desk.undo());
    this.#close();
  }

  #close() {
    this.querySelector("dialog")?.close();
  }
}
customElements.define("desk-rules", DeskRules);

/** @param {string} name @param {string} words @param {boolean} on */
function check(name, words, on) {
  return html`<label class="check"><input type="checkbox" name=${name} .checked=${on} />${words}</label>`;
}

/** @param {typeof LEVELS[number]} name @param {number} now */
function level(name, now) {
  return html`<label class="rule-level"
    ><span>${t(`rules.${name}`)}</span
    ><select name="level-${name}" .value=${String(now)}>
      ${/** @type {const} */ ([0, 1, 2, 3]).map((each) => html`<option value=${each} ?selected=${each === now}>${t(`rules.level.${each}`)}</option>`)}
    </select></label
  >`;
}

/** @param {FormDataEntryValue | null} value */
function lines(value) {
  return String(value ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > 1);
}
