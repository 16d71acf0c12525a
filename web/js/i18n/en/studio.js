/** English words of the studio pages. */
export default /** @type {const} */ ({});
