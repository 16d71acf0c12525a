/** The table of variants that a product's options span, and how it follows when the options change. */

/**
 * @typedef {object} VariantRow  As typed, so that nothing is lost between keystrokes.
 * @property {string | null} id  Null until the server knows it.
 * @property {string[]} options  One value for each option.
 * @property {string} price
 * @property {string} was
 * @property {string} sku
 * @property {string} stock
 * @property {string} limit
 * @property {string} weight  In grams, "" when nobody weighed it.
 * @property {string} picture  The address of one of the product's pictures, or "".
 * @property {number} promised  Pieces held or sold: the stock cannot go below.
 */
/** @typedef {{ name: string, values: string[] }} OptionRow */

export const MOST_OPTIONS = 3;
export const MOST_VARIANTS = 100;

/** @returns {VariantRow} */
export const emptyVariant = () => ({
  id: null,
  options: [],
  price: "",
  was: "",
  sku: "",
  stock: "",
  limit: "10",
  weight: "",
  picture: "",
  promised: 0,
});

/** "Moss, Ink ,Moss" is Moss and Ink. @param {string} text */
export const readValues = (text) => [
  ...new Set(
    text
      .split(",")
      .map((value) => value.trim())
      .filter(Boolean),
  ),
];

/** How many variants options span. @param {readonly OptionRow[]} options */
export const spanned = (options) => options.reduce((product, { values }) => product * Math.max(1, values.length), 1);

/**
 * Every combination, the last option turning fastest.
 * @param {readonly OptionRow[]} options
 * @returns {string[][]}
 */
export function combinations(options) {
  return options.reduce(
    (/** @type {string[][]} */ rows, { values }) => rows.flatMap((row) => values.map((value) => [...row, value])),
    [[]],
  );
}

/**
 * The table after the options have changed. A row stays with its values, also when one of them was renamed in its
 * place; a new row begins with the prices of its nearest relative and without stock; the first of all keeps what the
 * only variant had.
 * @param {readonly OptionRow[]} before
 * @param {readonly OptionRow[]} after
 * @param {readonly VariantRow[]} rows
 * @returns {VariantRow[]}
 */
export function recombine(before, after, rows) {
  const old = new Map(rows.map((row) => [key(row.options), row]));
  /** @type {Set<string>} */
  const taken = new Set();
  return combinations(after.filter(({ values }) => values.length)).map((options) => {
    const was = former(before, after, options);
    const known = old.get(key(was));
    if (known && !taken.has(key(was))) {
      taken.add(key(was));
      return { ...known, options };
    }
    const relative = known ?? nearest(rows, was) ?? emptyVariant();
    return { ...relative, id: null, sku: "", stock: "", promised: 0, options };
  });
}

const key = (/** @type {readonly string[]} */ options) => options.join("\n");

/**
 * What a combination was called before.
 * @param {readonly OptionRow[]} before
 * @param {readonly OptionRow[]} after
 * @param {readonly string[]} options
 */
function former(before, after, options) {
  const filled = after.filter(({ values }) => values.length);
  return before
    .filter(({ values }) => values.length)
    .map((option, place) => {
      const now = filled[place];
      const value = options[place];
      if (!now || value === undefined) return option.values[0] ?? "";
      if (option.values.includes(value) || option.values.length !== now.values.length) return value;
      const renamed = option.values[now.values.indexOf(value)] ?? value;
      return now.values.includes(renamed) ? value : renamed;
    });
}

/**
 * The row that has most values in common.
 * @param {readonly VariantRow[]} rows
 * @param {readonly string[]} options
 */
function nearest(rows, options) {
  const alike = (/** @type {VariantRow} */ row) =>
    row.options.filter((value, place) => value === options[place]).length;
  return [...rows].sort((a, b) => alike(b) - alike(a))[0];
}
