/** Where the account is signed in, and the way to end each. */
import { html, nothing } from "../../../vendor/lit.js";
import { t } from "../../i18n/account.js";
import { api } from "../../lib/api.js";
import { date } from "../../lib/format.js";
import { LightElement } from "../../lib/light-element.js";
import { problemText } from "../../lib/problems.js";
import { Resource } from "../../lib/resource.js";
import { signOut } from "../../lib/session.js";
import { browserName } from "../../models/browsers.js";
import { icon } from "../icon.js";
import { problemNote } from "../problem-page.js";
import { toast } from "../toast-line.js";

export class SignIns extends LightElement {
  #places = new Resource(async () => /** @type {Api.List<Api.SignIn>} */ (await api.get("/me/sign-ins")).items);

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#places.load();
  }

  refresh() {
    void this.#places.refresh();
  }

  render() {
    const state = this.#places.state.value;
    return html`<section class="card form-card" aria-busy=${state.phase === "loading"}>
      <h2 class="t4">${t("signins.title")}</h2>
      ${state.phase === "failed" ? problemNote(problemText(state.error)) : nothing}
      ${state.phase === "loading" ? html`<span class="sk line"></span><span class="sk line short"></span>` : nothing}
      ${state.phase === "ready" ? html`<ul class="rows">${state.value.map((place) => this.#row(place))}</ul>` : nothing}
    </section>`;
  }

  /** @param {Api.SignIn} place */
  #row(place) {
    const name = browserName(place.agent) || t("signins.unknown");
    return html`<li class="row">
      ${icon(/Android|iPhone|iPad/.test(name) ? "user" : "monitor")}
      <span class="grow what"
        ><b class="clip">${name}</b
        ><span class="t2 muted num">${place.current ? t("signins.here") : t("signins.used", { date: date(place.used_ms) })}</span></span
      >
      <button class="btn small" aria-label=${t("signins.endOf", { place: name })} @click=${() => this.#end(place)}>
        ${t("signins.end")}
      </button>
    </li>`;
  }

  /** @param {Api.SignIn} place */
  async #end(place) {
    if (place.current) return signOut();
    try {
      await api.delete(`/me/sign-ins/${place.id}`);
      toast(t("signins.ended"));
    } catch (error) {
      toast(problemText(error));
    }
    this.refresh();
  }
}
customElements.define("sign-ins", SignIns);
