/** One product being edited: what was typed, pictures on their way, saving. The parts of the page draw from here. */
import { computed, signal } from "../../../../vendor/signals-core.js";
import { t } from "../../../i18n/catalogue.js";
import { api, ApiError } from "../../../lib/api.js";
import { newId } from "../../../lib/new-id.js";
import { problemText } from "../../../lib/problems.js";
import { uploadPicture } from "../../../lib/upload.js";
import { bodyOf, differs, emptyForm, faultsOf, formOf, PICTURES_MAX } from "../../../models/product-form.js";
import { emptyVariant, recombine } from "../../../models/product-variants.js";

/** @typedef {import("../../../models/product-form.js").ProductForm} ProductForm */
/** @typedef {import("../../../models/product-form.js").PictureRow} PictureRow */
/** @typedef {import("../../../models/product-variants.js").OptionRow} OptionRow */
/** @typedef {import("../../../models/product-variants.js").VariantRow} VariantRow */

export class Editing {
  form = signal(emptyForm());
  saving = signal(false);
  /** Why it was not saved, "" when nothing is wrong. */
  problem = signal("");
  /** Set once, so that faults are shown only after the first try to save. */
  tried = signal(false);
  /** True after the first save of a new product. */
  added = signal(false);
  #kept = signal(this.form.value);
  /** The options that the table of variants was made of. @type {OptionRow[]} */
  #spanned = [];

  /** @param {Api.Product | null} product  Null begins a new one. @param {string} currency */
  constructor(product, currency) {
    /** What the server has. */
    this.product = signal(product);
    this.currency = product?.currency ?? currency;
    if (product) this.#take(product);
    this.faults = computed(() => (this.tried.value ? faultsOf(this.form.value, this.currency) : {}));
    this.unsaved = computed(() => differs(this.form.value, this.#kept.value));
  }

  /** @param {Partial<ProductForm>} changes */
  change(changes) {
    this.form.value = { ...this.form.value, ...changes };
    this.added.value = false;
  }

  /** @param {number} index  @param {Partial<VariantRow>} changes */
  changeVariant(index, changes) {
    this.change({
      variants: this.form.value.variants.map((row, place) => (place === index ? { ...row, ...changes } : row)),
    });
  }

  /** Prices of the first variant for all of them. */
  copyPrices() {
    const [first] = this.form.value.variants;
    if (!first) return;
    const { price, was, limit } = first;
    this.change({ variants: this.form.value.variants.map((row) => ({ ...row, price, was, limit })) });
  }

  /** The table follows. @param {OptionRow[]} options */
  changeOptions(options) {
    const rows = recombine(this.#spanned, options, this.form.value.variants);
    this.#spanned = options;
    this.change({ options, variants: rows.length ? rows : [emptyVariant()] });
  }

  /** Sends files one after another; those beyond the most are left out. @param {readonly File[]} files */
  async addPictures(files) {
    const room = PICTURES_MAX - this.form.value.pictures.length;
    this.problem.value = files.length > room ? t("picture.most", { n: PICTURES_MAX }) : "";
    const added = files.slice(0, room).map((file) => ({ file, key: newId(), shown: URL.createObjectURL(file) }));
    const rows = added.map(({ key, shown }) => ({ key, shown, url: "", alt: "", progress: 0, fault: "" }));
    this.change({ pictures: [...this.form.value.pictures, ...rows] });
    for (const { file, key } of added) await this.#send(file, key);
  }

  /** @param {File} file  @param {string} key */
  async #send(file, key) {
    if (!this.form.value.pictures.some((picture) => picture.key === key)) return;
    try {
      const sent = await uploadPicture(file, (progress) => this.changePicture(key, { progress }));
      this.changePicture(key, { url: sent.url, progress: 1 });
    } catch (error) {
      this.changePicture(key, { fault: pictureFault(error) });
    }
  }

  /** @param {string} key  @param {Partial<PictureRow>} changes */
  changePicture(key, changes) {
    this.form.value = {
      ...this.form.value,
      pictures: this.form.value.pictures.map((row) => (row.key === key ? { ...row, ...changes } : row)),
    };
  }

  /** Saves what can be saved. @returns {Promise<boolean>} */
  async save() {
    if (this.saving.value) return false;
    this.tried.value = true;
    this.problem.value = "";
    if (Object.keys(this.faults.value).length) return false;
    this.saving.value = true;
    try {
      const known = this.product.value;
      const body = bodyOf(this.form.value, this.currency);
      const path = known ? `/studio/products/${encodeURIComponent(known.id)}` : "/studio/products";
      this.#take(await (known ? api.put(path, body) : api.post(path, body)));
      this.tried.value = false;
      this.added.value = known === null;
      return true;
    } catch (error) {
      this.problem.value = saveProblem(error);
      return false;
    } finally {
      this.saving.value = false;
    }
  }

  /** @param {Api.Product} product */
  #take(product) {
    this.product.value = product;
    this.form.value = formOf(product);
    this.#kept.value = this.form.value;
    this.#spanned = this.form.value.options;
  }
}

/** @param {unknown} error */
function saveProblem(error) {
  return problemText(error, {
    stock_below_promised: t("edit.problem.stock"),
    catalogue_full: t("edit.problem.full"),
    picture_not_found: t("picture.gone"),
  });
}

/** @param {unknown} error */
function pictureFault(error) {
  const large = t("picture.large");
  const type = t("picture.type");
  const words = {
    picture_type_unsupported: type,
    unsupported_media_type: type,
    picture_damaged: t("picture.damaged"),
    picture_too_large: large,
    body_too_large: large,
    picture_limit: t("picture.limit"),
  };
  return problemText(error instanceof ApiError ? error : new Error("unsent"), words);
}
