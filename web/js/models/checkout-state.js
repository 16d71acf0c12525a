/** The shape of a purchase: its steps, its problems, and what it needs from outside. */

/**
 * holding: the first hold is asked for. held: pieces are ours for a while. saving: details are on their way. placing: ordered, to be paid later. paying: the tap was made.
 * challenge: the bank asks the buyer. asking: nobody knows yet, we ask. paid. over: the hold ran out. gone: there is nothing to hold.
 * @typedef {"holding" | "held" | "saving" | "placing" | "paying" | "challenge" | "asking" | "paid" | "over" | "gone"} CheckoutStep
 */

/**
 * What went wrong last. `field`: where it belongs; `sentence`: the server's own words; `declined`: the card, not the order; `source`: what was thrown.
 * @typedef {{ code: string, sentence: string, field: string | null, declined: boolean, source?: unknown }} CheckoutProblem
 */

/**
 * @typedef {object} CheckoutState
 * @property {CheckoutStep} step
 * @property {Api.Product | null} product  null: an order that is gone on with, without its product
 * @property {string} variantId
 * @property {number} quantity
 * @property {Api.Order | null} order
 * @property {CheckoutProblem | null} problem
 * @property {boolean} remembered  e-mail and address came from an earlier order, and the buyer has not touched them
 * @property {"card" | Api.PayLaterMethod} wish  how the buyer wants to pay
 * @property {boolean} locked  a payment was tried: what is bought cannot change any more
 */

/** What the page's Stripe (or its stand-in) does for us. @typedef {{
 *   token: () => Promise<{ token: string } | { error: string }>,
 *   challenge: (clientSecret: string) => Promise<{ error: string } | {}>,
 * }} Payer */

/**
 * @typedef {object} CheckoutPorts
 * @property {{ get: (path: string) => Promise<any>, post: (path: string, body?: unknown, options?: { timeoutMs?: number }) => Promise<any>,
 *   patch: (path: string, body?: unknown) => Promise<any> }} api
 * @property {() => string} newId
 * @property {"en" | "ru"} language  of the mails
 * @property {{ may: () => boolean, set: (may: boolean) => void }} memory  whether this browser may fill in the last address
 * @property {() => Promise<{ email: string, address: Api.Address } | null>} kept  the default of the addresses that the account keeps
 * @property {() => number} now  epoch ms of this device
 * @property {(ms: number) => Promise<void>} sleep
 */

/** @param {any} error @returns {CheckoutProblem} */
export function problemOf(error) {
  const code = typeof error?.code === "string" ? error.code : "unexpected";
  const extra = error?.extra ?? {};
  const field = extra.field ?? extra.fields?.[0] ?? (code === "cannot_ship_there" ? "country" : null);
  return { code, sentence: error?.detail ?? "", field, declined: code === "card_declined", source: error };
}

/** @param {Api.Order} order */
export const neverArrived = ({ status, payment }) => status === "held" && payment.state === "none";

/** Lines as a request names them. @param {readonly Api.OrderLine[]} lines */
export const wishes = (lines) => lines.map(({ variant_id, quantity }) => ({ variant_id, quantity }));
