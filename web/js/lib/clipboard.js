/** Copying to the clipboard, where the browser lets a page do it. */

/**
 * Copies a text. Where that is not allowed, what shows the text is selected instead, to be copied by hand.
 * @param {string} text
 * @param {Element | null} [shown]  what shows it
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copyText(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown instanceof HTMLInputElement) shown.select();
    else if (shown) getSelection()?.selectAllChildren(shown);
    return false;
  }
}
