/** Tells screen readers what happened, without moving anything on the page. */

/** @type {Map<string, HTMLElement>} */
const regions = new Map();

/** @param {"polite" | "assertive"} urgency */
function region(urgency) {
  let found = regions.get(urgency);
  if (!found) {
    found = document.createElement("p");
    found.className = "sr";
    found.setAttribute("aria-live", urgency);
    document.body.append(found);
    regions.set(urgency, found);
  }
  return found;
}

/**
 * @param {string} text
 * @param {"polite" | "assertive"} [urgency]  assertive only for: payment failed, hold over, muted (design.md, section 7)
 */
export function announce(text, urgency = "polite") {
  const place = region(urgency);
  // The same words twice are read twice only when the region was empty between.
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = text));
}
