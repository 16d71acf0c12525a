/** Sharing a show, or a moment of its replay: a sheet with the link, its QR code and the device's own way. */
import { styleSheet } from "../../lib/style-sheet.js";

/** A show's address as other people need it. @param {Api.ShowCard} show */
export const showAddress = (show) => new URL(`/s/${encodeURIComponent(show.id)}`, location.href).href;

/** @param {Api.Show} show @param {number} [seconds]  the moment of the replay @param {string} [path]  of a clip of it */
export async function shareShow(show, seconds = 0, path = undefined) {
  const address = path ? new URL(path, location.href).href : showAddress(show);
  const url = seconds >= 1 && !path ? `${address}?t=${Math.floor(seconds)}` : address;
  const styles = [styleSheet("small-dialog.css"), styleSheet("watch/share-sheet.css")];
  const [{ openShareSheet }] = await Promise.all([import("./share-sheet.js"), ...styles]);
  await openShareSheet(show, url);
}
