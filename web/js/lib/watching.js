/** Remembers, for this tab alone, the show that goes on in a small player. */
import { readWatching } from "../models/watching.js";

const KEY = "showfloor.watching";

export const watching = () => readWatching(sessionStorage.getItem(KEY));

/** @param {import("../models/watching.js").Watching | null} show */
export function setWatching(show) {
  if (show) sessionStorage.setItem(KEY, JSON.stringify(show));
  else sessionStorage.removeItem(KEY);
}
