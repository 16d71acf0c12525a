/** Money, time and delays, as a reader in English sees them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, countryName, delay, moment, money, rounded, tagMoney, time } from "../../web/js/lib/format.js";

test("a total keeps its cents, a tag drops empty ones", () => {
  assert.equal(money(4450, "EUR"), "€\u00a044.50");
  assert.equal(money(3800, "EUR"), "€\u00a038.00");
  assert.equal(tagMoney(3800, "EUR"), "€\u00a038");
  assert.equal(tagMoney(3850, "EUR"), "€\u00a038.50");
});

test("a currency without cents is not divided by a hundred", () => {
  assert.equal(money(4450, "JPY"), "¥\u00a04,450");
});

test("large sums are grouped", () => {
  assert.equal(tagMoney(123_456_700, "EUR"), "€\u00a01,234,567");
});

test("a clock counts up the second that has begun and never goes below nothing", () => {
  assert.deepEqual([272_000, 59_001, 0, -5, 4_360_000].map(clock), ["4:32", "1:00", "0:00", "0:00", "1:12:40"]);
});

test("a delay is told in tenths under two seconds and in whole seconds above", () => {
  assert.deepEqual([412, 1949, 2400, 12_000].map(delay), ["0.4", "1.9", "2", "12"]);
});

test("today is told by its time alone, other days by their name as well", () => {
  const now = new Date(2026, 10, 21, 12, 0).getTime();
  const tonight = new Date(2026, 10, 21, 19, 0).getTime();
  const saturday = new Date(2026, 10, 23, 19, 0).getTime();
  assert.equal(moment(tonight, now), time(tonight));
  assert.ok(moment(saturday, now).startsWith("Mon"));
  assert.match(moment(saturday + 30 * 86_400_000, now), /Dec/);
});

test("countries have names", () => {
  assert.equal(countryName("NL"), "Netherlands");
});

test("a number that is known roughly is told roughly", () => {
  assert.deepEqual([7, 84, 412, 1234, 15_678].map(rounded), [7, 84, 410, 1200, 16_000]);
});
