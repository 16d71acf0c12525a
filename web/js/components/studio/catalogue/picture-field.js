/** The pictures of a product: chosen or dropped, on their way, in an order, each with its words. */
import { html, nothing, repeat } from "../../../../vendor/lit.js";
import { t } from "../../../i18n/catalogue.js";
import { cssVars } from "../../../lib/css-vars.js";
import { ALT_MAX, moved, PICTURES_MAX } from "../../../models/product-form.js";
import { icon } from "../../icon.js";
import { toast } from "../../toast-line.js";

/** @typedef {import("./editing.js").Editing} Editing */
/** @typedef {import("../../../models/product-form.js").PictureRow} PictureRow */

const TYPES = "image/jpeg,image/png,image/webp";

/** @param {Editing} editing */
export function pictureField(editing) {
  const { pictures } = editing.form.value;
  const waits = editing.faults.value.pictures;
  return html`<section class="card edit-card">
    <h2 class="t4">${t("edit.pictures")}</h2>
    <p class="hint" id="pictures-hint">${t("edit.picturesHint")}</p>
    <ul class="shots">
      ${repeat(
        pictures,
        (picture) => picture.key,
        (picture, index) => shot(editing, picture, index),
      )}
      ${pictures.length < PICTURES_MAX ? html`<li class="shot-add">${adder(editing)}</li>` : nothing}
    </ul>
    ${waits ? html`<p class="wrong">${icon("octagon-alert", "xs")}<span>${t("edit.fault.uploading")}</span></p>` : nothing}
  </section>`;
}

/** @param {Editing} editing */
function adder(editing) {
  const take = (/** @type {FileList | null | undefined} */ files) => void editing.addPictures([...(files ?? [])]);
  const over = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    /** @type {HTMLElement} */ (event.currentTarget).classList.toggle("is-over", event.type === "dragover");
    if (event.type === "drop") take(event.dataTransfer?.files);
  };
  return html`<label class="shot-drop" @dragover=${over} @dragleave=${over} @drop=${over}>
    <input
      type="file"
      class="sr"
      multiple
      accept=${TYPES}
      aria-describedby="pictures-hint"
      @change=${(/** @type {Event} */ event) => {
        const input = /** @type {HTMLInputElement} */ (event.target);
        take(input.files);
        input.value = "";
      }}
    />
    ${icon("plus")}<span class="med">${t("edit.addPictures")}</span
    ><span class="t2 muted wide-only">${t("edit.dropHere")}</span>
  </label>`;
}

/** @param {Editing} editing  @param {PictureRow} picture  @param {number} index */
function shot(editing, picture, index) {
  const n = index + 1;
  const { pictures } = editing.form.value;
  const move = (/** @type {number} */ to) => editing.change({ pictures: moved(pictures, index, to) });
  return html`<li class="shot">
    <span class="shot-frame">
      <img class="pic" src=${picture.shown} alt=${picture.alt || t("edit.picture", { n })} width="150" height="180" />
      ${index === 0 ? html`<span class="badge shot-first">${t("edit.cover")}</span>` : nothing} ${progress(picture, n)}
    </span>
    <span class="shot-tools">
      ${tool("arrow-left", t("edit.forward", { n }), index === 0, () => move(index - 1))}
      ${tool("arrow-right", t("edit.backward", { n }), index === pictures.length - 1, () => move(index + 1))}
      ${tool("trash-2", t("edit.removePicture", { n }), false, () => remove(editing, picture))}
    </span>
    ${picture.fault ? html`<p class="wrong" role="alert">${icon("octagon-alert", "xs")}<span>${picture.fault}</span></p>` : altField(editing, picture, n)}
  </li>`;
}

/** @param {PictureRow} picture  @param {number} n */
function progress({ url, fault, progress }, n) {
  if (url || fault) return nothing;
  const share = Math.round(progress * 100);
  return html`<span
    class="shot-progress"
    role="progressbar"
    aria-label=${t("edit.uploading", { n, share })}
    aria-valuenow=${share}
    aria-valuemin="0"
    aria-valuemax="100"
    ><span ${cssVars({ "--share": progress })}></span
  ></span>`;
}

/** @param {Editing} editing  @param {PictureRow} picture  @param {number} n */
function altField(editing, picture, n) {
  return html`<span class="field shot-alt"
    ><input
      aria-label=${t("edit.alt", { n })}
      placeholder=${t("edit.altHint")}
      title=${t("edit.altHint")}
      maxlength=${ALT_MAX}
      .value=${picture.alt}
      @input=${(/** @type {Event} */ event) =>
        editing.changePicture(picture.key, { alt: /** @type {HTMLInputElement} */ (event.target).value })}
  /></span>`;
}

/** @param {Editing} editing  @param {PictureRow} picture */
function remove(editing, picture) {
  const before = editing.form.value.pictures;
  editing.change({ pictures: before.filter(({ key }) => key !== picture.key) });
  toast(t("edit.pictureRemoved"), () => editing.change({ pictures: before }));
}

/**
 * @param {import("../../icon.js").IconName} name
 * @param {string} words
 * @param {boolean} off
 * @param {() => void} act
 */
const tool = (name, words, off, act) =>
  html`<button
    type="button"
    class="icon-btn"
    aria-label=${words}
    aria-disabled=${off ? "true" : "false"}
    @click=${() => off || act()}
  >
    ${icon(name, "sm")}
  </button>`;
