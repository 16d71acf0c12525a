import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOf, formOf, isSame } from "../../web/js/models/shop-form.js";

/** @type {any} */
const shop = {
  id: "s",
  name: "Kiln",
  about: "",
  logo: { url: "/pictures/a-800.webp", width: 800, height: 800, sizes: [] },
  contact: { email: "", phone: "", address: "" },
  policies: { returns: "", delivery: "", privacy: "", terms: "" },
  guidelines: "",
  currency: "EUR",
};

test("a form is what the server keeps until somebody types", () => {
  const form = formOf(shop);
  assert.equal(form.logo_url, "/pictures/a-800.webp");
  assert.ok(isSame(form, formOf(shop)));
  assert.ok(!isSame({ ...form, policies: { ...form.policies, returns: "No." } }, form));
  form.contact.email = "typed";
  assert.equal(shop.contact.email, "");
});

test("a name has one to forty letters, whatever they are made of, and an address looks like one", () => {
  const form = formOf(shop);
  assert.deepEqual(faultsOf({ ...form, name: "\u{1f3fa}".repeat(40) }), {});
  assert.deepEqual(faultsOf({ ...form, name: "x".repeat(41) }), { name: true });
  assert.deepEqual(faultsOf({ ...form, name: "   " }), { name: true });
  assert.deepEqual(faultsOf({ ...form, contact: { ...form.contact, email: "nobody" } }), { email: true });
});
