/** What the stock of a piece may say: ticks up to 24 pieces, and words that say the same. */

/** More pieces than this are words alone. */
export const MOST_TICKS = 24;
const FEW = 5;

/** @typedef {"plenty" | "few" | "last" | "single" | "gone" | "goneHeld"} StockState */

/** @param {Api.Stock} stock  @returns {StockState} */
export function stockState({ total, available, held }) {
  if (available <= 0) return held > 0 ? "goneHeld" : "gone";
  if (available === 1) return total === 1 ? "single" : "last";
  return available <= FEW ? "few" : "plenty";
}

/** Several variants as one. @param {readonly Api.Stock[]} stocks  @returns {Api.Stock} */
export function stockSum(stocks) {
  const sum = { total: 0, available: 0, held: 0, sold: 0 };
  for (const stock of stocks) {
    sum.total += stock.total;
    sum.available += stock.available;
    sum.held += stock.held;
    sum.sold += stock.sold;
  }
  return sum;
}
