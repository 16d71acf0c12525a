/** Words on screen: the reader's language, and a `t()` for each area of the site whose keys and parameters are type-checked. */

/** @typedef {"en" | "ru"} Language */

/** @type {readonly Language[]} */
export const LANGUAGES = ["en", "ru"];

/** The language that boot.js chose before the first paint. @type {Language} */
export const language = globalThis.document?.documentElement.lang === "ru" ? "ru" : "en";

/** The reader's own flavour of that language (en-GB, ru-KZ), so that dates and sums look familiar. */
export const locale = globalThis.navigator?.languages?.find((tag) => tag.slice(0, 2) === language) ?? language;

const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(locale);

/** Some locales separate with U+202F, which the font lacks. @param {string} text */
export const plainSpaces = (text) => text.replaceAll("\u202f", "\u00a0");

/** A number the reader's way: 1,284 or 1 284. @param {number} n */
export const count = (n) => plainSpaces(numbers.format(n));

/**
 * Makes the `t()` over some dictionaries; the first that holds a key wins.
 * @param {readonly Words.Dictionary[]} dictionaries
 * @param {Intl.PluralRules} rules
 * @returns {(key: string, values?: Record<string, string | number>) => string}
 */
export function translator(dictionaries, rules = plurals) {
  return (key, values = {}) => {
    const word = dictionaries.find((dictionary) => key in dictionary)?.[key];
    if (word === undefined) throw new Error(`no word for "${key}"`);
    const text =
      typeof word === "string" ? word : (word[/** @type {"one"} */ (rules.select(Number(values.n)))] ?? word.other);
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === "number" ? count(value) : value;
    });
  };
}

/** @type {{ en: () => Promise<{ default: typeof import("../i18n/en/common.js").default }>, ru: () => Promise<{ default: Words.Dictionary }> }} */
const common = { en: () => import("../i18n/en/common.js"), ru: () => import("../i18n/ru/common.js") };

/**
 * Loads one area's words in the reader's language; its `t()` also knows the common words.
 * @template {Words.Dictionary} English
 * @param {{ en: () => Promise<{ default: English }>, ru: () => Promise<{ default: Words.Russian<English> }> }} area
 * @returns {Promise<Words.Translate<typeof import("../i18n/en/common.js").default & English>>}
 */
export async function words(area) {
  const loaded = await Promise.all([area[language](), common[language]()]);
  const t = translator(loaded.map((module) => /** @type {Words.Dictionary} */ (module.default)));
  return /** @type {any} */ (t);
}

/** Remembers a language and shows the page again in it. @param {Language} wanted */
export function switchLanguage(wanted) {
  localStorage.setItem("showfloor.language", wanted);
  const here = new URL(location.href);
  here.searchParams.delete("lang");
  location.replace(here);
}
