/** How a show looks in another page: the tag to copy, the show, and what the page hears. */
import { html } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import "../components/page-foot.js";
import "../components/site-header.js";
import { toast } from "../components/toast-line.js";
import { t } from "../i18n/embed.js";
import { idAfter } from "../lib/address.js";
import { copyText } from "../lib/clipboard.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";

const MOST = 50;
const EVENTS = ["ready", "live", "interrupted", "ended", "pinned", "purchased"];

class EmbedDemoPage extends LightElement {
  #show = idAfter("/embed/");
  #heard = signal(/** @type {string[]} */ ([]));

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("demo.title"));
    for (const name of EVENTS) this.addEventListener(`showfloor:${name}`, this.#hear);
  }

  #hear = (/** @type {Event} */ event) => {
    const line = `${event.type} ${JSON.stringify(/** @type {CustomEvent} */ (event).detail)}`;
    this.#heard.value = [line, ...this.#heard.value].slice(0, MOST);
  };

  render() {
    const show = encodeURIComponent(this.#show);
    const tag = `<script src="${location.origin}/embed.js" async></scr${"ipt>"}\n<showfloor-show show="${this.#show}"></showfloor-show>`;
    const frame = `<iframe src="${location.origin}/embed/${show}" sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox" allow="autoplay; fullscreen" width="360" height="640"></iframe>`;
    return html`<h1 class="t6 page-title">${t("demo.title")}</h1>
      <div class="try-out">
        <showfloor-show show=${this.#show} theme=${document.documentElement.dataset.theme ?? "dark"} lang=${document.documentElement.lang}></showfloor-show>
        <div class="about">
          <p class="muted">${t("demo.why")}</p>
          ${snippet(t("demo.script"), tag)} ${snippet(t("demo.frame"), frame)}
          <p class="t2 muted">${t("demo.allow")}</p>
          <section>
            <h2 class="t4">${t("demo.events")}</h2>
            ${
              this.#heard.value.length
                ? html`<ol class="heard num" aria-live="polite">${this.#heard.value.map((line) => html`<li>${line}</li>`)}</ol>`
                : html`<p class="muted">${t("demo.none")}</p>`
            }
          </section>
        </div>
      </div>`;
  }
}
customElements.define("embed-demo-page", EmbedDemoPage);

/** @param {string} title @param {string} code */
function snippet(title, code) {
  const copy = async (/** @type {Event} */ { currentTarget }) => {
    const shown = /** @type {Element} */ (currentTarget).closest("section")?.querySelector("code");
    if (await copyText(code, shown)) toast(t("demo.copied"));
  };
  return html`<section class="snippet">
    <div class="row"><h2 class="t4 grow">${title}</h2><button class="btn small" @click=${copy}>${icon("copy", "xs")}${t("demo.copy")}</button></div>
    <pre tabindex="0"><code>${code}</code></pre>
  </section>`;
}
