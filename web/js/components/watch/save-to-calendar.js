/** Puts a show into the person's own calendar. */
import { calendarFile } from "../../models/calendar.js";
import { showAddress } from "./share.js";

/** @param {Api.Show} show */
export function saveToCalendar(show) {
  const file = new Blob([calendarFile(show, showAddress(show), Date.now())], { type: "text/calendar" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${show.id}.ics`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
