/** Following a seller: one tap follows, and then a dialog offers mails; when on, it opens what was chosen. */
import { html } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/interests.js";
import { api } from "../../lib/api.js";
import { language } from "../../lib/i18n.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";

/** Fires "follow-changed" with how it stands; `look` adds classes to the button. */
export class FollowButton extends LightElement {
  static properties = { seller: { type: String }, name: { type: String }, look: { type: String } };

  /** @type {import("../../../vendor/signals-core.js").Signal<Api.Follow | null>} */
  #standing = signal(null);
  #busy = signal(false);

  constructor() {
    super();
    this.seller = "";
    this.name = "";
    this.look = "";
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    // Without an answer a tap asks again.
    void api.get(this.#path()).then(this.#take, () => undefined);
  }

  #path() {
    return `/sellers/${encodeURIComponent(this.seller)}/follow`;
  }

  #take = (/** @type {Api.Follow} */ standing) => {
    this.#standing.value = standing;
    this.dispatchEvent(new CustomEvent("follow-changed", { detail: standing, bubbles: true }));
    return standing;
  };

  render() {
    const on = this.#standing.value?.on ?? false;
    const words = on ? t("follow.on") : t("follow.start");
    return html`<button
      class="btn ${on ? "line" : this.look || "line"}"
      aria-pressed=${on}
      aria-busy=${this.#busy.value}
      aria-label=${t("follow.of", { words, name: this.name })}
      @click=${this.#tap}
    >
      ${icon(on ? "check" : "plus", "sm")}<span>${words}</span>
    </button>`;
  }

  #tap = async () => {
    if (this.#busy.value) return;
    this.#busy.value = true;
    try {
      // Following anew would end mails that somebody chose: first it must be known how it stands.
      const standing = this.#standing.peek() ?? this.#take(await api.get(this.#path()));
      if (!standing.on) this.#take(await api.put(this.#path(), { mails: false, language }));
      await this.#ask();
    } catch (error) {
      toast(problemText(error));
    }
    this.#busy.value = false;
  };

  async #ask() {
    const { askForMail } = await import("./mail-dialog.js");
    await askForMail({
      title: t("follow.title", { name: this.name }),
      why: t("follow.why"),
      save: t("follow.mails"),
      standing: this.#standing.peek(),
      put: async ({ mails, email, language: tongue }) =>
        this.#take(await api.put(this.#path(), { mails, email: email || null, language: tongue })),
      stop: t("follow.stop"),
      end: async () => {
        this.#take(await api.delete(this.#path()));
        toast(t("follow.stopped", { name: this.name }));
      },
      mayBeSilent: true,
    });
  }
}
customElements.define("follow-button", FollowButton);
