/** What was sold and where it is: the rows of the page about payouts. */

/** @typedef {{ name: "sales" | "refunds" | "disputed" | "fees", minor: number }} Part */
/** @typedef {{ name: "balance" | "unreported" | "hand" | "out", minor: number }} Place */

/** What was sold, and what was taken off it; what is nothing is left out. @param {Api.Books} books @returns {Part[]} */
export const partsOf = (books) =>
  /** @type {Part[]} */ ([
    { name: "sales", minor: books.sales_minor },
    { name: "refunds", minor: -books.refunds_minor },
    { name: "disputed", minor: -books.disputed_minor },
    { name: "fees", minor: -books.fees_minor },
  ]).filter(({ name, minor }) => name === "sales" || minor);

/** What is left of the sales. @param {Api.Books} books */
export const keptMinor = (books) => partsOf(books).reduce((sum, { minor }) => sum + minor, 0);

/** Where that is; it adds up to what is left. @param {Api.Books} books @returns {Place[]} */
export const placesOf = (books) =>
  /** @type {Place[]} */ ([
    { name: "balance", minor: books.balance_minor },
    { name: "unreported", minor: books.unreported_minor },
    { name: "hand", minor: books.by_hand_minor },
    { name: "out", minor: books.paid_out_minor },
  ]).filter(({ name, minor }) => name === "balance" || minor);
