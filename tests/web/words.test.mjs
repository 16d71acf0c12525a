/** The words on screen: both languages say the same, in the house's voice. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";

const folder = new URL("../../web/js/i18n/", import.meta.url);
const areas = (await readdir(new URL("en/", folder))).map((file) => file.replace(".js", ""));

/** @param {string} language @param {string} area */
const load = async (language, area) => (await import(new URL(`${language}/${area}.js`, folder).href)).default;
const forms = (word) => (typeof word === "string" ? [word] : Object.values(word));
const placeholders = (word) => [...new Set(forms(word).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();

for (const area of areas) {
  const english = await load("en", area);
  const russian = await load("ru", area);

  test(`${area}: every key exists in both languages`, () => {
    assert.deepEqual(Object.keys(russian).sort(), Object.keys(english).sort());
  });

  test(`${area}: both languages fill in the same values`, () => {
    for (const key of Object.keys(english))
      assert.deepEqual(placeholders(russian[key]), placeholders(english[key]), key);
  });

  test(`${area}: plurals have every form of their language`, () => {
    for (const [key, word] of Object.entries(english)) {
      if (typeof word === "string") continue;
      assert.deepEqual(Object.keys(word).sort(), ["one", "other"], key);
      assert.deepEqual(Object.keys(russian[key]).sort(), ["few", "many", "one", "other"], key);
    }
  });

  test(`${area}: nothing is empty, shouts or begs`, () => {
    for (const [key, word] of [...Object.entries(english), ...Object.entries(russian)]) {
      for (const text of forms(word)) {
        assert.ok(text.trim(), key);
        assert.doesNotMatch(text, /!|\bplease\b|\boops\b|пожалуйста|\u202f/i, key);
      }
    }
  });
}
