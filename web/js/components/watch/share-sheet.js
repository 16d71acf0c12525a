/** The sheet that shares a show: link, QR code for another device's camera, the device's own sheet, and the way into other pages. */
import { html, nothing } from "../../../vendor/lit.js";
import { signal } from "../../../vendor/signals-core.js";
import { t } from "../../i18n/share.js";
import { copyText } from "../../lib/clipboard.js";
import { LightElement } from "../../lib/light-element.js";
import { icon } from "../icon.js";
import { toast } from "../toast-line.js";
import { showAddress } from "./share.js";

class ShareSheet extends LightElement {
  #shared = signal(/** @type {{ show: Api.Show, url: string } | null} */ (null));

  /** @param {Api.Show} show @param {string} url */
  open(show, url) {
    this.#shared.value = { show, url };
    void this.updateComplete.then(() => this.querySelector("dialog")?.showModal());
  }

  render() {
    const shared = this.#shared.value;
    return html`<dialog class="small-dialog share" aria-labelledby="share-title" @click=${this.#beside}>
      ${shared ? this.#body(shared.show, shared.url) : nothing}
    </dialog>`;
  }

  /** @param {Api.Show} show @param {string} url */
  #body(show, url) {
    const id = encodeURIComponent(show.id);
    return html`<div class="small-dialog-in">
      <header class="row">
        <h2 class="t4 grow" id="share-title">${t("share.title")}</h2>
        <button class="icon-btn" aria-label=${t("action.close")} @click=${this.#close}>${icon("x")}</button>
      </header>
      ${
        url === showAddress(show)
          ? html`<figure>
              <img src="/api/v1/shows/${id}/qr.svg" alt=${t("share.qr", { title: show.title })} width="180" height="180" />
              <figcaption class="t2 muted">${t("share.qrWhy")}</figcaption>
            </figure>`
          : nothing
      }
      <div class="field"><input readonly aria-label=${t("share.link")} .value=${url} @focus=${this.#select} /></div>
      <button class="btn primary tall wide" @click=${() => this.#copy(url)}>${icon("link", "sm")}${t("share.copy")}</button>
      ${"share" in navigator ? html`<button class="btn line wide" @click=${() => this.#native(show, url)}>${icon("share-2", "sm")}${t("share.native")}</button>` : nothing}
      <a class="btn quiet wide" href="/embed/${id}/demo" target="_blank" rel="noopener">${icon("monitor", "sm")}${t("share.embed")}</a>
    </div>`;
  }

  #select = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select();

  /** @param {string} url */
  async #copy(url) {
    if (!(await copyText(url, this.querySelector("input")))) return;
    this.#close();
    toast(t("share.copied"));
  }

  /** @param {Api.Show} show @param {string} url */
  async #native(show, url) {
    try {
      await navigator.share({ title: show.title, text: `${show.seller.name}: ${show.title}`, url });
      this.#close();
    } catch {
      // Closing the device's sheet is an answer, not a failure.
    }
  }

  #close = () => this.querySelector("dialog")?.close();

  #beside = (/** @type {Event} */ event) => {
    if (event.target === event.currentTarget) this.#close();
  };
}
customElements.define("share-sheet", ShareSheet);

/** Opens the sheet over the page; made when first asked for. @param {Api.Show} show @param {string} url */
export async function openShareSheet(show, url) {
  let sheet = /** @type {ShareSheet | null} */ (document.querySelector("share-sheet"));
  if (!sheet) {
    sheet = /** @type {ShareSheet} */ (document.createElement("share-sheet"));
    document.body.append(sheet);
    await sheet.updateComplete;
  }
  sheet.open(show, url);
}
