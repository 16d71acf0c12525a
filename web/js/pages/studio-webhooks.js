/** Webhooks of a shop: where to tell what, the secret once, what was told and how it was answered, and telling it again. */
import { html, nothing, repeat } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { problemNote } from "../components/problem-page.js";
import { studioSections } from "../components/studio/sections.js";
import { shownSecret } from "../components/studio/shown-secret.js";
import { toast } from "../components/toast-line.js";
import { t } from "../i18n/hooks.js";
import { api } from "../lib/api.js";
import { moment } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { deliveryState, KINDS, urlFault } from "../models/hooks.js";
import "../components/page-foot.js";
import "../components/site-header.js";
import "../components/studio/chat-judges.js";

const PATH = "/studio/webhooks";
const LOOK_MS = 4000;

class StudioWebhooksPage extends LightElement {
  #hooks = signal(/** @type {Api.Hook[] | null} */ (null));
  #noSeller = signal(false);
  #broken = signal(/** @type {unknown} */ (null));
  #adding = signal(false);
  #url = signal("");
  #kinds = signal(/** @type {Api.HookKind[]} */ (["order.paid", "order.shipped", "order.refunded"]));
  #tried = signal(false);
  #busy = signal(false);
  #problem = signal("");
  /** Shown once. @type {import("../../vendor/signals-core.js").Signal<{ id: string, secret: string } | null>} */
  #secret = signal(/** @type {{ id: string, secret: string } | null} */ (null));
  #open = signal("");
  #deliveries = signal(/** @type {Api.HookDelivery[] | null} */ (null));
  /** Why they could not be read. */
  #unread = signal(/** @type {unknown} */ (null));
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("hooks.title"));
    void this.#load();
    this.#timer = setInterval(() => void this.#lookAgain(), LOOK_MS);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #load() {
    this.#broken.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      if (account.seller_id === null) return;
      this.#hooks.value = (await api.get(PATH)).items;
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#broken.value = error;
    }
  }

  /** What waits to be heard changes by itself. */
  async #lookAgain() {
    if (document.hidden || !this.#open.value || !this.#deliveries.value?.some(({ due_ms }) => due_ms !== null)) return;
    await this.#loadDeliveries(this.#open.value);
  }

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#broken.value) return failed(this.#broken.value, () => void this.#load());
    const hooks = this.#hooks.value;
    return html`${studioSections("orders")}
      <a class="link t2 row hooks-back" href="/studio/orders">${icon("chevron-left", "xs")}${t("hooks.back")}</a>
      <h1 class="t6">${t("hooks.title")}</h1>
      <p class="muted">${t("hooks.why")}</p>
      ${this.#problem.value ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${this.#problem.value}</span></p>` : nothing}
      ${hooks === null ? html`<div class="sk hooks-sk" aria-busy="true"></div>` : html`${repeat(hooks, ({ id }) => id, (hook) => this.#hook(hook))}${this.#adder(hooks)}<chat-judges class="hooks-judges"></chat-judges>`}`;
  }

  /** @param {Api.Hook} hook */
  #hook(hook) {
    const secret = this.#secret.value;
    const open = this.#open.value === hook.id;
    const tone = { on: hook.failing_since_ms === null ? "ok" : "warn", off: "", disabled: "bad" }[hook.state];
    const words = hook.state === "on" && hook.failing_since_ms !== null ? t("hooks.state.failing") : t(`hooks.state.${hook.state}`);
    return html`<section class="card hook">
      <header class="row wrap">
        <h2 class="t4 hook-url">${hook.url}</h2>
        <span class="badge ${tone}">${words}</span>
      </header>
      <p class="t2 muted">${hook.kinds.map((kind) => t(`hooks.kind.${kind}`)).join(", ")}</p>
      ${hook.state === "disabled" ? html`<p class="note bad">${icon("octagon-alert", "sm")}<span>${t("hooks.disabledWhy")}</span></p>` : nothing}
      ${secret?.id === hook.id ? shownSecret(secret.secret) : nothing}
      <div class="row wrap">
        <button class="btn small" @click=${() => this.#test(hook)}>${t("hooks.test")}</button>
        <button class="btn small" aria-expanded=${open ? "true" : "false"} @click=${() => this.#toggle(hook.id)}>
          ${t("hooks.deliveries")}
        </button>
        <button class="btn small" @click=${() => this.#switch(hook)}>
          ${t(hook.state === "on" ? "hooks.turnOff" : "hooks.turnOn")}
        </button>
        <button class="btn small quiet" @click=${() => this.#renew(hook)}>${t("hooks.renew")}</button>
        <button class="btn small quiet" @click=${() => this.#remove(hook)}>${t("hooks.remove")}</button>
      </div>
      ${open ? this.#list(hook) : nothing}
    </section>`;
  }

  /** @param {Api.Hook} hook */
  #list(hook) {
    const deliveries = this.#deliveries.value;
    if (this.#unread.value)
      return html`${problemNote(problemText(this.#unread.value))}
        <button class="btn small" @click=${() => void this.#loadDeliveries(hook.id)}>${icon("rotate-ccw", "sm")}${t("action.retry")}</button>`;
    if (deliveries === null) return html`<div class="sk hooks-sk" aria-busy="true"></div>`;
    if (!deliveries.length) return html`<p class="t2 muted">${t("hooks.none")}</p>`;
    return html`<ul class="hook-list">
      ${repeat(
        deliveries,
        ({ id }) => id,
        (one) => this.#delivery(hook, one),
      )}
    </ul>`;
  }

  /** @param {Api.Hook} hook @param {Api.HookDelivery} one */
  #delivery(hook, one) {
    const state = deliveryState(one);
    const tone = { heard: "ok", waiting: "warn", lost: "bad" }[state];
    const next = one.due_ms === null || !one.error ? "" : t("hooks.next", { when: moment(one.due_ms) });
    return html`<li>
      <span class="badge ${tone}">${t(`hooks.delivery.${state}`)}</span>
      <span class="grow"
        >${one.kind === "test" ? t("hooks.kind.test") : t(`hooks.kind.${/** @type {Api.HookKind} */ (one.kind)}`)}
        <span class="t2 muted num">${moment(one.created_ms)}, ${t("hooks.attempts", { n: one.attempts })}</span>
        ${one.error ? html`<br /><span class="t2 muted">${one.error}. ${next}</span>` : nothing}</span
      >
      <button class="btn small" @click=${() => this.#again(hook, one)}>${icon("undo-2", "sm")}${t("hooks.again")}</button>
    </li>`;
  }

  /** @param {Api.Hook[]} hooks */
  #adder(hooks) {
    if (hooks.length && !this.#adding.value)
      return html`<button class="btn primary hooks-add" @click=${() => (this.#adding.value = true)}>
        ${icon("plus", "sm")}${t("hooks.add")}
      </button>`;
    const wrong = this.#tried.value && urlFault(this.#url.value) ? t("hooks.fault.url") : "";
    const none = this.#tried.value && !this.#kinds.value.length;
    return html`<form
      class="card hook"
      novalidate
      @submit=${(/** @type {Event} */ event) => (event.preventDefault(), void this.#add())}
    >
      <h2 class="t4">${t("hooks.add")}</h2>
      <div class="labelled">
        <label for="hook-url">${t("hooks.url")}</label>
        <span class="field ${wrong ? "is-wrong" : ""}"
          ><input
            id="hook-url"
            type="url"
            inputmode="url"
            maxlength="500"
            autocomplete="off"
            placeholder="https://"
            .value=${this.#url.value}
            aria-invalid=${wrong ? "true" : "false"}
            aria-describedby="hook-url-under"
            @input=${(/** @type {Event} */ event) => (this.#url.value = /** @type {HTMLInputElement} */ (event.target).value)}
        /></span>
        <p id="hook-url-under" class=${wrong ? "wrong" : "hint"}>${wrong || t("hooks.urlHint")}</p>
      </div>
      <fieldset class="hook-kinds">
        <legend class="t2 muted med">${t("hooks.kinds")}</legend>
        ${KINDS.map(
          (kind) =>
            html`<label class="check"
              ><input
                type="checkbox"
                .checked=${this.#kinds.value.includes(kind)}
                @change=${(/** @type {Event} */ event) => this.#choose(kind, /** @type {HTMLInputElement} */ (event.target).checked)}
              /><span>${t(`hooks.kind.${kind}`)}</span></label
            >`,
        )}
        ${none ? html`<p class="wrong">${t("hooks.fault.kinds")}</p>` : nothing}
      </fieldset>
      <button class="btn primary" aria-busy=${this.#busy.value ? "true" : "false"}>${t("hooks.save")}</button>
    </form>`;
  }

  /** @param {Api.HookKind} kind @param {boolean} on */
  #choose(kind, on) {
    const others = this.#kinds.value.filter((each) => each !== kind);
    this.#kinds.value = on ? [...others, kind] : others;
  }

  async #add() {
    this.#tried.value = true;
    if (urlFault(this.#url.value) || !this.#kinds.value.length) {
      /** @type {HTMLElement | null} */ (this.querySelector("#hook-url"))?.focus();
      return;
    }
    await this.#act(async () => {
      const made = await api.post(PATH, { url: this.#url.value.trim(), kinds: this.#kinds.value });
      this.#hooks.value = [...(this.#hooks.value ?? []), made.endpoint];
      this.#secret.value = { id: made.endpoint.id, secret: made.secret };
      this.#url.value = "";
      this.#tried.value = false;
      this.#adding.value = false;
    });
  }

  /** @param {Api.Hook} hook */
  #test(hook) {
    return this.#act(async () => {
      await api.post(`${PATH}/${hook.id}/test`);
      toast(t("hooks.tested"));
      this.#open.value = hook.id;
      await this.#loadDeliveries(hook.id);
    });
  }

  /** @param {Api.Hook} hook */
  #switch(hook) {
    return this.#act(async () => {
      this.#put(await api.patch(`${PATH}/${hook.id}`, { state: hook.state === "on" ? "off" : "on" }));
    });
  }

  /** @param {Api.Hook} hook */
  #renew(hook) {
    return this.#act(async () => {
      const made = await api.post(`${PATH}/${hook.id}/secret`);
      this.#secret.value = { id: hook.id, secret: made.secret };
    });
  }

  /** @param {Api.Hook} hook */
  #remove(hook) {
    if (!confirm(t("hooks.removeSure", { url: hook.url }))) return undefined;
    return this.#act(async () => {
      await api.delete(`${PATH}/${hook.id}`);
      this.#hooks.value = this.#hooks.value?.filter(({ id }) => id !== hook.id) ?? null;
    });
  }

  /** @param {Api.Hook} hook @param {Api.HookDelivery} one */
  #again(hook, one) {
    return this.#act(async () => {
      await api.post(`${PATH}/${hook.id}/deliveries/${one.id}/again`);
      await this.#loadDeliveries(hook.id);
    });
  }

  /** @param {string} id */
  #toggle(id) {
    this.#open.value = this.#open.value === id ? "" : id;
    this.#deliveries.value = null;
    this.#unread.value = null;
    if (this.#open.value) void this.#loadDeliveries(id);
  }

  /** @param {string} id */
  async #loadDeliveries(id) {
    try {
      const { items } = await api.get(`${PATH}/${id}/deliveries`);
      if (this.#open.value === id) [this.#deliveries.value, this.#unread.value] = [items, null];
    } catch (error) {
      // What is listed already stays; without a list the page says why there is none.
      if (this.#open.value === id && !this.#deliveries.value) this.#unread.value = error;
    }
  }

  /** @param {Api.Hook} hook */
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
customElements.define("studio-webhooks-page", StudioWebhooksPage);
