/** The page for an address that leads nowhere. */
import { html } from "../../vendor/lit.js";
import { emptyState } from "../components/empty-state.js";
import { t } from "../i18n/shop.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import "../components/page-foot.js";
import "../components/site-header.js";

class NotFoundPage extends LightElement {
  render() {
    titlePage(t("notFound.title"));
    return emptyState({
      title: t("notFound.title"),
      why: t("notFound.why"),
      next: html`<a class="btn primary" href="/">${t("notFound.home")}</a
        ><a class="btn quiet" href="/orders/find">${t("nav.findOrder")}</a>`,
    });
  }
}
customElements.define("not-found-page", NotFoundPage);
