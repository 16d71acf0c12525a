/** A shop's settings as they are typed, and what is wrong with them. */

export const NAME_MAX = 40;

/** @typedef {"returns" | "delivery" | "privacy" | "terms"} PolicyName */
/** @type {readonly PolicyName[]} */
export const POLICIES = ["returns", "delivery", "privacy", "terms"];

/**
 * @typedef {object} ShopForm
 * @property {string} name
 * @property {string} about
 * @property {string | null} logo_url
 * @property {{ email: string, phone: string, address: string }} contact
 * @property {Record<PolicyName, string>} policies
 * @property {string} guidelines
 */

/** @param {Api.Shop} shop @returns {ShopForm} */
export const formOf = ({ name, about, logo, contact, policies, guidelines }) => ({
  name,
  about,
  logo_url: logo?.url ?? null,
  contact: { ...contact },
  policies: { ...policies },
  guidelines,
});

/** What is wrong, by field; empty when it can be saved. Whether an address exists only the server's library can tell. @param {ShopForm} form */
export function faultsOf({ name, contact }) {
  /** @type {Partial<Record<"name" | "email", true>>} */
  const faults = {};
  const letters = [...name.trim()].length;
  if (letters < 1 || letters > NAME_MAX) faults.name = true;
  if (contact.email.trim() && !/^\S+@\S+\.\S+$/.test(contact.email.trim())) faults.email = true;
  return faults;
}

/** @param {ShopForm} one @param {ShopForm} other */
export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
