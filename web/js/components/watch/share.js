/** Sharing a show: the device's own sheet, or the link in the clipboard. */
import { t } from "../../i18n/watch.js";
import { calendarFile } from "../../models/calendar.js";
import { toast } from "../toast-line.js";

/** @param {Api.ShowCard} show */
const addressOf = (show) => new URL(`/s/${encodeURIComponent(show.id)}`, location.href).href;

/** @param {Api.Show} show */
export async function shareShow(show) {
  const card = { title: show.title, text: `${show.seller.name}: ${show.title}`, url: addressOf(show) };
  try {
    if (navigator.share) return await navigator.share(card);
    await navigator.clipboard.writeText(card.url);
    toast(t("share.copied"));
  } catch (error) {
    // Closing the device's sheet is an answer, not a failure.
    if (!(error instanceof DOMException && error.name === "AbortError")) toast(t("share.failed", { url: card.url }));
  }
}

/** Puts the show into the person's own calendar. @param {Api.Show} show */
export function saveToCalendar(show) {
  const file = new Blob([calendarFile(show, addressOf(show), Date.now())], { type: "text/calendar" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${show.id}.ics`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
