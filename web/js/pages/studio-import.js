/** Taking over a product file of another shop: choose it, see what is in it and what is wrong, take it over whole. */
import { html, nothing } from "../../vendor/lit.js";
import { signal } from "../../vendor/signals-core.js";
import { icon } from "../components/icon.js";
import { failed, leaveForSignIn, requireAccount, sellerOnly, signedOut } from "../components/studio/gate.js";
import { studioSections } from "../components/studio/sections.js";
import { t } from "../i18n/catalogue.js";
import { money } from "../lib/format.js";
import { LightElement } from "../lib/light-element.js";
import { titlePage } from "../lib/page-title.js";
import { problemText } from "../lib/problems.js";
import { me } from "../lib/session.js";
import { sendFile } from "../lib/csv-upload.js";
import { canTake, fileFault, readAnswer } from "../models/import.js";
import "../components/page-foot.js";
import "../components/site-header.js";

/** @typedef {"draft" | "file"} As */

const MOST_SHOWN = 50;

class StudioImportPage extends LightElement {
  #noSeller = signal(false);
  #broken = signal(/** @type {unknown} */ (null));
  #ready = signal(false);
  #file = signal(/** @type {File | null} */ (null));
  #report = signal(/** @type {Api.ImportReport | null} */ (null));
  #as = signal(/** @type {As} */ ("draft"));
  #busy = signal(/** @type {"" | "reading" | "taking"} */ (""));
  #progress = signal(/** @type {import("../models/import.js").Progress | null} */ (null));
  #problem = signal("");

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    titlePage(t("import.title"));
    void this.#load();
  }

  async #load() {
    this.#broken.value = null;
    try {
      const account = await requireAccount();
      if (!account) return;
      this.#noSeller.value = account.seller_id === null;
      this.#ready.value = true;
    } catch (error) {
      if (signedOut(error)) leaveForSignIn();
      else this.#broken.value = error;
    }
  }

  render() {
    if (this.#noSeller.value) return sellerOnly();
    if (this.#broken.value) return failed(this.#broken.value, () => void this.#load());
    const report = this.#report.value;
    return html`${studioSections("products")}
      <a class="link t2 row import-back" href="/studio/products">${icon("chevron-left", "xs")}${t("edit.back")}</a>
      <h1 class="t6">${t("import.title")}</h1>
      <p class="muted">${t("import.why")}</p>
      ${report?.done ? done(report) : html`${this.#choose()} ${report ? this.#told(report) : nothing}`}`;
  }

  #choose() {
    const busy = this.#busy.value !== "";
    const file = this.#file.value;
    return html`<section
      class="card import-drop"
      @dragover=${(/** @type {DragEvent} */ event) => event.preventDefault()}
      @drop=${(/** @type {DragEvent} */ event) => (event.preventDefault(), this.#take(event.dataTransfer?.files[0]))}
    >
      <label class="btn ${file ? "" : "primary"}" aria-disabled=${busy}
        >${icon("package-search", "sm")}${file ? t("import.another") : t("import.choose")}<input
          class="sr"
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          ?disabled=${busy || !this.#ready.value}
          @change=${(/** @type {Event} */ event) => {
            const input = /** @type {HTMLInputElement} */ (event.target);
            this.#take(input.files?.[0]);
            input.value = "";
          }}
      /></label>
      <span class="muted t2">${file ? file.name : t("import.limits")}</span>
      ${this.#busy.value === "reading" ? html`<p class="row" role="status"><span class="spin" aria-hidden="true"></span>${t("import.reading")}</p>` : nothing}
      ${this.#problem.value ? html`<p class="note bad" role="alert">${icon("octagon-alert", "sm")}<span>${this.#problem.value}</span></p>` : nothing}
    </section>`;
  }

  /** @param {Api.ImportReport} report */
  #told(report) {
    return html`<section class="card import-told" aria-live="polite">
        <h2 class="t4">${t("import.found", { n: report.products.length })}</h2>
        <p class="muted t2">${t("import.rows", { n: report.rows })}</p>
        ${report.notes.map(({ code, count }) => html`<p class="note">${icon("circle-help", "sm")}<span>${t(`import.note.${code}`, { n: count })}</span></p>`)}
        ${report.problems.length ? problems(report) : this.#offer(report)}
      </section>
      ${report.products.length ? list(report) : nothing}`;
  }

  /** @param {Api.ImportReport} report */
  #offer(report) {
    if (!canTake(report)) return html`<p class="note warn">${icon("triangle-alert", "sm")}<span>${t("import.nothing")}</span></p>`;
    const taking = this.#busy.value === "taking";
    const progress = this.#progress.value;
    return html`<fieldset class="import-as" ?disabled=${taking}>
        <legend class="t2 muted med">${t("import.as")}</legend>
        ${/** @type {As[]} */ (["draft", "file"]).map(
          (each) =>
            html`<label class="check"
              ><input
                type="radio"
                name="as"
                .checked=${this.#as.value === each}
                @change=${() => (this.#as.value = each)}
              /><span>${t(`import.as.${each}`)}</span></label
            >`,
        )}
      </fieldset>
      ${
        taking && progress?.of
          ? html`<div class="import-progress">
              <progress max=${progress.of} value=${progress.done} aria-label=${t("import.progress")}></progress
              ><span class="num t2">${t("import.done", { done: progress.done, of: progress.of })}</span>
            </div>`
          : nothing
      }
      <button class="btn primary tall" aria-busy=${taking ? "true" : "false"} @click=${() => void this.#takeOver()}>
        ${taking ? html`<span class="spin" aria-hidden="true"></span>${t("import.taking")}` : t("import.take", { n: report.products.length })}
      </button>
      <p class="t2 muted">${t("import.whole")}</p>`;
  }

  /** @param {File | undefined} file */
  #take(file) {
    if (!file || this.#busy.value) return;
    const fault = fileFault(file);
    this.#report.value = null;
    this.#problem.value = fault ? t(`import.fault.${fault}`) : "";
    this.#file.value = fault ? null : file;
    if (!fault) void this.#read(file);
  }

  /** @param {File} file */
  async #read(file) {
    this.#busy.value = "reading";
    try {
      const answer = await sendFile("/studio/imports/preview", file);
      this.#report.value = await answer.json();
    } catch (error) {
      this.#problem.value = problemText(error);
    }
    this.#busy.value = "";
  }

  async #takeOver() {
    const file = this.#file.value;
    if (!file || this.#busy.value) return;
    this.#busy.value = "taking";
    this.#progress.value = null;
    this.#problem.value = "";
    try {
      const answer = await sendFile(`/studio/imports?status=${this.#as.value}`, file);
      const report = await readAnswer(pieces(answer), (progress) => (this.#progress.value = progress));
      if (report) this.#report.value = report;
      else this.#problem.value = t("import.broke");
    } catch (error) {
      this.#problem.value = problemText(error);
    }
    this.#busy.value = "";
  }
}
customElements.define("studio-import-page", StudioImportPage);

/** The text of an answer, as it comes. @param {Response} answer */
async function* pieces(answer) {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) yield piece.value;
}

/** @param {Api.ImportReport} report */
const done = (report) =>
  html`<section class="card import-told" role="status">
    <p class="note ok">${icon("package-check")}<span>${t("import.finished", { n: report.products.length })}</span></p>
    <a class="btn primary" href="/studio/products">${t("import.see")}</a>
  </section>`;

/** @param {Api.ImportReport} report */
function problems(report) {
  return html`<p class="note bad" role="alert">
      ${icon("octagon-alert", "sm")}<span>${t("import.wrong", { n: report.problems.length + report.more_problems })}</span>
    </p>
    <div class="import-scroll" tabindex="0" role="region" aria-label=${t("import.problems")}>
      <table class="import-table">
        <thead>
          <tr>
            <th scope="col">${t("import.line")}</th>
            <th scope="col">${t("import.column")}</th>
            <th scope="col">${t("import.what")}</th>
          </tr>
        </thead>
        <tbody>
          ${report.problems.map(
            (one) =>
              html`<tr>
                <td class="num">${one.line}</td>
                <td>${one.column}</td>
                <td>
                  ${one.code === "product_invalid" || one.code === "not_csv" ? one.sentence : t(`import.problem.${one.code}`)}${one.value ? html` <span class="muted">${one.value}</span>` : nothing}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${report.more_problems ? html`<p class="t2 muted">${t("import.more", { n: report.more_problems })}</p>` : nothing}`;
}

/** @param {Api.ImportReport} report */
function list({ products }) {
  const currency = me.value?.currency ?? "EUR";
  return html`<section class="card import-told">
    <h2 class="t4">${t("import.what")}</h2>
    <ul class="import-list">
      ${products.slice(0, MOST_SHOWN).map(
        (one) =>
          html`<li>
            <span class="grow clip2">${one.title}</span>
            <span class="t2 muted num"
              >${t("import.variants", { n: one.variants })}, ${t("import.stock", { n: one.stock })}</span
            >
            <span class="num">${money(one.price_minor, currency)}</span>
            <span class="badge ${one.known ? "warn" : ""}">${t(one.known ? "import.known" : "import.new")}</span>
          </li>`,
      )}
    </ul>
    ${products.length > MOST_SHOWN ? html`<p class="t2 muted">${t("import.andMore", { n: products.length - MOST_SHOWN })}</p>` : nothing}
  </section>`;
}
