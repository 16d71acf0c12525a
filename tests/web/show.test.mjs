/** A show changed by its news, its countdown, and its calendar file. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { calendarFile } from "../../web/js/models/calendar.js";
import {
  countdown,
  isSoldOut,
  lineupOf,
  pinnedProduct,
  sceneOf,
  sourceOf,
  stockOf,
  withPin,
  withStatus,
  withStock,
} from "../../web/js/models/show.js";

const product = (id, available = 4) => ({
  id,
  variants: [{ id: `${id}-v`, stock: { total: 5, available, held: 1, sold: 0 } }],
});
const show = () => ({
  id: "kiln",
  status: "live",
  lineup: [product("jug"), product("cups"), product("vase")],
  pinned: null,
  next: null,
});
const pin = (id) => ({ product: product(id), pinned_ms: 1, capture_ms: 2 });

test("each status has its scene, and only live and interrupted have a picture to ask for", () => {
  assert.deepEqual(["scheduled", "live", "interrupted", "ended"].map(sceneOf), [
    "soon",
    "live",
    "interrupted",
    "ended",
  ]);
  assert.deepEqual(["scheduled", "live", "interrupted", "ended"].map(sourceOf), ["off", "live", "interrupted", "off"]);
});

test("a pin moves the product to now, and what was shown goes to before", () => {
  const pinned = withPin(show(), pin("cups"));
  assert.equal(pinnedProduct(pinned).id, "cups");
  const parts = lineupOf(pinned, new Set(["jug", "cups"]));
  assert.deepEqual(
    [parts.now.id, parts.next.map((p) => p.id), parts.before.map((p) => p.id)],
    ["cups", ["vase"], ["jug"]],
  );
  assert.equal(withPin(pinned, null).pinned, null);
});

test("a pinned product that was not in the line-up joins it", () => {
  assert.equal(withPin(show(), pin("lamp")).lineup.length, 4);
});

test("stock falls for the one variant", () => {
  const changed = withStock(show(), { product_id: "jug", variant_id: "jug-v", total: 5, available: 0, held: 2 });
  assert.deepEqual(stockOf(changed.lineup[0]), { total: 5, available: 0, held: 2, sold: 3 });
  assert.equal(isSoldOut(changed.lineup[0]), true);
  assert.equal(isSoldOut(changed.lineup[1]), false);
});

test("the next show is kept when the news does not name one", () => {
  const next = { id: "kiln-15" };
  assert.equal(withStatus({ ...show(), next }, { status: "ended", next: null }).next, next);
});

test("the countdown counts whole seconds and stops at zero", () => {
  assert.deepEqual(countdown(93_784_000), { days: 1, hours: 2, minutes: 3, seconds: 4 });
  assert.deepEqual(countdown(-5), { days: 0, hours: 0, minutes: 0, seconds: 0 });
});

test("the calendar file escapes, folds and tells the time in UTC", () => {
  const file = calendarFile(
    {
      id: "kiln-15",
      title: "Kiln, no. 15; «голубой пепел» впервые в этом году, и ещё немного",
      description: "One\nTwo",
      starts_ms: Date.UTC(2026, 10, 28, 18),
    },
    "https://shop.example/s/kiln-15",
    0,
  );
  assert.match(file, /DTSTART:20261128T180000Z\r\n/);
  assert.match(file, /SUMMARY:Kiln\\, no. 15\\; /);
  assert.match(file, /DESCRIPTION:One\\nTwo/);
  assert.ok(file.split("\r\n").every((line) => new TextEncoder().encode(line).length <= 75));
});
