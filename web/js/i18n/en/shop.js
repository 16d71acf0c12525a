/** English words of the shop: home, seller, product, orders, accounts. */
export default /** @type {const} */ ({
  "notFound.title": "Nothing at this address",
  "notFound.why": "The show may be over, the link may be cut short, or the page has moved.",
  "notFound.home": "See the shows",
});
