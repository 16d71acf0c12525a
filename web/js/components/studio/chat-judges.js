/** Programs that judge the chat: whom to ask before a message is read, and what becomes of it when there is no answer. */
import { html, nothing, repeat } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/hooks.js";
import { api } from "../../lib/api.js";
import { moment } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { nameFault, ON_FAILURE, urlFault } from "../../models/hooks.js";
import { icon } from "../icon.js";
import { problemNote } from "../problem-page.js";
import { shownSecret } from "./shown-secret.js";

const PATH = "/studio/chat-hooks";
const MOST = 3;

class ChatJudges extends LightElement {
  #hooks = signal(/** @type {Api.ChatHook[] | null} */ (null));
  #adding = signal(false);
  #name = signal("");
  #url = signal("");
  #onFailure = signal(/** @type {Api.OnFailure} */ ("allow"));
  #tried = signal(false);
  #busy = signal(false);
  #problem = signal("");
  /** Shown once. */
  #secret = signal(/** @type {{ id: string, secret: string } | null} */ (null));
  #trial = signal(/** @type {{ id: string, trial: Api.ChatHookTrial } | null} */ (null));

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#act(async () => {
      this.#hooks.value = (await api.get(PATH)).items;
    });
  }

  render() {
    const hooks = this.#hooks.value;
    return html`<h2 class="t5" id="judges">${t("judges.title")}</h2>
      <p class="muted">${t("judges.why")}</p>
      ${this.#problem.value ? problemNote(this.#problem.value) : nothing}
      ${hooks === null ? html`<div class="sk hooks-sk" aria-busy="true"></div>` : html`${repeat(hooks, ({ id }) => id, (hook) => this.#hook(hook))}${hooks.length < MOST ? this.#adder() : nothing}`}`;
  }

  /** @param {Api.ChatHook} hook */
  #hook(hook) {
    const resting = hook.state === "on" && hook.resting_until_ms !== null;
    const secret = this.#secret.value;
    const trial = this.#trial.value;
    return html`<section class="card hook">
      <header class="row wrap">
        <h3 class="t4 hook-url">${hook.name}</h3>
        <span class="badge ${hook.state === "off" ? "" : resting ? "warn" : "ok"}">${resting ? t("hooks.state.failing") : t(`hooks.state.${hook.state}`)}</span>
      </header>
      <p class="t2 muted hook-url">${hook.url}</p>
      ${resting ? html`<p class="note warn">${icon("octagon-alert", "sm")}<span>${t("judges.resting", { when: moment(hook.resting_until_ms ?? 0) })}</span></p>` : nothing}
      ${secret?.id === hook.id ? shownSecret(secret.secret) : nothing}
      ${this.#failureField(`judge-failure-${hook.id}`, hook.on_failure, (value) => void this.#change(hook, { on_failure: value }))}
      <div class="row wrap">
        <button class="btn small" @click=${() => this.#try(hook)}>${t("judges.try")}</button>
        <button class="btn small" @click=${() => this.#change(hook, { state: hook.state === "on" ? "off" : "on" })}>
          ${t(hook.state === "on" ? "hooks.turnOff" : "hooks.turnOn")}
        </button>
        <button class="btn small quiet" @click=${() => this.#renew(hook)}>${t("hooks.renew")}</button>
        <button class="btn small quiet" @click=${() => this.#remove(hook)}>${t("hooks.remove")}</button>
      </div>
      <p class="t2 ${trial?.trial.error ? "wrong" : "muted"}" role="status">${trial?.id === hook.id ? trialWords(trial.trial) : nothing}</p>
    </section>`;
  }

  /** @param {string} id @param {Api.OnFailure} chosen @param {(value: Api.OnFailure) => void} choose */
  #failureField(id, chosen, choose) {
    return html`<div class="labelled">
      <label for=${id}>${t("judges.onFailure")}</label>
      <span class="field"
        ><select id=${id} .value=${chosen} @change=${(/** @type {Event} */ event) => choose(/** @type {Api.OnFailure} */ (/** @type {HTMLSelectElement} */ (event.target).value))}>
          ${ON_FAILURE.map((each) => html`<option value=${each} ?selected=${each === chosen}>${t(`judges.onFailure.${each}`)}</option>`)}
        </select></span
      >
    </div>`;
  }

  #adder() {
    if (!this.#adding.value)
      return html`<button class="btn hooks-add" @click=${() => (this.#adding.value = true)}>${icon("plus", "sm")}${t("judges.add")}</button>`;
    const wrongName = this.#tried.value && nameFault(this.#name.value) ? t("judges.fault.name") : "";
    const wrongUrl = this.#tried.value && urlFault(this.#url.value) ? t("hooks.fault.url") : "";
    return html`<form class="card hook" novalidate @submit=${(/** @type {Event} */ event) => (event.preventDefault(), void this.#add())}>
      <h3 class="t4">${t("judges.add")}</h3>
      ${typed("judge-name", t("judges.name"), this.#name, wrongName, t("judges.nameHint"), 30)}
      ${typed("judge-url", t("hooks.url"), this.#url, wrongUrl, t("hooks.urlHint"), 500)}
      ${this.#failureField("judge-failure", this.#onFailure.value, (value) => (this.#onFailure.value = value))}
      <button class="btn primary" aria-busy=${this.#busy.value ? "true" : "false"}>${t("hooks.save")}</button>
    </form>`;
  }

  async #add() {
    this.#tried.value = true;
    const fault = nameFault(this.#name.value) ? "judge-name" : urlFault(this.#url.value) ? "judge-url" : "";
    if (fault) {
      /** @type {HTMLElement | null} */ (this.querySelector(`#${fault}`))?.focus();
      return;
    }
    await this.#act(async () => {
      const draft = { name: this.#name.value.trim(), url: this.#url.value.trim(), on_failure: this.#onFailure.value };
      const made = await api.post(PATH, draft);
      this.#hooks.value = [...(this.#hooks.value ?? []), made.hook];
      this.#secret.value = { id: made.hook.id, secret: made.secret };
      this.#name.value = this.#url.value = "";
      this.#tried.value = this.#adding.value = false;
    });
  }

  /** @param {Api.ChatHook} hook @param {Partial<Pick<Api.ChatHook, "state" | "on_failure">>} change */
  #change(hook, change) {
    return this.#act(async () => this.#put(await api.patch(`${PATH}/${hook.id}`, change)));
  }

  /** @param {Api.ChatHook} hook */
  #try(hook) {
    return this.#act(async () => {
      this.#trial.value = { id: hook.id, trial: await api.post(`${PATH}/${hook.id}/trial`) };
    });
  }

  /** @param {Api.ChatHook} hook */
  #renew(hook) {
    return this.#act(async () => {
      this.#secret.value = { id: hook.id, secret: (await api.post(`${PATH}/${hook.id}/secret`)).secret };
    });
  }

  /** @param {Api.ChatHook} hook */
  #remove(hook) {
    if (!confirm(t("judges.removeSure", { name: hook.name }))) return undefined;
    return this.#act(async () => {
      await api.delete(`${PATH}/${hook.id}`);
      this.#hooks.value = this.#hooks.value?.filter(({ id }) => id !== hook.id) ?? null;
    });
  }

  /** @param {Api.ChatHook} hook */
  #put(hook) {
    this.#hooks.value = this.#hooks.value?.map((each) => (each.id === hook.id ? hook : each)) ?? null;
  }

  /** @param {() => Promise<void>} work */
  async #act(work) {
    if (this.#busy.value) return;
    this.#busy.value = true;
    this.#problem.value = "";
    try {
      await work();
    } catch (error) {
      this.#problem.value = problemText(error);
    }
    this.#busy.value = false;
  }
}
customElements.define("chat-judges", ChatJudges);

/** @param {Api.ChatHookTrial} trial */
const trialWords = ({ act, error, took_ms: ms }) =>
  act === null ? t("judges.tried.failed", { why: error ?? "" }) : t("judges.tried.answered", { act: t(`judges.act.${act}`), ms });

/**
 * @param {string} id
 * @param {string} label
 * @param {import("../../../vendor/signals-core.js").Signal<string>} value
 * @param {string} wrong
 * @param {string} hint
 * @param {number} longest
 */
const typed = (id, label, value, wrong, hint, longest) =>
  html`<div class="labelled">
    <label for=${id}>${label}</label>
    <span class="field ${wrong ? "is-wrong" : ""}"
      ><input
        id=${id}
        maxlength=${longest}
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        .value=${value.value}
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby=${`${id}-under`}
        @input=${(/** @type {Event} */ event) => (value.value = /** @type {HTMLInputElement} */ (event.target).value)}
    /></span>
    <p id=${`${id}-under`} class=${wrong ? "wrong" : "hint"}>${wrong || hint}</p>
  </div>`;
