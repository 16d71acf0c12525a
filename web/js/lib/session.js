/** Who is here: one shared signal of GET /me. */
import { signal } from "../../vendor/signals-core.js";
import { api } from "./api.js";

/** Null until the server has answered. @type {import("../../vendor/signals-core.js").Signal<Api.Me | null>} */
export const me = signal(/** @type {Api.Me | null} */ (null));

/** @type {Promise<Api.Me> | undefined} */
let asking;

/** Asks once a page; every caller gets the same answer. @returns {Promise<Api.Me>} */
export function loadMe() {
  asking ??= api.get("/me").then(
    (answer) => (me.value = answer),
    (problem) => {
      asking = undefined;
      throw problem;
    },
  );
  return asking;
}

/** Takes over an answer that carries a newer Me (sign-in, a name given). @param {Api.Me} answer */
export function setMe(answer) {
  me.value = answer;
  asking = Promise.resolve(answer);
}

/** Ends the account's session and goes home. */
export async function signOut() {
  await api.delete("/sessions/current");
  location.assign("/");
}

/** The name that other people see, "" when there is none yet. @param {Api.Me | null} person */
export const shownName = (person) => person?.account?.name ?? person?.guest?.name ?? "";

/** Whether the studio has something for this person: a shop, or shows to moderate. @param {Api.Me | null} person */
export const hasStudio = (person) => Boolean(person?.account?.seller_id || person?.account?.moderates.length);
