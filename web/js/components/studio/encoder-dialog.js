/** Sending from OBS: where to, with which key, with which settings. The key is shown once. */
import { html } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/studio.js";
import { api } from "../../lib/api.js";
import { copyText } from "../../lib/clipboard.js";
import { moment } from "../../lib/format.js";
import { problemText } from "../../lib/problems.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { dialog, showDialog } from "./dialogs.js";
import { StudioPart } from "./part.js";

const ID = "encoder-dialog";
const OPENED = new EventTarget();

export function openEncoder() {
  OPENED.dispatchEvent(new Event("open"));
  showDialog(ID);
}

class EncoderDialog extends StudioPart {
  #known = signal(/** @type {Api.StreamKey | null} */ (null));
  #fresh = signal(/** @type {string | null} */ (null));
  #problem = signal(/** @type {unknown} */ (null));
  #load = () => void this.#call(async () => (this.#known.value = await api.get(this.#path)));

  get #path() {
    return `${this.studio.desk.path}/stream-key`;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    OPENED.addEventListener("open", this.#load);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    OPENED.removeEventListener("open", this.#load);
  }

  render() {
    return dialog({ id: ID, title: t("encoder.title"), body: this.#body(), onClose: () => (this.#fresh.value = null) });
  }

  #body() {
    const known = this.#known.value;
    if (this.#problem.value) return this.#wrong();
    if (!known)
      return html`<div class="sk encoder-skeleton"></div>
        <div class="sk encoder-skeleton"></div>`;
    return html`<p class="muted">${t("encoder.why")}</p>
      ${copyable(t("encoder.server"), new URL(known.whip_url, location.href).href)} ${this.#key(known)}
      <p class="note">${icon("info", "sm")}<span>${t("encoder.advice")}</span></p>`;
  }

  /** @param {Api.StreamKey} known */
  #key(known) {
    const fresh = this.#fresh.value;
    if (fresh) {
      return html`${copyable(t("encoder.key"), fresh)}
        <p class="note warn" role="status">${icon("triangle-alert", "sm")}<span>${t("encoder.once")}</span></p>`;
    }
    if (!known.exists) {
      return html`<p class="muted">${t("encoder.noKey")}</p>
        <button class="btn primary" @click=${() => this.#create()}>
          ${icon("key-round", "sm")}${t("encoder.create")}
        </button>`;
    }
    return html`<p class="row wrap">
        ${icon("key-round", "sm")}<span
          >${t("encoder.keyHint", { hint: known.hint ?? "", when: moment(known.created_ms ?? 0) })}</span
        >
      </p>
      <p class="row wrap">
        <button class="btn" @click=${() => this.#create()}>${t("encoder.rotate")}</button>
        <button class="btn quiet" @click=${() => this.#revoke()}>${t("encoder.revoke")}</button>
      </p>
      <p class="t2 muted">${t("encoder.rotateWhy")}</p>`;
  }

  #wrong() {
    return html`<p class="note bad" role="alert">
        ${icon("octagon-alert", "sm")}<span>${problemText(this.#problem.value)}</span>
      </p>
      <button class="btn" @click=${this.#load}>${t("action.retry")}</button>`;
  }

  #create() {
    return this.#call(async () => {
      const made = await api.post(this.#path);
      this.#fresh.value = made.key;
      this.#known.value = {
        exists: true,
        created_ms: Date.now(),
        hint: `…${made.key.slice(-4)}`,
        whip_url: made.whip_url,
      };
    });
  }

  #revoke() {
    return this.#call(async () => {
      await api.delete(this.#path);
      this.#known.value = await api.get(this.#path);
      toast(t("encoder.deleted"));
    });
  }

  /** @param {() => Promise<unknown>} call */
  async #call(call) {
    this.#problem.value = null;
    try {
      await call();
    } catch (error) {
      this.#problem.value = error;
    }
  }
}
customElements.define("studio-encoder-dialog", EncoderDialog);

/**
 * A value to be carried elsewhere.
 * @param {string} label
 * @param {string} value
 */
function copyable(label, value) {
  return html`<div class="labelled">
    <label for="copy-${label}">${label}</label>
    <span class="field">
      <input
        id="copy-${label}"
        class="mono"
        readonly
        .value=${value}
        @focus=${(/** @type {Event} */ event) => select(event)}
      />
      <button class="icon-btn" aria-label=${t("encoder.copyName", { what: label })} @click=${(/** @type {Event} */ event) => copy(value, event)}>
        ${icon("copy")}
      </button>
    </span>
  </div>`;
}

/** @param {Event} event */
function select(event) {
  /** @type {HTMLInputElement} */ (event.target).select();
}

/** @param {string} value @param {Event} event  of the button beside its field */
async function copy(value, event) {
  const field = /** @type {Element} */ (event.currentTarget).previousElementSibling;
  if (await copyText(value, field)) toast(t("encoder.copied"));
}
