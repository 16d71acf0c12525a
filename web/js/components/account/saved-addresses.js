/** The addresses that the account keeps: the default is filled in at the checkout, where new ones are kept too. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/account.js";
import { api } from "../../lib/api.js";
import { countryName } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { Resource } from "../../lib/resource.js";
import { icon } from "../icon.js";
import { problemNote } from "../problem-page.js";
import { toast } from "../toast-line.js";

const PATH = "/me/addresses";

class SavedAddresses extends LightElement {
  #kept = new Resource(async () => /** @type {Api.List<Api.SavedAddress>} */ (await api.get(PATH)).items);

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#kept.load();
  }

  render() {
    const state = this.#kept.state.value;
    return html`<section class="card form-card" aria-busy=${state.phase === "loading"}>
      <h2 class="t4">${t("addresses.title")}</h2>
      ${state.phase === "failed" ? problemNote(problemText(state.error)) : nothing}
      ${state.phase === "loading" ? html`<span class="sk line"></span><span class="sk line short"></span>` : nothing}
      ${state.phase === "ready" ? this.#list(state.value) : nothing}
    </section>`;
  }

  /** @param {readonly Api.SavedAddress[]} kept */
  #list(kept) {
    if (!kept.length) return html`<p class="muted">${t("addresses.none")}</p>`;
    return html`<ul class="rows">${kept.map((each) => this.#row(each))}</ul>`;
  }

  /** @param {Api.SavedAddress} kept */
  #row(kept) {
    const { address, is_default } = kept;
    const town = [address.postal_code, address.city].filter(Boolean).join(" ");
    const path = `${PATH}/${encodeURIComponent(kept.id)}`;
    const one = { address: address.line1 };
    return html`<li class="row">
      ${icon("map-pin")}
      <span class="grow what"
        ><b>${address.line1}</b
        ><span class="t2 muted">${[address.name, town, countryName(address.country)].join(", ")}</span></span
      >
      ${
        is_default
          ? html`<span class="badge ok">${t("addresses.default")}</span>`
          : html`<button
              class="btn small"
              aria-label=${t("addresses.preferOf", one)}
              @click=${() => this.#act(() => api.put(`${path}/default`, {}), t("addresses.preferred"))}
            >
              ${t("addresses.prefer")}
            </button>`
      }
      <button
        class="icon-btn"
        aria-label=${t("addresses.removeOf", one)}
        title=${t("addresses.removeOf", one)}
        @click=${() => this.#act(() => api.delete(path), t("addresses.removed"))}
      >
        ${icon("trash-2", "sm")}
      </button>
    </li>`;
  }

  /** @param {() => Promise<Api.List<Api.SavedAddress>>} ask @param {string} words */
  async #act(ask, words) {
    try {
      this.#kept.value = (await ask()).items;
      toast(words);
    } catch (error) {
      toast(problemText(error));
      void this.#kept.refresh();
    }
  }
}
customElements.define("saved-addresses", SavedAddresses);
