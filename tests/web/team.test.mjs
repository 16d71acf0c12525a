/** An invitation's secret between its link and the joining. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { dropSecret, secretIn, takeSecret } from "../../web/js/models/invitation.js";

const SECRET = `sfi_${"aB-_9".repeat(8)}`;

/** A tab's storage. */
function storage() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
}

const refuse = () => {
  throw new Error("blocked");
};
const BLOCKED = { getItem: refuse, setItem: refuse, removeItem: refuse };

test("only the shape of an invitation is taken for one", () => {
  assert.equal(secretIn(`#${SECRET}`), SECRET);
  for (const other of ["", "#", "#content", "#sfi_", `#${SECRET}"`, `#sft_${"a".repeat(40)}`]) assert.equal(secretIn(other), "");
});

test("the secret comes back from sign-in with the tab, and a newer link counts more", () => {
  const tab = storage();
  assert.deepEqual(takeSecret(`#${SECRET}`, tab), { secret: SECRET, kept: true });
  assert.equal(takeSecret("", tab).secret, SECRET);
  assert.equal(takeSecret(`#${SECRET}x`, tab).secret, `${SECRET}x`);

  dropSecret(tab);
  assert.equal(takeSecret("", tab).secret, "");
});

test("where nothing can be kept, the secret stays in the address", () => {
  assert.deepEqual(takeSecret(`#${SECRET}`, BLOCKED), { secret: SECRET, kept: false });
  assert.equal(takeSecret("", BLOCKED).secret, "");
  dropSecret(BLOCKED);
});
