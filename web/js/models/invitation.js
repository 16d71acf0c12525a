/** An invitation's secret on its way through sign-in: behind the `#` of its link, then in this tab alone, never in an address that a server sees. */

const PLACE = "showfloor.invitation";
const SHAPE = /^#(sfi_[\w-]{20,80})$/;

/** The secret of a link, "" when there is none. @param {string} hash such as "#sfi_…" */
export const secretIn = (hash) => SHAPE.exec(hash)?.[1] ?? "";

/**
 * The secret that this page was opened with, or that this tab kept while its person signed in. True as `kept` says that
 * it is safe to take it out of the address.
 * @param {string} hash
 * @param {Pick<Storage, "getItem" | "setItem">} storage  sessionStorage, which may be blocked
 */
export function takeSecret(hash, storage) {
  const secret = secretIn(hash);
  try {
    if (secret) storage.setItem(PLACE, secret);
    return { secret: secret || (storage.getItem(PLACE) ?? ""), kept: true };
  } catch {
    return { secret, kept: false };
  }
}

/** Forgets the secret once it opened, or opens nothing. @param {Pick<Storage, "removeItem">} storage */
export function dropSecret(storage) {
  try {
    storage.removeItem(PLACE);
  } catch {
    // Nothing was kept.
  }
}
