/** The heart beside a product: on the wish list or not. */
import { html } from "../../../vendor/lit.js";
import { t } from "../../i18n/interests.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { loadWishes, setWish, wished } from "../../lib/wishes.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";

export class WishHeart extends LightElement {
  static properties = { product: { type: String } };

  constructor() {
    super();
    this.product = "";
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void loadWishes();
  }

  render() {
    const on = wished.value?.has(this.product) ?? false;
    return html`<button
      class="icon-btn wish ${on ? "on" : ""}"
      aria-pressed=${on}
      aria-label=${on ? t("wish.remove") : t("wish.add")}
      @click=${() => this.#turn(!on)}
    >
      ${icon("heart")}
    </button>`;
  }

  /** @param {boolean} on */
  async #turn(on) {
    try {
      await setWish(this.product, on);
      if (on) toast(t("wish.added"), () => void setWish(this.product, false));
    } catch (error) {
      toast(problemText(error));
    }
  }
}
customElements.define("wish-heart", WishHeart);
