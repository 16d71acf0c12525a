/** A shop that answers from a table, and a purchase in it: what the tests of checkout share. */
import { Checkout } from "../../web/js/models/checkout.js";

export const START = 1_000_000;

export function product(change = {}) {
  const variant = (id, available) => ({
    id,
    title: id,
    options: [id],
    sku: id,
    price_minor: 3800,
    compare_at_minor: null,
    image: null,
    max_per_order: 2,
    stock: { total: 5, available, held: 0, sold: 5 - available },
  });
  return {
    id: "jug",
    title: "Jug",
    currency: "EUR",
    images: [],
    options: [],
    variants: [variant("speckle", 0), variant("moss", 3)],
    ...change,
  };
}

export const ADDRESS = {
  name: "June",
  line1: "Oudegracht 12",
  line2: "",
  city: "Utrecht",
  postal_code: "3511",
  country: "NL",
  region: "",
  phone: "",
};

export function order(change = {}) {
  return {
    id: "o1",
    status: "held",
    currency: "EUR",
    email: null,
    address: null,
    shipping: null,
    shipping_options: [],
    later: null,
    later_options: [],
    created_ms: START + 5_000,
    hold_expires_ms: START + 305_000,
    lines: [{ variant_id: "moss", quantity: 1 }],
    payment: { state: "none" },
    totals: { subtotal_minor: 3800, shipping_minor: null, tax_minor: null, total_minor: 3800 },
    ...change,
  };
}

export const READY = {
  email: "june@example.org",
  address: ADDRESS,
  shipping: { rate_id: "door" },
  totals: { subtotal_minor: 3800, shipping_minor: 650, tax_minor: 772, total_minor: 4450 },
};

export class Refusal extends Error {
  constructor(code, extra = {}) {
    super(code);
    Object.assign(this, { code, detail: `sentence of ${code}`, extra });
  }
}

/** A shop that answers from a table of "METHOD /path" to a value, a list of values, or a function. */
export function shop(answers = {}) {
  const calls = [];
  const table = {
    "POST /orders": order(),
    "GET /orders": { items: [] },
    "PATCH /orders/o1": (body) => (body.forget_details ? order() : order({ ...READY, ...body })),
    ...answers,
  };
  const call = (method) => async (path, body) => {
    calls.push([method, path, body]);
    let answer = table[`${method} ${path}`];
    if (Array.isArray(answer)) answer = answer.length > 1 ? answer.shift() : answer[0];
    if (typeof answer === "function") answer = answer(body);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { calls, api: { get: call("GET"), post: call("POST"), patch: call("PATCH") } };
}

export function buying(answers = {}, wish = {}) {
  const { calls, api } = shop(answers);
  const clock = { ms: START };
  let key = 0;
  let may = true;
  const memory = { may: () => may, set: (value) => void (may = value) };
  const checkout = new Checkout(
    {
      api,
      newId: () => `key${++key}`,
      now: () => clock.ms,
      sleep: async (ms) => void (clock.ms += ms),
      language: "ru",
      memory,
      kept: async () => answers.kept ?? null,
    },
    { product: product(), showId: "kiln", ...wish },
  );
  return { checkout, calls, clock };
}

export const payer = (change = {}) => ({ token: async () => ({ token: "ctoken_1" }), challenge: async () => ({}), ...change });

export async function ready(answers = {}) {
  const bought = buying({ "POST /orders": order(READY), ...answers });
  await bought.checkout.hold();
  return bought;
}
