/** Whether the cockpit is held in a hand or stands on a desk. */
import { signal } from "../../../vendor/signals-core.js";

/** Design: from 901 px the three columns, up to 900 the phone. */
const QUERY = "(max-width: 900px)";

export function narrowSignal() {
  const query = matchMedia(QUERY);
  const narrow = signal(query.matches);
  query.addEventListener("change", () => (narrow.value = query.matches));
  return narrow;
}
