/** The editor of a product: what was typed, what is wrong with it, and what the API takes. */
import { readMoney, readWhole, writeMoney } from "./money-input.js";
import { emptyVariant, MOST_VARIANTS, spanned } from "./product-variants.js";

/** @typedef {import("./product-variants.js").VariantRow} VariantRow */
/** @typedef {import("./product-variants.js").OptionRow} OptionRow */
/**
 * @typedef {object} PictureRow
 * @property {string} key  Stays the same while the picture is on its way.
 * @property {string} url  "" while it is on its way.
 * @property {string} shown  What the editor draws: an address, or the file itself.
 * @property {string} alt
 * @property {number} progress  0 to 1.
 * @property {string} fault  Why it did not arrive, "" when nothing is wrong.
 */
/**
 * @typedef {object} ProductForm
 * @property {string} title
 * @property {string} description
 * @property {Api.Product["status"]} status
 * @property {PictureRow[]} pictures
 * @property {OptionRow[]} options
 * @property {VariantRow[]} variants
 * @property {string} perBuyer  Pieces that one buyer may have in all, "" for any number.
 * @property {string} taxCode
 */
/** @typedef {"perBuyer" | "taxCode" | "weight" | "titleMissing" | "price" | "was" | "stock" | "promised" | "limit" | "optionName" | "optionValues" | "optionTwice" | "tooMany" | "uploading"} Fault */

export const TITLE_MAX = 200;
export const DESCRIPTION_MAX = 20_000;
export const PICTURES_MAX = 12;
export const ALT_MAX = 300;
const STOCK_MAX = 1_000_000;
const LIMIT_MAX = 1000;
const WEIGHT_MAX = 1_000_000;

/** @returns {ProductForm} */
export const emptyForm = () => ({
  title: "",
  description: "",
  status: "active",
  pictures: [],
  options: [],
  variants: [emptyVariant()],
  perBuyer: "",
  taxCode: "",
});

/** A product as the editor shows it. @param {Api.Product} product  @returns {ProductForm} */
export function formOf(product) {
  const { title, description, status, images, options, currency } = product;
  return {
    title,
    description,
    status,
    pictures: images.map(({ url, alt, sizes }) => ({
      key: url,
      url,
      shown: sizes?.[0]?.url ?? url,
      alt,
      progress: 1,
      fault: "",
    })),
    options: options.map(({ name, values }) => ({ name, values: [...values] })),
    perBuyer: product.max_per_buyer ? String(product.max_per_buyer) : "",
    taxCode: product.tax_code ?? "",
    variants: product.variants.map((variant) => ({
      id: variant.id,
      options: [...variant.options],
      price: writeMoney(variant.price_minor, currency),
      was: writeMoney(variant.compare_at_minor, currency),
      sku: variant.sku,
      stock: String(variant.stock.total),
      limit: String(variant.max_per_order),
      weight: variant.weight_grams == null ? "" : String(variant.weight_grams),
      picture: variant.image === null ? "" : (images[variant.image]?.url ?? ""),
      promised: variant.stock.held + variant.stock.sold,
    })),
  };
}

/**
 * What is wrong, by the field's name ("title", "options.0", "variants.2.price"); empty when it can be saved.
 * @param {ProductForm} form
 * @param {string} currency
 * @returns {Record<string, Fault>}
 */
export function faultsOf(form, currency) {
  /** @type {Record<string, Fault>} */
  const faults = {};
  if (!form.title.trim()) faults.title = "titleMissing";
  const perBuyer = readWhole(form.perBuyer || "1");
  if (!perBuyer || perBuyer > LIMIT_MAX) faults.perBuyer = "perBuyer";
  if (!/^\w{0,32}$/.test(form.taxCode.trim())) faults.taxCode = "taxCode";
  if (form.pictures.some(({ url, fault }) => !url && !fault)) faults.pictures = "uploading";
  Object.assign(faults, optionFaults(form.options));
  if (spanned(form.options) > MOST_VARIANTS) faults.options = "tooMany";
  form.variants.forEach((row, index) => {
    for (const [field, fault] of Object.entries(variantFaults(row, currency)))
      faults[`variants.${index}.${field}`] = fault;
  });
  return faults;
}

/** @param {readonly OptionRow[]} options */
function optionFaults(options) {
  /** @type {Record<string, Fault>} */
  const faults = {};
  const names = options.map(({ name }) => name.trim());
  names.forEach((name, index) => {
    if (!name) faults[`options.${index}.name`] = "optionName";
    else if (names.indexOf(name) !== index) faults[`options.${index}.name`] = "optionTwice";
    if (!options[index]?.values.length) faults[`options.${index}.values`] = "optionValues";
  });
  return faults;
}

/** @param {VariantRow} row  @param {string} currency */
function variantFaults(row, currency) {
  /** @type {Record<string, Fault>} */
  const faults = {};
  const price = readMoney(row.price, currency);
  const was = row.was.trim() ? readMoney(row.was, currency) : null;
  const stock = readWhole(row.stock || "0");
  const limit = readWhole(row.limit);
  if (!price) faults.price = "price";
  if (row.was.trim() && (was === null || (price && was <= price))) faults.was = "was";
  if (stock === null || stock > STOCK_MAX) faults.stock = "stock";
  else if (stock < row.promised) faults.stock = "promised";
  if (!limit || limit > LIMIT_MAX) faults.limit = "limit";
  const weight = readWhole(row.weight || "0");
  if (weight === null || weight > WEIGHT_MAX) faults.weight = "weight";
  return faults;
}

/**
 * The form as the API takes it; call it only when nothing is wrong. Pictures that did not arrive are left out.
 * @param {ProductForm} form
 * @param {string} currency
 */
export function bodyOf(form, currency) {
  const pictures = form.pictures.filter(({ url }) => url);
  const options = form.options.map(({ name, values }) => ({ name: name.trim(), values }));
  return {
    title: form.title.trim(),
    description: form.description.trim(),
    status: form.status,
    images: pictures.map(({ url, alt }) => ({ url, alt: alt.trim() })),
    options,
    max_per_buyer: form.perBuyer.trim() ? readWhole(form.perBuyer) : null,
    tax_code: form.taxCode.trim(),
    variants: form.variants.map((row) => {
      const image = pictures.findIndex(({ url }) => url === row.picture);
      return {
        ...(row.id ? { id: row.id } : {}),
        title: row.options.join(" / "),
        options: options.length ? row.options : [],
        price_minor: readMoney(row.price, currency),
        compare_at_minor: row.was.trim() ? readMoney(row.was, currency) : null,
        sku: row.sku.trim(),
        stock: readWhole(row.stock || "0"),
        max_per_order: readWhole(row.limit),
        weight_grams: row.weight.trim() ? readWhole(row.weight) : null,
        image: image < 0 ? null : image,
      };
    }),
  };
}

/** Whether anything that would be saved differs. @param {ProductForm} a  @param {ProductForm} b */
export function differs(a, b) {
  const plain = (/** @type {ProductForm} */ { pictures, ...rest }) =>
    JSON.stringify({ ...rest, pictures: pictures.map(({ key, alt }) => [key, alt]) });
  return plain(a) !== plain(b);
}

/**
 * A list with one member a step further to the front or to the back.
 * @template T
 * @param {readonly T[]} list
 * @param {number} from
 * @param {number} to
 */
export function moved(list, from, to) {
  const rest = list.filter((_, place) => place !== from);
  const member = list[from];
  if (member === undefined) return [...list];
  return [...rest.slice(0, to), member, ...rest.slice(to)];
}
