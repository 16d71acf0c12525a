/** Being reminded of a show by mail. */
import { html } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/interests.js";
import { api } from "../../lib/api.js";
import { LightElement } from "../../lib/light-element.js";
import { icon } from "../icon.js";
import { askForMail } from "./mail-dialog.js";

export class RemindButton extends LightElement {
  static properties = { show: { type: String }, name: { type: String }, look: { type: String } };

  /** @type {import("../../../vendor/signals-core.js").Signal<Api.Standing | null>} */
  #standing = signal(null);

  constructor() {
    super();
    this.show = "";
    this.name = "";
    this.look = "line";
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void api.get(this.#path()).then(this.#take, () => undefined);
  }

  #path() {
    return `/shows/${encodeURIComponent(this.show)}/reminder`;
  }

  #take = (/** @type {Api.Standing} */ standing) => (this.#standing.value = standing);

  render() {
    const on = this.#standing.value?.on ?? false;
    return html`<button class="btn ${this.look}" aria-pressed=${on} @click=${this.#ask}>
      ${icon(on ? "check" : "bell")}${on ? t("remind.on") : t("remind.start")}
    </button>`;
  }

  #ask = () =>
    askForMail({
      title: t("remind.title"),
      why: t("remind.why", { name: this.name }),
      save: t("remind.save"),
      standing: this.#standing.peek(),
      put: async ({ email, language }) => this.#take(await api.put(this.#path(), { email, language })),
      stop: t("remind.stop"),
      end: async () => void this.#take(await api.delete(this.#path())),
      mayBeSilent: false,
    });
}
customElements.define("remind-button", RemindButton);
