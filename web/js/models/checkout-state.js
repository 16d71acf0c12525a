/** The shape of a purchase: its steps, its problems, and what it needs from outside. */

/**
 * holding: the first hold is asked for. held: pieces are ours for a while. saving: details are on their way. paying: the tap was made.
 * challenge: the bank asks the buyer. asking: nobody knows yet, we ask. paid. over: the hold ran out. gone: there is nothing to hold.
 * @typedef {"holding" | "held" | "saving" | "paying" | "challenge" | "asking" | "paid" | "over" | "gone"} CheckoutStep
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
 * @property {() => number} now  epoch ms of this device
 * @property {(ms: number) => Promise<void>} sleep
 */

export {};
