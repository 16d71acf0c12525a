/** Other platforms that a shop's shows are sent on to: where, with which key, and how it goes while a show is on air. */
import { html, nothing, repeat } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { problemNote } from "../components/problem-page.js";
import { studioSections } from "../components/studio/sections.js";
import { toast } from "../components/toast-line.js";
import { t } from "../i18n/destinations.js";
import { api } from "../lib/api.js";
import { moment } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { faults, MOST, standing, TONES } from "../models/destinations.js";
import "../components/page-foot.js";
import "../components/site-header.js";

const PATH = "/studio/destinations";
const LOOK_MS = 4000;

/** @typedef {"name" | "url" | "key"} Field */

class StudioDestinationsPage extends LightElement {
  #all = signal(/** @type {Api.Destination[] | null} */ (null));
  #noSeller = signal(false);
  #broken = signal(/** @type {unknown} */ (null));
  #adding = signal(false);
  #typed = signal({ name: "", url: "", key: "" });
  #tried = signal(false);
  /** Whose key is typed anew. */
  #rekeying = signal("");
  #busy = signal(false);
  #problem = signal("");
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("to.title"));
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
      this.#all.value = (await api.get(PATH)).items;
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#broken.value = error;
    }
  }

  /** How sending goes changes by itself. */
  async #lookAgain() {
    if (document.hidden || this.#busy.value || !this.#all.value?.some(({ enabled }) => enabled)) return;
    try {
      this.#all.value = (await api.get(PATH)).items;
    } catch {
      // What is shown stays until the server answers again.
    }
  }

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#broken.value) return failed(this.#broken.value, () => void this.#load());
    const all = this.#all.value;
    return html`${studioSections("shows")}
      <a class="link t2 row to-back" href="/studio">${icon("chevron-left", "xs")}${t("to.back")}</a>
      <h1 class="t6">${t("to.title")}</h1>
      <p class="muted">${t("to.why")}</p>
      <p class="t2 muted">${t("to.needs")}</p>
      ${this.#problem.value ? problemNote(this.#problem.value) : nothing}
      ${all === null ? html`<div class="sk to-sk" aria-busy="true"></div>` : html`${repeat(all, ({ id }) => id, (one) => this.#one(one))}${this.#adder(all)}`}`;
  }

  /** @param {Api.Destination} one */
  #one(one) {
    const now = standing(one);
    return html`<section class="card to-card">
      <header class="row wrap">
        <h2 class="t4">${one.name}</h2>
        <span class="badge ${TONES[now]}" role="status">${t(`to.state.${now}`)}</span>
      </header>
      <p class="t2 muted">
        <span class="to-url">${one.url}</span> · ${one.key_hint ? t("to.keyEnds", { hint: one.key_hint }) : t("to.keyKept")}${
          now === "live" && one.since_ms !== null ? html` · ${t("to.since", { when: moment(one.since_ms) })}` : nothing
        }
      </p>
      ${one.enabled && one.reason ? html`<p class="note ${one.state === "unfit" ? "bad" : "warn"}">${icon("octagon-alert", "sm")}<span>${t(`to.reason.${one.reason}`)}</span></p>` : nothing}
      ${this.#rekeying.value === one.id ? this.#keyForm(one) : this.#actions(one)}
    </section>`;
  }

  /** @param {Api.Destination} one */
  #actions(one) {
    return html`<div class="row wrap">
      <button class="btn small ${one.enabled ? "" : "primary"}" @click=${() => this.#change(one, { enabled: !one.enabled })}>
        ${t(one.enabled ? "to.off" : "to.on")}
      </button>
      <button class="btn small quiet" @click=${() => this.#open(one.id)}>${t("to.change")}</button>
      <button class="btn small quiet" @click=${() => this.#remove(one)}>${t("to.remove")}</button>
    </div>`;
  }

  /** @param {Api.Destination} one */
  #keyForm(one) {
    const wrong = this.#tried.value && faults({ ...this.#typed.value, name: one.name, url: one.url }).length > 0;
    const save = () => {
      this.#tried.value = true;
      if (faults({ ...this.#typed.value, name: one.name, url: one.url }).length) return this.#focus("key");
      return this.#change(one, { key: this.#typed.value.key.trim() }, t("to.saved"));
    };
    return html`<form novalidate @submit=${(/** @type {Event} */ event) => (event.preventDefault(), void save())}>
      ${this.#field("key", t("to.newKey"), t("to.keyHint"), wrong)}
      <div class="row wrap">
        <button class="btn small primary">${t("to.saveKey")}</button>
        <button type="button" class="btn small quiet" @click=${() => this.#open("")}>${t("to.cancel")}</button>
      </div>
    </form>`;
  }

  /** @param {Api.Destination[]} all */
  #adder(all) {
    if (all.length >= MOST) return html`<p class="t2 muted">${t("to.full")}</p>`;
    if (this.#rekeying.value) return nothing;
    if (all.length && !this.#adding.value)
      return html`<button class="btn primary to-add" @click=${() => (this.#adding.value = true)}>
        ${icon("plus", "sm")}${t("to.add")}
      </button>`;
    const wrong = this.#tried.value ? faults(this.#typed.value) : [];
    return html`<form
      class="card to-card"
      novalidate
      @submit=${(/** @type {Event} */ event) => (event.preventDefault(), void this.#add())}
    >
      <h2 class="t4">${t("to.add")}</h2>
      ${this.#field("name", t("to.name"), t("to.nameHint"), wrong.includes("name"))}
      ${this.#field("url", t("to.url"), t("to.urlHint"), wrong.includes("url"))}
      ${this.#field("key", t("to.key"), t("to.keyHint"), wrong.includes("key"))}
      <button class="btn primary to-add" aria-busy=${this.#busy.value ? "true" : "false"}>${t("to.save")}</button>
    </form>`;
  }

  /** @param {Field} field @param {string} label @param {string} hint @param {boolean} wrong */
  #field(field, label, hint, wrong) {
    const type = { name: "text", url: "url", key: "password" }[field];
    return html`<div class="labelled">
      <label for="to-${field}">${label}</label>
      <span class="field ${wrong ? "is-wrong" : ""}"
        ><input
          id="to-${field}"
          type=${type}
          maxlength=${{ name: 60, url: 500, key: 400 }[field]}
          autocomplete="off"
          placeholder=${field === "url" ? "rtmps://" : nothing}
          .value=${this.#typed.value[field]}
          aria-invalid=${wrong ? "true" : "false"}
          aria-describedby="to-${field}-under"
          @input=${(/** @type {Event} */ event) => (this.#typed.value = { ...this.#typed.value, [field]: /** @type {HTMLInputElement} */ (event.target).value })}
      /></span>
      <p id="to-${field}-under" class=${wrong ? "wrong" : "hint"}>${wrong ? t(`to.fault.${field}`) : hint}</p>
    </div>`;
  }

  async #add() {
    this.#tried.value = true;
    const [first] = faults(this.#typed.value);
    if (first) return this.#focus(first);
    const { name, url, key } = this.#typed.value;
    await this.#act(async () => {
      const made = await api.post(PATH, { name: name.trim(), url: url.trim(), key: key.trim() });
      this.#all.value = [...(this.#all.value ?? []), made];
      this.#open("");
    });
  }

  /** @param {Api.Destination} one @param {{ enabled?: boolean, key?: string }} change @param {string} [done] */
  #change(one, change, done) {
    return this.#act(async () => {
      const changed = await api.patch(`${PATH}/${one.id}`, change);
      this.#all.value = this.#all.value?.map((each) => (each.id === one.id ? changed : each)) ?? null;
      this.#open("");
      if (done) toast(done);
    });
  }

  /** @param {Api.Destination} one */
  #remove(one) {
    if (!confirm(t("to.removeSure", { name: one.name }))) return undefined;
    return this.#act(async () => {
      await api.delete(`${PATH}/${one.id}`);
      this.#all.value = this.#all.value?.filter(({ id }) => id !== one.id) ?? null;
    });
  }

  /** Opens the form of one key, or closes every form. @param {string} id */
  #open(id) {
    this.#rekeying.value = id;
    this.#adding.value = false;
    this.#tried.value = false;
    this.#typed.value = { name: "", url: "", key: "" };
  }

  /** @param {Field} field */
  #focus(field) {
    /** @type {HTMLElement | null} */ (this.querySelector(`#to-${field}`))?.focus();
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
customElements.define("studio-destinations-page", StudioDestinationsPage);
