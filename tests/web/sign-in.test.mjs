/** What a person may type to sign in or up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { emailFault, signInFaults, signUpFaults } from "../../web/js/models/sign-in.js";

test("an e-mail needs a name, an at and a place", () => {
  for (const good of ["june@example.org", " a.b+c@x.co.uk "]) assert.equal(emailFault(good), null);
  for (const bad of ["june", "june@", "@example.org", "june@example", "ju ne@example.org"])
    assert.equal(emailFault(bad), "malformed");
  assert.equal(emailFault("  "), "missing");
});

test("signing in asks for both and judges no old password", () => {
  assert.deepEqual(signInFaults({ email: "june@example.org", password: "x" }), {});
  assert.deepEqual(signInFaults({}), { email: "missing", password: "missing" });
});

test("signing up asks for a name and a password that is long enough", () => {
  assert.deepEqual(signUpFaults({ name: " ", email: "june", password: "short" }), {
    name: "missing",
    email: "malformed",
    password: "short",
  });
  assert.deepEqual(signUpFaults({ name: "June", email: "june@example.org", password: "a few words" }), {});
});
