/** English words of the watch pages. */
export default /** @type {const} */ ({});
