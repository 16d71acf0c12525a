/** Asks before a page with unsaved changes is left. */

/**
 * The browser words the question itself. Give the returned function to `disconnectedCallback`.
 * @param {() => boolean} unsaved
 */
export function guardUnsaved(unsaved) {
  const ask = (/** @type {BeforeUnloadEvent} */ event) => {
    if (unsaved()) event.preventDefault();
  };
  window.addEventListener("beforeunload", ask);
  return () => window.removeEventListener("beforeunload", ask);
}
