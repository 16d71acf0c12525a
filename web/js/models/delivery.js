/** Where a shop ships to: what was typed, what is wrong with it, and what the API takes. */
import { readMoney, writeMoney } from "./money-input.js";

/** @typedef {{ id: string, title: string, amount: string, freeFrom: string }} RateRow */
/** @typedef {{ id: string, title: string, countries: string[], taxTitle: string, tax: string, included: boolean, rates: RateRow[] }} ZoneRow */
/** @typedef {"zoneName" | "countries" | "country" | "rateName" | "amount" | "freeFrom" | "tax"} Fault */

export const ANYWHERE = "*";
export const NAME_MAX = 60;
/** The customs union that most shops here begin with, as ISO 3166-1. */
export const EUROPEAN_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(
  " ",
);

/** @param {Api.Zone} zone  @param {string} currency  @returns {ZoneRow} */
export const rowOf = (zone, currency) => ({
  id: zone.id,
  title: zone.title,
  countries: [...zone.countries],
  taxTitle: zone.tax.title,
  tax: zone.tax.basis_points ? String(zone.tax.basis_points / 100) : "",
  included: zone.tax.included,
  rates: zone.rates.map((rate) => ({
    id: rate.id,
    title: rate.title,
    amount: writeMoney(rate.amount_minor, currency),
    freeFrom: writeMoney(rate.free_from_minor, currency),
  })),
});

/**
 * A new zone with one way to ship, which only lacks its price.
 * @param {{ title: string, countries: string[], rate: string, newId: () => string }} words
 * @returns {ZoneRow}
 */
export const newZone = ({ title, countries, rate, newId }) => ({
  id: newId(),
  title,
  countries,
  taxTitle: "",
  tax: "",
  included: true,
  rates: [newRate(rate, newId)],
});

/** @param {string} title  @param {() => string} newId  @returns {RateRow} */
export const newRate = (title, newId) => ({ id: newId(), title, amount: "", freeFrom: "" });

/** Basis points of a percentage: "19", "5,5"; null when it is none. @param {string} text */
export function readPercent(text) {
  if (!text.trim()) return 0;
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s\u00a0%]/g, ""));
  if (!match) return null;
  const points = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0") || 0);
  return points <= 10_000 ? points : null;
}

/**
 * What is wrong, by the field's name ("0.title", "1.rates.0.amount"); empty when it can be saved.
 * @param {readonly ZoneRow[]} zones
 * @param {string} currency
 */
export function faultsOf(zones, currency) {
  /** @type {Record<string, Fault>} */
  const faults = {};
  /** @type {Set<string>} */
  const taken = new Set();
  zones.forEach((zone, index) => {
    if (!zone.title.trim()) faults[`${index}.title`] = "zoneName";
    if (!zone.countries.length) faults[`${index}.countries`] = "countries";
    else if (zone.countries.some((country) => taken.has(country))) faults[`${index}.countries`] = "country";
    for (const country of zone.countries) taken.add(country);
    if (readPercent(zone.tax) === null) faults[`${index}.tax`] = "tax";
    zone.rates.forEach((rate, place) => {
      const at = `${index}.rates.${place}`;
      if (!rate.title.trim()) faults[`${at}.title`] = "rateName";
      if (readMoney(rate.amount, currency) === null) faults[`${at}.amount`] = "amount";
      if (rate.freeFrom.trim() && !readMoney(rate.freeFrom, currency)) faults[`${at}.freeFrom`] = "freeFrom";
    });
  });
  return faults;
}

/**
 * The zones as the API takes them; call it only when nothing is wrong.
 * @param {readonly ZoneRow[]} zones
 * @param {string} currency
 * @returns {{ zones: Api.Zone[] }}
 */
export const bodyOf = (zones, currency) => ({
  zones: zones.map((zone) => ({
    id: zone.id,
    title: zone.title.trim(),
    countries: zone.countries,
    tax: { title: zone.taxTitle.trim(), basis_points: readPercent(zone.tax) ?? 0, included: zone.included },
    rates: zone.rates.map((rate) => ({
      id: rate.id,
      title: rate.title.trim(),
      amount_minor: readMoney(rate.amount, currency) ?? 0,
      free_from_minor: rate.freeFrom.trim() ? readMoney(rate.freeFrom, currency) : null,
    })),
  })),
});
