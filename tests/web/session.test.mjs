/** Who is here, and what that opens to them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasStudio, shownName } from "../../web/js/lib/session.js";

const account = { id: "a", email: "a@b.example", name: "Timo", roles: [], seller_id: null, moderates: [] };
const me = { account: null, guest: null, person_id: null, sandbox: true, rehearsing: false, translates: false, currency: "EUR", server_ms: 0 };

test("a seller and a moderator have a studio, a viewer and a stranger do not", () => {
  assert.equal(hasStudio({ ...me, account: { ...account, seller_id: "s" } }), true);
  assert.equal(hasStudio({ ...me, account: { ...account, moderates: ["s"] } }), true);
  assert.equal(hasStudio({ ...me, account }), false);
  assert.equal(hasStudio(me), false);
  assert.equal(hasStudio(null), false);
});

test("an account's name goes before a guest's, and a stranger has none", () => {
  assert.equal(shownName({ ...me, account, guest: { id: "g", name: "Vera" } }), "Timo");
  assert.equal(shownName({ ...me, guest: { id: "g", name: "Vera" } }), "Vera");
  assert.equal(shownName(null), "");
});
