/** Money, dates and lengths of time, written the reader's way, in fonts' reach (never U+202F). */
import { language, locale, plainSpaces } from "./i18n.js";

const NBSP = "\u00a0";
const DAY_MS = 86_400_000;

/** @type {Map<string, Intl.NumberFormat>} */
const moneyFormats = new Map();

/** @param {string} currency  @param {boolean} trim */
function moneyFormat(currency, trim) {
  const key = `${currency} ${trim}`;
  let format = moneyFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      trailingZeroDisplay: trim ? "stripIfInteger" : "auto",
    });
    moneyFormats.set(key, format);
  }
  return format;
}

/** @param {Intl.NumberFormat} format  @param {number} minor */
function writeMoney(format, minor) {
  const scale = 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
  const parts = format.formatToParts(minor / scale);
  // "€44.50" reads as one lump on a tag: a currency before its number keeps a space.
  const written = parts.map((part, i) =>
    part.type === "currency" && parts[i + 1]?.type === "integer" ? part.value + NBSP : part.value,
  );
  return plainSpaces(written.join(""));
}

/** A sum in full, for totals and buttons: € 44.50. @param {number} minor  @param {string} currency */
export const money = (minor, currency) => writeMoney(moneyFormat(currency, false), minor);

/** How many decimals sums of a currency have: EUR 2, JPY 0. @param {string} currency */
export const decimals = (currency) => moneyFormat(currency, false).resolvedOptions().maximumFractionDigits ?? 2;

/** A sum as it is typed, without its currency: 44.50. @param {number} minor  @param {string} currency */
export function bareSum(minor, currency) {
  const digits = decimals(currency);
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, useGrouping: false });
  return format.format(minor / 10 ** digits);
}

/** A price for a tag, without empty cents: € 38. @param {number} minor  @param {string} currency */
export const tagMoney = (minor, currency) => writeMoney(moneyFormat(currency, true), minor);

/** @param {Intl.DateTimeFormatOptions} options */
const dates = (options) => {
  const format = new Intl.DateTimeFormat(locale, options);
  return (/** @type {number} */ ms) => plainSpaces(format.format(ms));
};

/** 14:32 */
export const time = dates({ hour: "2-digit", minute: "2-digit" });
/** 21 Nov 2026 */
export const date = dates({ day: "numeric", month: "short", year: "numeric" });
/** Fri 27 Nov */
export const weekday = dates({ weekday: "short", day: "numeric", month: "short" });
/** Sat 19:00 */
export const weekdayTime = dates({ weekday: "short", hour: "2-digit", minute: "2-digit" });
/** 28 */
export const dayOfMonth = dates({ day: "numeric" });
/** Nov, without the full stop that Russian puts */
export const monthName = (/** @type {number} */ ms) => shortMonth(ms).replace(/\.$/, "");
const shortMonth = dates({ month: "short" });

/** The time when it is today, else the day as well. @param {number} ms  @param {number} [nowMs] */
export function moment(ms, nowMs = Date.now()) {
  const today = new Date(ms).toDateString() === new Date(nowMs).toDateString();
  if (today) return time(ms);
  return Math.abs(ms - nowMs) < 6 * DAY_MS ? weekdayTime(ms) : `${weekday(ms)}, ${time(ms)}`;
}

/** A clock of minutes and seconds, with hours only when there are some: 4:32, 1:12:40. @param {number} ms */
export function clock(ms) {
  const total = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const tail = String(seconds).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** A measured delay: tenths under two seconds, whole seconds above. @param {number} ms */
export function delay(ms) {
  const seconds = ms / 1000;
  const digits = seconds < 2 ? 1 : 0;
  return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    seconds,
  );
}

const countryNames = new Intl.DisplayNames(language, { type: "region" });
/** The country's name in the reader's language. @param {string} code ISO 3166-1 alpha-2 */
export const countryName = (code) => countryNames.of(code) ?? code;

const languageNames = new Intl.DisplayNames(language, { type: "language" });
/** The language's name in the reader's language. @param {string} tag BCP 47 */
export const languageName = (tag) => languageNames.of(tag) ?? tag;

/** As much as is known when it is known roughly: 1,234 gives 1,200. @param {number} n */
export const rounded = (n) => Number(n.toPrecision(2));
