/** The wish list: what this person, or this browser, put a heart on. */
import { html, nothing } from "../../vendor/lit.js";
import { emptyState } from "../components/empty-state.js";
import "../components/interests/wish-heart.js";
import "../components/page-foot.js";
import { problemPage } from "../components/problem-page.js";
import { productCard, productCardSkeletons } from "../components/shop/product-card.js";
import "../components/site-header.js";
import { t } from "../i18n/interests.js";
import { api } from "../lib/api.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { Resource } from "../lib/resource.js";
import { me } from "../lib/session.js";

class WishesPage extends LightElement {
  #wishes = new Resource(async () => /** @type {Api.Wishes} */ (await api.get("/me/wishes")));

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("wishes.title"));
    void this.#wishes.load();
  }

  render() {
    const state = this.#wishes.state.value;
    if (state.phase === "loading")
      return html`<h1 class="t6 page-title">${t("wishes.title")}</h1>
        <div class="pgrid" aria-busy="true" aria-label=${t("state.loading")}>${productCardSkeletons(4)}</div>`;
    if (state.phase === "failed") return problemPage(state.error, () => this.#wishes.load(), this.#none());
    const { ids, items } = state.value;
    if (!ids.length) return emptyState(this.#none());
    const away = ids.length - items.length;
    return html`<h1 class="t6 page-title">${t("wishes.title")}</h1>
      <ul class="pgrid wishes">
        ${items.map((product) => html`<li>${productCard(product)}<wish-heart product=${product.id}></wish-heart></li>`)}
      </ul>
      ${away ? html`<p class="muted t2">${t("wishes.away", { n: away })}</p>` : nothing}
      ${me.value && !me.value.account ? html`<p class="muted elsewhere">${t("wishes.elsewhere")} <a class="link" href="/signin?next=/wishes">${t("nav.signIn")}</a></p>` : nothing}`;
  }

  #none() {
    const next = html`<a class="btn primary" href="/">${t("link.home")}</a>`;
    return { title: t("wishes.none"), why: t("wishes.noneWhy"), next };
  }
}
customElements.define("wishes-page", WishesPage);
