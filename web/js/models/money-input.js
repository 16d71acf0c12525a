/** Sums as people type them: "38", "38.50", "38,50", "1 200". No DOM, no currency signs. */

/** How many decimals a currency has. @param {string} currency */
export function decimalsOf(currency) {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * A typed sum in minor units; null when it is no sum, or finer than the currency.
 * @param {string} text
 * @param {string} currency
 * @returns {number | null}
 */
export function readMoney(text, currency) {
  const decimals = decimalsOf(currency);
  const match = /^(\d{1,9})(?:[.,](\d*))?$/.exec(text.replace(/[\s\u00a0\u202f']/g, ""));
  const fraction = match?.[2] ?? "";
  if (!match || fraction.length > decimals) return null;
  return Number(match[1]) * 10 ** decimals + Number(fraction.padEnd(decimals, "0") || 0);
}

/**
 * A sum as an input shows it, without empty cents: 3850 is "38.50", 3800 is "38".
 * @param {number | null} minor
 * @param {string} currency
 */
export function writeMoney(minor, currency) {
  if (minor === null) return "";
  const decimals = decimalsOf(currency);
  const scale = 10 ** decimals;
  const fraction = minor % scale;
  const whole = String(Math.floor(minor / scale));
  return fraction ? `${whole}.${String(fraction).padStart(decimals, "0")}` : whole;
}

/** A whole number as typed; null when it is none. @param {string} text */
export function readWhole(text) {
  const plain = text.replace(/[\s\u00a0\u202f']/g, "");
  return /^\d{1,9}$/.test(plain) ? Number(plain) : null;
}
