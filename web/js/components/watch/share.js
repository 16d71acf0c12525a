/** Sharing a show, or a moment of its replay: the device's own sheet, or the link in the clipboard. */
import { t } from "../../i18n/watch.js";
import { toast } from "../toast-line.js";

/** A show's address as other people need it. @param {Api.ShowCard} show */
export const showAddress = (show) => new URL(`/s/${encodeURIComponent(show.id)}`, location.href).href;

/** @param {Api.Show} show @param {number} [seconds]  the moment of the replay @param {string} [path]  of a clip of it */
export async function shareShow(show, seconds = 0, path = undefined) {
  const address = path ? new URL(path, location.href).href : showAddress(show);
  const url = seconds >= 1 && !path ? `${address}?t=${Math.floor(seconds)}` : address;
  const card = { title: show.title, text: `${show.seller.name}: ${show.title}`, url };
  try {
    if (navigator.share) return await navigator.share(card);
    await navigator.clipboard.writeText(card.url);
    toast(t("share.copied"));
  } catch (error) {
    // Closing the device's sheet is an answer, not a failure.
    if (!(error instanceof DOMException && error.name === "AbortError")) toast(t("share.failed", { url: card.url }));
  }
}
